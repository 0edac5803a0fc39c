"""The carriers that the settings let be reached, opened."""

import os

from api.settings import IN_MEMORY, Settings
from channels.carrier import Carrier
from channels.plugins import plugged_carriers
from channels.simulator import Simulator
from channels.simulator_plan import FaultPlan
from channels.simulator_weather import Weather
from channels.telnyx import Telnyx, TelnyxAccount
from channels.twilio import Twilio, TwilioAccount
from conversation.clock import Clock
from conversation.errors import Misconfigured


def open_simulator(settings: Settings, clock: Clock, weather: FaultPlan | Weather | None) -> Simulator | None:
    """Open the simulated network where it is asked for. Raises Misconfigured without a token that guards it."""
    if not (settings.demo or settings.simulator):
        return None
    if not settings.demo and not settings.simulator_token.get_secret_value():
        raise Misconfigured("TWOLANE_SIMULATOR_TOKEN", "without it anybody could text as anybody; choose a long one")
    path = ":memory:" if settings.ledger_url == IN_MEMORY else str(settings.data_dir / "network.db")
    return Simulator(
        path=path,
        clock=clock,
        auth_token=settings.simulator_token.get_secret_value(),
        public_url=settings.public_url,
        weather=weather,
    )


def open_carriers(settings: Settings, clock: Clock) -> dict[str, Carrier]:
    """Open every carrier that the settings let be reached. Whoever opens them closes them. Raises Misconfigured."""
    return join_carriers(settings, clock, open_simulator(settings, clock, None))


def join_carriers(settings: Settings, clock: Clock, simulator: Simulator | None) -> dict[str, Carrier]:
    """Open the carriers beside `simulator`, our own and plug-ins'. Raises Misconfigured for two of one name."""
    carriers: dict[str, Carrier] = {}
    if simulator is not None:
        carriers[simulator.name] = simulator
    if settings.twilio_account_sid:
        carriers["twilio"] = Twilio(twilio_account(settings))
    if key := settings.telnyx_api_key.get_secret_value():
        profile = settings.telnyx_messaging_profile_id or None
        account = TelnyxAccount(key, settings.telnyx_public_key, profile, settings.telnyx_profile_picks)
        carriers["telnyx"] = Telnyx(account, clock)
    return carriers | plugged_carriers(os.environ, frozenset(carriers))


def twilio_account(settings: Settings) -> TwilioAccount:
    """Return the account of the settings. Raises Misconfigured where a service is to pick numbers and none is named."""
    if settings.twilio_service_picks and not settings.twilio_messaging_service_sid:
        raise Misconfigured("TWILIO_MESSAGING_SERVICE_SID", "a service is to pick the number: name it")
    return TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        messaging_service_sid=settings.twilio_messaging_service_sid or None,
        service_picks=settings.twilio_service_picks,
        api_key=settings.twilio_api_key or None,
        api_secret=settings.twilio_api_secret.get_secret_value() or None,
        webhook_key=settings.twilio_webhook_key.get_secret_value() or None,
    )
