"""Looking a number up at its carrier: each thing that is missing is found, with the one remedy for it."""

from collections.abc import Callable

import httpx
import pytest

from channels.carrier import Unreachable
from channels.inspection import Finding, Inspected, Inspects, Shortfall
from channels.telnyx import Telnyx, TelnyxAccount
from channels.twilio import Twilio, TwilioAccount
from conversation.clock import ScriptedClock
from conversation.sender import SenderKind
from tests.channels.fake_telnyx import FakeTelnyx
from tests.channels.fake_twilio import FakeTwilio
from tests.conversation.world import NOW

SID, SERVICE = "AC" + "a" * 32, "MG" + "b" * 32
PHONE, CODE = "+12125550100", "21255"
TWILIO_HOOK, TELNYX_HOOK = "https://texts.example/webhooks/twilio/sms", "https://texts.example/webhooks/telnyx/sms"
ELSEWHERE = "https://demo.twilio.com/welcome/sms/reply"


def twilio() -> FakeTwilio:
    """An account in which nothing is missing."""
    fake = FakeTwilio(SID, "t", ScriptedClock(NOW))
    fake.numbers = [
        {"phone_number": PHONE, "sms_url": TWILIO_HOOK, "sms_application_sid": ""},
        {"short_code": CODE, "sms_url": TWILIO_HOOK},
    ]
    fake.services = {SERVICE: {"use_inbound_webhook_on_number": False, "inbound_request_url": TWILIO_HOOK}}
    fake.pool = [{"phone_number": PHONE}]
    fake.campaigns = [{"campaign_status": "VERIFIED"}]
    return fake


def telnyx() -> FakeTelnyx:
    fake = FakeTelnyx("KEY", ScriptedClock(NOW))
    fake.numbers = [{"phone_number": PHONE, "messaging_profile_id": "prof_1", "type": "long-code"}]
    fake.profiles = {"prof_1": {"webhook_url": TELNYX_HOOK}}
    fake.places = {PHONE: "ASSIGNED"}
    return fake


async def at_twilio(
    fake: FakeTwilio, *, token: str = "t", service: str | None = SERVICE, kind: SenderKind = SenderKind.TEN_DLC
) -> tuple[Finding, ...]:
    carrier = Twilio(TwilioAccount(SID, token, messaging_service_sid=service), fake.transport())
    assert isinstance(carrier, Inspects)
    phone = CODE if kind is SenderKind.SHORT_CODE else PHONE
    try:
        return await carrier.inspect(Inspected(phone, kind, TWILIO_HOOK))
    finally:
        await carrier.close()


async def at_telnyx(fake: FakeTelnyx, *, key: str = "KEY", profile: str | None = "prof_1") -> tuple[Finding, ...]:
    carrier = Telnyx(TelnyxAccount(key, fake.public_key, profile), ScriptedClock(NOW), fake.transport())
    assert isinstance(carrier, Inspects)
    try:
        return await carrier.inspect(Inspected(PHONE, SenderKind.TEN_DLC, TELNYX_HOOK))
    finally:
        await carrier.close()


async def test_where_nothing_is_missing_nothing_is_said() -> None:
    assert await at_twilio(twilio()) == ()
    assert await at_twilio(twilio(), service=None, kind=SenderKind.TOLL_FREE) == ()
    assert await at_twilio(twilio(), service=None, kind=SenderKind.SHORT_CODE) == ()
    assert await at_telnyx(telnyx()) == ()
    assert await at_telnyx(telnyx(), profile=None) == ()


@pytest.mark.parametrize(
    ("spoil", "what", "problem", "remedy"),
    [
        (lambda it: it.numbers.clear(), Shortfall.NUMBER, f"no number {PHONE}", "correct the number"),
        (lambda it: it.services.clear(), Shortfall.SERVICE, "no Messaging Service", "TWILIO_MESSAGING_SERVICE_SID"),
        (lambda it: it.pool.clear(), Shortfall.POOL, "not in the Messaging Service's", "add it under"),
        (
            lambda it: it.services[SERVICE].update(inbound_request_url=ELSEWHERE),
            Shortfall.WEBHOOK,
            f"go to {ELSEWHERE}",
            f"set {TWILIO_HOOK} (POST) as the Messaging Service's",
        ),
        (lambda it: it.services[SERVICE].update(inbound_request_url=None), Shortfall.WEBHOOK, "go nowhere", "set"),
        (lambda it: it.campaigns.clear(), Shortfall.CAMPAIGN, "no 10DLC campaign", "setup registration"),
        (
            lambda it: it.campaigns[0].update(campaign_status="PENDING"),
            Shortfall.CAMPAIGN,
            "is pending",
            "setup registration",
        ),
    ],
)
async def test_what_is_missing_at_twilio_is_found_with_its_remedy(
    spoil: Callable[[FakeTwilio], object], what: Shortfall, problem: str, remedy: str
) -> None:
    fake = twilio()
    spoil(fake)
    (found,) = await at_twilio(fake)
    assert (found.what, problem in found.problem, remedy in found.remedy) == (what, True, True), found


async def test_at_twilio_the_address_that_counts_is_the_services_or_the_numbers() -> None:
    fake = twilio()
    fake.numbers[0] |= {"sms_url": ELSEWHERE}
    assert await at_twilio(fake) == ()
    fake.services[SERVICE] |= {"use_inbound_webhook_on_number": True}
    (found,) = await at_twilio(fake)
    assert found.what is Shortfall.WEBHOOK and "under Phone Numbers" in found.remedy
    missing = await at_twilio(fake, service=None)
    assert [one.what for one in missing] == [Shortfall.SERVICE, Shortfall.WEBHOOK]


@pytest.mark.parametrize(
    ("spoil", "what", "problem", "remedy"),
    [
        (lambda it: it.numbers.clear(), Shortfall.NUMBER, f"no number {PHONE}", "correct the number"),
        (
            lambda it: it.numbers[0].update(messaging_profile_id=None),
            Shortfall.SERVICE,
            "no messaging profile",
            "choose one",
        ),
        (lambda it: it.profiles.clear(), Shortfall.SERVICE, "no messaging profile prof_1", "choose another"),
        (
            lambda it: it.numbers[0].update(messaging_profile_id="prof_2"),
            Shortfall.POOL,
            "another messaging profile",
            "TELNYX_MESSAGING_PROFILE_ID to prof_2",
        ),
        (
            lambda it: it.profiles["prof_1"].update(webhook_url=ELSEWHERE),
            Shortfall.WEBHOOK,
            f"go to {ELSEWHERE}",
            f"set {TELNYX_HOOK}",
        ),
        (lambda it: it.places.clear(), Shortfall.CAMPAIGN, "no 10DLC campaign", "setup registration"),
        (
            lambda it: it.places.update({PHONE: "PENDING_ASSIGNMENT"}),
            Shortfall.CAMPAIGN,
            "pending assignment",
            "setup registration",
        ),
    ],
)
async def test_what_is_missing_at_telnyx_is_found_with_its_remedy(
    spoil: Callable[[FakeTelnyx], object], what: Shortfall, problem: str, remedy: str
) -> None:
    fake = telnyx()
    spoil(fake)
    (found,) = await at_telnyx(fake)
    assert (found.what, problem in found.problem, remedy in found.remedy) == (what, True, True), found


async def test_wrong_credentials_are_told_alone_and_a_silent_carrier_is_no_finding() -> None:
    (at_one,), (at_other,) = await at_twilio(twilio(), token="old"), await at_telnyx(telnyx(), key="old")
    assert at_one.what is at_other.what is Shortfall.CREDENTIALS
    assert "TWILIO_AUTH_TOKEN" in at_one.remedy and "TELNYX_API_KEY" in at_other.remedy
    broken = Twilio(TwilioAccount(SID, "t"), httpx.MockTransport(lambda request: httpx.Response(503)))
    with pytest.raises(Unreachable, match="503"):
        await broken.inspect(Inspected(PHONE, SenderKind.TEN_DLC, TWILIO_HOOK))
    await broken.close()
