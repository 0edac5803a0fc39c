"""The simulated carrier: sends to simulated phones, whose owners text back."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx

from channels.carrier import Inbound, Outgoing, Receipt, SentText, StatusUpdate, WebhookRequest
from channels.delivery_errors import explain, means_opted_out
from channels.errors import Rejected, Unreachable
from channels.opt_out_words import STOP_WORDS, is_keyword
from channels.signature import SigningKeys
from channels.simulator_courier import Courier
from channels.simulator_file import SimulatorFile
from channels.simulator_network import INBOUND_PATH, SimulatedNetwork
from channels.simulator_phones import PhoneText
from channels.simulator_plan import FaultPlan, Sky
from channels.simulator_weather import Dice, RejectAt, Weather
from channels.simulator_webhooks import DroppedWebhook, Forgery
from channels.status import CarrierStatus
from channels.transport import only_one
from channels.twilio_webhook import read_inbound, read_status
from conversation.clock import Clock, to_milliseconds

STATUS_PATH = "/webhooks/simulator/status"
OUTSIDE_REF = "outside"
"""The sender's id of a text that Twolane did not send."""
MOST_CHARACTERS = 1600
MOST_MEDIA = 10
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Simulator:
    """A `Carrier` and the phones behind it, in one SQLite file that several processes may share.

    A text is on the phone as soon as `send` returns; webhooks wait in the file until a `Courier` delivers them.
    """

    name = "simulator"

    def __init__(
        self,
        *,
        path: str,
        clock: Clock,
        auth_token: str,
        public_url: str,
        weather: FaultPlan | Weather | None = None,
        blocks_after_stop: bool = False,
        real_time: Callable[[], float] = time.time,
    ) -> None:
        """Open the network.

        Args:
            path: the SQLite file, or ":memory:".
            clock: stamps the texts.
            auth_token: signs the webhooks.
            public_url: where Twolane answers; inbound texts are posted to its `INBOUND_PATH`.
            weather: how the network misbehaves, always or by a plan; not at all by default.
            blocks_after_stop: answer STOP and START and keep a block list, as Twilio does for its long codes.
            real_time: seconds since the epoch, for due times.
        """
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")
        self._sky = Sky(weather, clock)
        self._dice = Dice(self._sky.plan.usual)
        self._blocks_after_stop = blocks_after_stop
        self._real_time = real_time
        self._file = SimulatorFile(path)
        self._network = SimulatedNetwork(
            self._file,
            clock=clock,
            inbound_url=public_url.rstrip("/") + INBOUND_PATH,
            sky=self._sky,
            dice=self._dice,
            blocks_after_stop=blocks_after_stop,
            real_time=real_time,
        )

    def confirms_opt_out(self, body: str) -> bool:
        return self._blocks_after_stop and is_keyword(body, STOP_WORDS)

    async def send(self, outgoing: Outgoing) -> Receipt:
        weather = self._sky.weather
        if self._dice.falls(weather.slow):
            await asyncio.sleep(weather.slow_seconds)
        self._check_up()
        code = self._refusal_code(outgoing)
        if code is not None:
            meaning = explain(code)
            raise Rejected(code, meaning.meaning, permanent=meaning.permanent, opted_out=means_opted_out(code))
        if self._dice.falls(weather.broken):
            self._break(outgoing)
        provider_id = self._network.carry_to_phone(outgoing)
        if self._dice.falls(weather.unsure):
            raise Unreachable("the simulated network's answer was lost", maybe_sent=True)
        return Receipt(provider_id, CarrierStatus.QUEUED)

    async def find(self, outgoing: Outgoing, since: datetime) -> Receipt | None:
        earliest = to_milliseconds(since)
        sent = [text for text in self.copies(outgoing.ref) if to_milliseconds(text.at) >= earliest]
        return only_one([Receipt(text.provider_id, text.status) for text in reversed(sent)])

    async def never_had(self, outgoing: Outgoing) -> bool:
        self._check_up()
        return not self.copies(outgoing.ref)

    async def list_sent(self, from_: str, since: datetime) -> tuple[SentText, ...]:
        self._check_up()
        return tuple(_sent_text(text) for text in self._network.phones.sent_from(from_, since))

    async def look_up(self, provider_id: str) -> SentText | None:
        self._check_up()
        text = self._network.phones.sent_as(provider_id)
        return _sent_text(text) if text else None

    async def fetch_media(self, address: str, most: int) -> bytes:
        self._check_up()
        return self._network.media.fetch(address, most)

    def parse_inbound(self, request: WebhookRequest) -> Inbound:
        return read_inbound(SigningKeys(self._auth_token), request)

    def parse_status(self, request: WebhookRequest) -> StatusUpdate:
        return read_status(SigningKeys(self._auth_token), request)

    async def close(self) -> None:
        self._file.close()

    def text(self, from_: str, to: str, body: str, media_urls: Sequence[str] = (), photos: Sequence[bytes] = ()) -> str:
        """A person texts a business number, with `photos`. Returns the provider id; the webhook waits for a courier."""
        return self._network.carry_from_phone(from_, to, body, media_urls, photos)

    def photos_on(self, number: str) -> dict[str, list[str]]:
        """The ids of the photos that a phone texted, by the text's provider id."""
        return self._network.media.on_phone(number)

    def photo(self, media_id: str) -> bytes | None:
        """A photo as the phone sent it."""
        return self._network.media.content(media_id)

    def send_outside(self, from_: str, to: str, body: str) -> str:
        """Somebody texts a phone from a business number by other means than Twolane. Returns the provider id."""
        callback = urljoin(self._public_url + "/", STATUS_PATH.removeprefix("/"))
        return self._network.carry_to_phone(Outgoing(OUTSIDE_REF, from_, to, body, callback))

    def phone(self, number: str, after: int = 0) -> tuple[PhoneText, ...]:
        """A phone's texts in both directions, oldest first, with a `seq` greater than `after`."""
        return self._network.phones.thread(number, after)

    def phones(self) -> tuple[str, ...]:
        """Every number that has a text, the one with the newest first."""
        return self._network.phones.numbers()

    def copies(self, ref: str) -> tuple[PhoneText, ...]:
        """Every text sent under a ref: more than one is a double."""
        return self._network.phones.copies(ref)

    def owed(self) -> int:
        """How many webhooks are still to be delivered."""
        return self._network.webhooks.owed()

    def dropped(self) -> tuple[DroppedWebhook, ...]:
        """The webhooks that were given up on, and why."""
        return self._network.webhooks.dropped()

    def forgeries(self) -> tuple[Forgery, ...]:
        """The webhooks that somebody else made up, and how they were answered: never by a 2xx."""
        return self._network.webhooks.forgeries()

    def courier(self, client: httpx.AsyncClient) -> Courier:
        """Return who delivers this network's webhooks through `client`."""
        return Courier(self._network.webhooks, client, self._auth_token, self._sky, self._dice, self._real_time)

    def _check_up(self) -> None:
        weather = self._sky.weather
        if self._dice.falls(weather.down):
            raise Unreachable("the simulated network is down", maybe_sent=False)
        if self._dice.falls(weather.crowded):
            raise Unreachable("the simulated network has too much to do (429)", maybe_sent=False)

    def _break(self, outgoing: Outgoing) -> None:
        """Answer with a 5xx; every second text left before the network broke."""
        if self._dice.falls(0.5):
            self._network.carry_to_phone(outgoing)
        raise Unreachable("the simulated network broke (503)", maybe_sent=True)

    def _refusal_code(self, outgoing: Outgoing) -> str | None:
        """The error code that a provider would answer this text with, if any."""
        if not _E164.fullmatch(outgoing.to):
            return "21211"
        if not outgoing.body and not outgoing.media:
            return "21602"
        if len(outgoing.media) > MOST_MEDIA:
            return "21623"
        if not all(map(_is_web_address, outgoing.media)):
            return "21620"
        if len(outgoing.body) > MOST_CHARACTERS:
            return "21617"
        if outgoing.status_callback is not None and not _is_web_address(outgoing.status_callback):
            return "21609"
        if self._network.phones.is_blocked(outgoing.from_, outgoing.to):
            return "21610"
        weather = self._sky.weather
        if (reject := weather.reject(outgoing.to, RejectAt.SEND)) is not None:
            return reject.code
        code = self._dice.pick(weather.refusals)
        if means_opted_out(code):
            self._network.phones.block(outgoing.from_, outgoing.to)
        return code


def _sent_text(text: PhoneText) -> SentText:
    return SentText(text.provider_id, text.business, text.phone, text.body, text.at)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
