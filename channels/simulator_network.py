"""The simulated network itself: it carries texts both ways and owes the webhooks that tell of them."""

import time
from collections.abc import Callable, Sequence

from channels.carrier import Outgoing
from channels.delivery_errors import means_opted_out
from channels.form import Form
from channels.opt_out_words import START_WORDS, STOP_WORDS, is_keyword
from channels.simulator_file import SimulatorFile
from channels.simulator_form import inbound_form, status_form
from channels.simulator_media import Media
from channels.simulator_phones import Direction, Phones
from channels.simulator_plan import Sky
from channels.simulator_weather import Dice, RejectAt
from channels.simulator_webhooks import Webhooks
from channels.status import CarrierStatus
from compliance.redaction import redact
from conversation.clock import Clock

INBOUND_PATH = "/webhooks/simulator/sms"
STOP_ANSWER = "You have successfully been unsubscribed. You will not receive any more messages from this number."
START_ANSWER = "You have successfully been re-subscribed to messages from this number."


class SimulatedNetwork:
    """Carries texts between businesses and phones. A text and its webhooks are kept in one transaction."""

    def __init__(
        self,
        file: SimulatorFile,
        *,
        clock: Clock,
        inbound_url: str,
        sky: Sky,
        dice: Dice,
        blocks_after_stop: bool,
        real_time: Callable[[], float] = time.time,
    ) -> None:
        self.phones = Phones(file)
        self.webhooks = Webhooks(file)
        self.media = Media(file, inbound_url.removesuffix(INBOUND_PATH))
        self._file = file
        self._clock = clock
        self._inbound_url = inbound_url
        self._sky = sky
        self._dice = dice
        self._blocks_after_stop = blocks_after_stop
        self._real_time = real_time

    def carry_to_phone(self, outgoing: Outgoing) -> str:
        """Put a business's text on a phone, and owe its status callbacks. Returns the provider id."""
        weather = self._sky.weather
        reject = weather.reject(outgoing.to, RejectAt.STATUS)
        code = reject.code if reject is not None else self._dice.pick(weather.failures)
        outcome = CarrierStatus.DELIVERED if code is None else CarrierStatus.UNDELIVERED
        with self._file.writing():
            provider_id = self.phones.keep(
                direction=Direction.TO_PHONE,
                phone=outgoing.to,
                business=outgoing.from_,
                body=outgoing.body,
                at=self._clock.now(),
                status=outcome,
                ref=outgoing.ref,
                error_code=code,
                media=outgoing.media,
            )
            self._call_back(outgoing, provider_id, CarrierStatus.SENT, None)
            self._call_back(outgoing, provider_id, outcome, code)
            if code is not None and reject is None and means_opted_out(code):
                self.phones.block(outgoing.from_, outgoing.to)
        return provider_id

    def carry_from_phone(
        self, phone: str, business: str, body: str, media_urls: Sequence[str], photos: Sequence[bytes] = ()
    ) -> str:
        """Take a person's text, and owe the webhook that tells the business. Returns the provider id."""
        with self._file.writing():
            provider_id = self.phones.keep(
                direction=Direction.FROM_PHONE,
                phone=phone,
                business=business,
                body=redact(body).text,
                at=self._clock.now(),
                status=CarrierStatus.RECEIVED,
            )
            for photo in photos:
                self.media.keep(provider_id, phone, photo)
            form = inbound_form(
                provider_id=provider_id,
                from_=phone,
                to=business,
                body=body,
                media_urls=(*media_urls, *self.media.addresses(provider_id)),
                opt_out_type=self._obey_keyword(phone, business, body),
            )
            self._owe(phone, self._inbound_url, form, lost=self._dice.falls(self._sky.weather.lose))
        return provider_id

    def _call_back(self, outgoing: Outgoing, provider_id: str, status: CarrierStatus, code: str | None) -> None:
        if outgoing.status_callback is None or self._dice.falls(self._sky.weather.lose):
            return
        form = status_form(
            provider_id=provider_id, from_=outgoing.from_, to=outgoing.to, status=status, error_code=code
        )
        self._owe(outgoing.to, outgoing.status_callback, form, lost=False)

    def _owe(self, stream: str, url: str, form: Form, *, lost: bool) -> None:
        """Owe a webhook once, or twice when the dice say so."""
        weather = self._sky.weather
        for _ in range(1 + self._dice.falls(weather.repeat)):
            held = self._dice.falls(weather.reorder)
            due = self._real_time() + self._dice.between(*weather.delay) + (weather.hold if held else 0.0)
            self.webhooks.add(stream=stream, url=url, form=form, due=due, held=held, lost=lost)

    def _obey_keyword(self, phone: str, business: str, body: str) -> str | None:
        """Block or unblock as Twilio does, answer for the business, and return the keyword's type."""
        if not self._blocks_after_stop:
            return None
        if is_keyword(body, STOP_WORDS):
            self.phones.block(business, phone)
            self._answer(phone, business, STOP_ANSWER)
            return "STOP"
        if is_keyword(body, START_WORDS) and self.phones.is_blocked(business, phone):
            self.phones.unblock(business, phone)
            self._answer(phone, business, START_ANSWER)
            return "START"
        return None

    def _answer(self, phone: str, business: str, body: str) -> None:
        self.phones.keep(
            direction=Direction.TO_PHONE,
            phone=phone,
            business=business,
            body=body,
            at=self._clock.now(),
            status=CarrierStatus.DELIVERED,
        )
