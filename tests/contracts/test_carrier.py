"""The carrier port's promises, asked of every adapter."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator

from channels.carrier import (
    Ambiguous,
    BadSignature,
    BadWebhook,
    Carrier,
    CarrierStatus,
    NoMedia,
    Outgoing,
    Rejected,
    Unreachable,
    WebhookRequest,
)
from channels.simulator import Simulator
from channels.simulator_weather import Reject, Weather
from channels.telnyx import Telnyx, TelnyxAccount
from channels.twilio import Twilio, TwilioAccount
from conversation.clock import ScriptedClock
from tests.channels.fake_telnyx import FakeTelnyx
from tests.channels.fake_twilio import FakeTwilio

TOKEN = "a-token-of-the-carrier"
BUSINESS = "+18885550100"
SHOPPER = "+13035550111"
OPTED_OUT = "+13035550199"
START = datetime(2026, 11, 24, 17, 30, 15, 250_000, tzinfo=UTC)
URL = "https://twolane.example/webhooks/carrier/sms?merchant=tidewater"
INBOUND = {"MessageSid": "SM1", "From": SHOPPER, "To": BUSINESS, "Body": "hi", "NumMedia": "0"}
STATUS = {"MessageSid": "SM1", "From": BUSINESS, "To": SHOPPER, "MessageStatus": "delivered"}
CALLBACK = "https://twolane.example/webhooks/carrier/status?message="
TEXT = Outgoing("msg_1", BUSINESS, SHOPPER, "Your cart is still here. Reply STOP to end.", CALLBACK + "msg_1")


@dataclass
class Road:
    """A carrier, the clock that it stamps texts with, and its network's word for an error."""

    carrier: Carrier
    clock: ScriptedClock
    codes: Mapping[str, str] = field(default_factory=dict)

    def code(self, twilios: str) -> str:
        return self.codes.get(twilios, twilios)


Build = Callable[[str], Road]


def simulated(trouble: str) -> Road:
    clock = ScriptedClock(START)
    weather = Weather(
        down=float(trouble == "down"), unsure=float(trouble == "unsure"), rejects=(Reject(OPTED_OUT),), seed=1
    )
    simulator = Simulator(
        path=":memory:", clock=clock, auth_token=TOKEN, public_url="https://twolane.example", weather=weather
    )
    return Road(simulator, clock)


def twilio(trouble: str) -> Road:
    clock = ScriptedClock(START)
    api = FakeTwilio("AC1", TOKEN, clock, frozenset({OPTED_OUT}))
    api.before = httpx.ConnectError("refused") if trouble == "down" else None
    api.after = httpx.ReadTimeout("no answer") if trouble == "unsure" else None
    return Road(Twilio(TwilioAccount("AC1", TOKEN), api.transport()), clock)


def telnyx(trouble: str) -> Road:
    clock = ScriptedClock(START)
    api = FakeTelnyx("KEY1", clock, frozenset({OPTED_OUT}))
    api.before = httpx.ConnectError("refused") if trouble == "down" else None
    api.after = httpx.ReadTimeout("no answer") if trouble == "unsure" else None
    codes = {"21610": "40300", "21211": "10016", "21602": "10004", "21617": "10015", "21609": "10003", "21623": "10015"}
    return Road(Telnyx(TelnyxAccount("KEY1", api.public_key), clock, api.transport()), clock, codes)


@pytest.fixture(params=[simulated, twilio, telnyx])
async def build(request: pytest.FixtureRequest) -> AsyncIterator[Build]:
    roads: list[Road] = []

    def build_one(trouble: str = "none") -> Road:
        roads.append(request.param(trouble))
        return roads[-1]

    yield build_one
    for road in roads:
        await road.carrier.close()


@pytest.fixture
def road(build: Build) -> Road:
    return build("none")


@pytest.fixture(params=[simulated, twilio])
async def form_road(request: pytest.FixtureRequest) -> AsyncIterator[Road]:
    """A carrier whose webhooks are Twilio's forms; Telnyx's are in `tests/channels/test_telnyx.py`."""
    road: Road = request.param("none")
    yield road
    await road.carrier.close()


def posted(form: dict[str, str], url: str = URL, token: str = TOKEN) -> WebhookRequest:
    """A webhook signed by Twilio's own library."""
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "x-twilio-signature": RequestValidator(token).compute_signature(url, form),
    }
    return WebhookRequest(url, headers, urlencode(form).encode())


async def test_a_text_that_is_taken_gets_an_id_and_a_status_short_of_delivery(road: Road) -> None:
    receipt = await road.carrier.send(TEXT)
    assert len(receipt.provider_id) >= 34
    assert CarrierStatus.UNKNOWN.rank < receipt.status.rank < CarrierStatus.SENT.rank


async def test_a_carrier_does_not_know_our_ids_so_sending_twice_sends_two_texts(road: Road) -> None:
    first, second = await road.carrier.send(TEXT), await road.carrier.send(TEXT)
    assert first.provider_id != second.provider_id


async def test_a_text_that_was_sent_is_found_under_its_own_id(road: Road) -> None:
    receipt = await road.carrier.send(TEXT)
    await road.carrier.send(replace(TEXT, ref="msg_2", status_callback=CALLBACK + "msg_2", body="Another text"))
    found = await road.carrier.find(TEXT, since=START)
    assert found is not None and found.provider_id == receipt.provider_id


async def test_a_text_that_never_left_is_not_found(road: Road) -> None:
    await road.carrier.send(replace(TEXT, ref="msg_2", status_callback=CALLBACK + "msg_2", body="Another text"))
    assert await road.carrier.find(TEXT, since=START) is None


async def test_a_text_from_before_the_search_is_not_found(road: Road) -> None:
    await road.carrier.send(TEXT)
    road.clock.advance(timedelta(minutes=10))
    assert await road.carrier.find(TEXT, since=road.clock.now()) is None


async def test_when_the_answer_is_lost_the_text_may_have_left_and_can_be_found(build: Build) -> None:
    road = build("unsure")
    with pytest.raises(Unreachable) as trouble:
        await road.carrier.send(TEXT)
    assert trouble.value.maybe_sent
    assert await road.carrier.find(TEXT, since=START) is not None


async def test_of_two_texts_that_fit_none_is_taken_for_the_one_that_was_asked_about(build: Build) -> None:
    road = build("unsure")
    for _ in range(2):
        with pytest.raises(Unreachable):
            await road.carrier.send(TEXT)
        road.clock.advance(timedelta(seconds=30))
    with pytest.raises(Ambiguous) as doubt:
        await road.carrier.find(TEXT, since=START)
    newest_first = [text.provider_id for text in await road.carrier.list_sent(BUSINESS, START)]
    assert list(doubt.value.found) == newest_first
    assert len(newest_first) == 2


async def test_a_text_with_a_picture_leaves_and_is_told_from_one_without(build: Build) -> None:
    road = build("none")
    await road.carrier.send(replace(TEXT, ref="msg_2", status_callback=CALLBACK + "msg_2"))
    pictured = replace(TEXT, media=("https://twolane.example/media/a.jpg",))
    receipt = await road.carrier.send(pictured)
    found = await road.carrier.find(pictured, since=START)
    assert found is not None and found.provider_id == receipt.provider_id


async def test_a_picture_needs_no_words(road: Road) -> None:
    await road.carrier.send(replace(TEXT, body="", media=("https://twolane.example/media/a.jpg",)))


async def test_more_pictures_than_a_text_takes_are_refused_for_good(road: Road) -> None:
    with pytest.raises(Rejected) as refusal:
        await road.carrier.send(replace(TEXT, media=tuple(f"https://twolane.example/{n}.jpg" for n in range(11))))
    assert (refusal.value.code, refusal.value.permanent) == (road.code("21623"), True)


async def test_when_nobody_answers_the_text_has_not_left(build: Build) -> None:
    road = build("down")
    with pytest.raises(Unreachable) as trouble:
        await road.carrier.send(TEXT)
    assert not trouble.value.maybe_sent
    assert await road.carrier.find(TEXT, since=START) is None


async def test_a_recipient_who_told_the_carrier_to_stop_is_an_opt_out(road: Road) -> None:
    with pytest.raises(Rejected) as refusal:
        await road.carrier.send(replace(TEXT, to=OPTED_OUT))
    assert (refusal.value.code, refusal.value.opted_out, refusal.value.permanent) == (road.code("21610"), True, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "3035550111"}, "21211"),
        ({"body": ""}, "21602"),
        ({"body": "x" * 1601}, "21617"),
        ({"status_callback": "/webhooks/status"}, "21609"),
    ],
)
async def test_a_text_that_cannot_be_sent_is_refused_for_good(road: Road, change: dict[str, str], code: str) -> None:
    with pytest.raises(Rejected) as refusal:
        await road.carrier.send(replace(TEXT, **change))
    assert (refusal.value.code, refusal.value.opted_out, refusal.value.permanent) == (road.code(code), False, True)


def test_an_inbound_text_is_read_as_it_was_written(form_road: Road) -> None:
    body = " 50% off? + I'd like 2 & more = ça va 👍🏽 "
    form = INBOUND | {"Body": body, "NumMedia": "1", "OptOutType": "HELP", "AddedNextYear": ""}
    inbound = form_road.carrier.parse_inbound(posted(form))
    assert (inbound.provider_id, inbound.from_, inbound.to) == ("SM1", SHOPPER, BUSINESS)
    assert (inbound.body, inbound.media_count, inbound.opt_out_type) == (body, 1, "HELP")
    assert dict(inbound.fields) == form


def test_an_inbound_text_may_have_no_words_and_no_keyword(form_road: Road) -> None:
    inbound = form_road.carrier.parse_inbound(posted(INBOUND | {"Body": ""}))
    assert (inbound.body, inbound.opt_out_type) == ("", None)


def test_a_null_character_that_the_ledger_cannot_store_is_dropped_but_the_text_is_not(form_road: Road) -> None:
    assert form_road.carrier.parse_inbound(posted(INBOUND | {"Body": "ST\x00OP"})).body == "STOP"


def test_the_word_on_a_text_is_read_with_its_error(form_road: Road) -> None:
    update = form_road.carrier.parse_status(posted(STATUS | {"MessageStatus": "undelivered", "ErrorCode": "21610"}))
    assert (update.status, update.error_code) == (CarrierStatus.UNDELIVERED, "21610")
    assert (update.provider_id, update.from_, update.to) == ("SM1", BUSINESS, SHOPPER)


def test_a_status_that_the_carrier_has_invented_since_does_no_harm(form_road: Road) -> None:
    update = form_road.carrier.parse_status(posted(STATUS | {"MessageStatus": "teleported", "ErrorCode": ""}))
    assert (update.status, update.error_code) == (CarrierStatus.UNKNOWN, None)


FORGERIES = {
    "another body": lambda real: replace(real, body=real.body.replace(b"hi", b"STOP")),
    "another field": lambda real: replace(real, body=real.body + b"&OptOutType=START"),
    "a field less": lambda real: replace(real, body=real.body.replace(b"&NumMedia=0", b"")),
    "another address": lambda real: replace(real, url=real.url.replace("tidewater", "rival")),
    "no signature": lambda real: replace(real, headers={}),
    "a blank signature": lambda real: replace(real, headers={"x-twilio-signature": ""}),
    "a signature that is not ASCII": lambda real: replace(real, headers={"x-twilio-signature": "ÿ\udcff"}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_webhook_is_not_believed(form_road: Road, forgery: str) -> None:
    with pytest.raises(BadSignature):
        form_road.carrier.parse_inbound(FORGERIES[forgery](posted(INBOUND)))
    with pytest.raises(BadSignature):
        form_road.carrier.parse_status(FORGERIES[forgery](posted(STATUS | INBOUND)))


def test_a_webhook_signed_with_another_token_is_not_believed(form_road: Road) -> None:
    with pytest.raises(BadSignature):
        form_road.carrier.parse_inbound(posted(INBOUND, token="someone-else"))


@pytest.mark.parametrize("field", ["MessageSid", "From", "To"])
def test_an_inbound_webhook_without_a_needed_field_says_which(form_road: Road, field: str) -> None:
    with pytest.raises(BadWebhook) as fault:
        form_road.carrier.parse_inbound(posted({name: value for name, value in INBOUND.items() if name != field}))
    assert fault.value.field == field


@pytest.mark.parametrize("field", ["MessageSid", "MessageStatus"])
def test_a_status_webhook_without_a_needed_field_says_which(form_road: Road, field: str) -> None:
    with pytest.raises(BadWebhook) as fault:
        form_road.carrier.parse_status(posted(STATUS | {field: ""}))
    assert fault.value.field == field


@pytest.mark.parametrize("count", ["-1", "many", "١", "1" * 5000])
def test_a_media_count_that_is_no_count_is_refused_by_name(form_road: Road, count: str) -> None:
    with pytest.raises(BadWebhook) as fault:
        form_road.carrier.parse_inbound(posted(INBOUND | {"NumMedia": count}))
    assert fault.value.field == "NumMedia"


def test_a_body_that_is_not_a_form_is_refused(form_road: Road) -> None:
    real = posted(INBOUND)
    with pytest.raises(BadWebhook):
        form_road.carrier.parse_inbound(replace(real, headers={**real.headers, "content-type": "application/json"}))
    with pytest.raises(BadWebhook):
        form_road.carrier.parse_inbound(replace(real, body=b"Body=" + b"x" * 70_000))
    with pytest.raises(BadWebhook) as fault:
        form_road.carrier.parse_inbound(replace(real, body=b"From=%2B1&Body=%ff%fe"))
    assert fault.value.field == "Body"


async def test_what_left_a_number_is_listed_newest_first_whoever_sent_it(road: Road) -> None:
    first = await road.carrier.send(TEXT)
    road.clock.advance(timedelta(minutes=5))
    later = road.clock.now()
    second = await road.carrier.send(
        replace(TEXT, ref="msg_2", status_callback=CALLBACK + "msg_2", to="+13035550122", body="Another")
    )
    await road.carrier.send(replace(TEXT, ref="msg_3", from_="+18885550177"))
    every = await road.carrier.list_sent(BUSINESS, START)
    assert [(text.provider_id, text.from_, text.to, text.body) for text in every] == [
        (second.provider_id, BUSINESS, "+13035550122", "Another"),
        (first.provider_id, BUSINESS, SHOPPER, TEXT.body),
    ]
    assert abs(every[1].at - START) < timedelta(seconds=1)
    assert [text.provider_id for text in await road.carrier.list_sent(BUSINESS, later)] == [second.provider_id]


async def test_a_text_is_looked_up_by_the_carriers_id(road: Road) -> None:
    receipt = await road.carrier.send(TEXT)
    found = await road.carrier.look_up(receipt.provider_id)
    assert found is not None
    assert (found.from_, found.to, found.body) == (BUSINESS, SHOPPER, TEXT.body)
    assert await road.carrier.look_up("SMnobody") is None


async def test_where_a_text_brings_media_from_is_read_in_its_order(form_road: Road) -> None:
    form = INBOUND | {"NumMedia": "2", "MediaUrl1": "https://b.example/2", "MediaUrl0": "https://a.example/1"}
    inbound = form_road.carrier.parse_inbound(posted(form))
    assert inbound.media == ("https://a.example/1", "https://b.example/2")
    assert form_road.carrier.parse_inbound(posted(INBOUND)).media == ()


@pytest.mark.parametrize("address", ["https://evil.example/1", "http://127.0.0.1/admin", "file:///etc/passwd", ""])
async def test_media_are_fetched_from_the_carrier_and_nobody_else(road: Road, address: str) -> None:
    with pytest.raises(NoMedia):
        await road.carrier.fetch_media(address, 1000)
