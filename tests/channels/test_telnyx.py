"""Telnyx: its webhooks and their signature, what its API is asked, and how a text of unknown fate is known again."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from channels.carrier import BadSignature, BadWebhook, CarrierStatus, NoMedia, Outgoing, Rejected, Unreachable
from channels.telnyx import Telnyx, TelnyxAccount
from conversation.clock import ScriptedClock
from conversation.errors import Misconfigured
from tests.channels.fake_telnyx import FakeTelnyx

BUSINESS, SHOPPER = "+18885550100", "+13035550111"
START = datetime(2026, 11, 24, 17, 30, 15, 250_000, tzinfo=UTC)
URL = "https://twolane.example/webhooks/telnyx/sms"
CALLBACK = "https://twolane.example/webhooks/telnyx/status?message="
TEXT = Outgoing("msg_1", BUSINESS, SHOPPER, "Your cart is still here.", CALLBACK + "msg_1")


@dataclass
class Line:
    carrier: Telnyx
    api: FakeTelnyx
    clock: ScriptedClock


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    clock = ScriptedClock(START)
    api = FakeTelnyx("KEY1", clock)
    carrier = Telnyx(TelnyxAccount("KEY1", api.public_key, "profile-1"), clock, api.transport())
    yield Line(carrier, api, clock)
    await carrier.close()


def received(**payload: object) -> dict[str, object]:
    """The documented shape of a text that came."""
    inside = {
        "id": "7ee4241c-f127-47e5-9c34-3aac291f8058",
        "record_type": "message",
        "direction": "inbound",
        "type": "SMS",
        "from": {"phone_number": SHOPPER, "carrier": "T-MOBILE USA, INC.", "line_type": "Wireless"},
        "to": [{"phone_number": BUSINESS, "status": "webhook_delivered", "carrier": "TELNYX LLC", "line_type": "VoIP"}],
        "cc": [],
        "text": "Hello, World!",
        "media": [],
        "errors": [],
    }
    return event("message.received", {**inside, **payload})


def finalized(status: str, *errors: str) -> dict[str, object]:
    """The documented shape of the last word on a text of ours."""
    return event(
        "message.finalized",
        {
            "id": "00000000-0000-0000-0000-000000000001",
            "direction": "outbound",
            "from": {"phone_number": BUSINESS},
            "to": [{"phone_number": SHOPPER, "status": status}],
            "errors": [{"code": code, "title": "why"} for code in errors],
        },
    )


def event(kind: str, payload: dict[str, object]) -> dict[str, object]:
    data = {"record_type": "event", "id": "evt-1", "event_type": kind, "occurred_at": START.isoformat()}
    return {"data": {**data, "payload": payload}, "meta": {"attempt": 1, "delivered_to": URL}}


def test_an_inbound_text_is_read_as_it_was_written(line: Line) -> None:
    body = " 50% off? + I'd like 2 & more = ça va 👍🏽 "
    inbound = line.carrier.parse_inbound(line.api.signed(URL, received(text=body, added_next_year={"a": 1})))
    assert (inbound.from_, inbound.to, inbound.body) == (SHOPPER, BUSINESS, body)
    assert inbound.provider_id == "7ee4241c-f127-47e5-9c34-3aac291f8058"
    assert (inbound.opt_out_type, inbound.media) == (None, ())
    assert "added_next_year" in dict(inbound.fields)["data"]


def test_a_keyword_that_telnyx_answered_itself_is_named(line: Line) -> None:
    inbound = line.carrier.parse_inbound(line.api.signed(URL, received(text="STOP", autoresponse_type="STOP")))
    assert inbound.opt_out_type == "STOP"


def test_where_media_lie_is_read_in_their_order_and_a_null_character_is_dropped(line: Line) -> None:
    media = [{"url": "https://media.telnyx.com/1", "content_type": "image/png"}, {"url": "https://media.telnyx.com/2"}]
    inbound = line.carrier.parse_inbound(line.api.signed(URL, received(media=media, text="ST\x00OP")))
    assert inbound.media == ("https://media.telnyx.com/1", "https://media.telnyx.com/2")
    assert inbound.body == "STOP"


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("delivered", CarrierStatus.DELIVERED),
        ("sending_failed", CarrierStatus.FAILED),
        ("delivery_failed", CarrierStatus.UNDELIVERED),
        ("delivery_unconfirmed", CarrierStatus.SENT),
        ("teleported", CarrierStatus.UNKNOWN),
    ],
)
def test_the_word_on_a_text_is_read_with_its_first_error(line: Line, word: str, status: CarrierStatus) -> None:
    update = line.carrier.parse_status(line.api.signed(URL, finalized(word, "40300", "40008")))
    assert (update.status, update.error_code) == (status, "40300")
    assert (update.provider_id[-1], update.from_, update.to) == ("1", BUSINESS, SHOPPER)
    assert line.carrier.parse_status(line.api.signed(URL, finalized(word))).error_code is None


@pytest.mark.parametrize(
    ("codes", "told"),
    [(("99999", "40300"), "40300"), (("99999", "40002"), "40002"), (("99999", "88888"), "99999")],
)
def test_of_several_errors_the_one_that_says_most_is_told(line: Line, codes: tuple[str, ...], told: str) -> None:
    update = line.carrier.parse_status(line.api.signed(URL, finalized("delivery_failed", *codes)))
    assert update.error_code == told


def test_a_status_of_the_future_keeps_its_word(line: Line) -> None:
    update = line.carrier.parse_status(line.api.signed(URL, finalized("teleported")))
    assert (update.status, update.word) == (CarrierStatus.UNKNOWN, "teleported")


async def test_a_text_with_pictures_is_an_mms(line: Line) -> None:
    media = ("https://twolane.example/media/b.jpg?e=1", "https://twolane.example/media/a.png?e=1")
    await line.carrier.send(replace(TEXT, media=media))
    (body,) = line.api.bodies
    assert (body["type"], body["media_urls"]) == ("MMS", list(media))


async def test_a_profile_that_picks_the_number_is_asked_without_one_and_its_text_is_found(line: Line) -> None:
    account = TelnyxAccount("KEY1", line.api.public_key, "profile-1", profile_picks=True)
    carrier = Telnyx(account, line.clock, line.api.transport())
    receipt = await carrier.send(TEXT)
    assert "from" not in line.api.bodies[0] and line.api.bodies[0]["messaging_profile_id"] == "profile-1"
    assert await carrier.find(TEXT, START) == receipt
    await carrier.close()


FORGERIES = {
    "another body": lambda real: replace(real, body=real.body.replace(b"Hello", b"STOP!")),
    "another time": lambda real: replace(real, headers=real.headers | {"telnyx-timestamp": "1795541416"}),
    "no signature": lambda real: replace(real, headers={}),
    "no base64": lambda real: replace(real, headers=real.headers | {"telnyx-signature-ed25519": "ÿ"}),
    "a short signature": lambda real: replace(real, headers=real.headers | {"telnyx-signature-ed25519": "AAAA"}),
    "no time": lambda real: replace(real, headers=real.headers | {"telnyx-timestamp": "now"}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_webhook_is_not_believed(line: Line, forgery: str) -> None:
    forged = FORGERIES[forgery](line.api.signed(URL, received()))
    with pytest.raises(BadSignature):
        line.carrier.parse_inbound(forged)
    with pytest.raises(BadSignature):
        line.carrier.parse_status(forged)


def test_another_accounts_signature_and_an_old_one_are_not_believed(line: Line) -> None:
    with pytest.raises(BadSignature):
        line.carrier.parse_inbound(FakeTelnyx("KEY2", line.clock).signed(URL, received()))
    old = line.api.signed(URL, received())
    line.clock.advance(timedelta(minutes=4))
    assert line.carrier.parse_inbound(old).body == "Hello, World!"
    line.clock.advance(timedelta(minutes=2))
    with pytest.raises(BadSignature):
        line.carrier.parse_inbound(old)


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"id": ""}, "data.payload.id"),
        ({"from": None}, "data.payload.from.phone_number"),
        ({"to": []}, "data.payload.to.phone_number"),
    ],
)
def test_a_webhook_without_a_needed_field_says_which(line: Line, payload: dict[str, object], field: str) -> None:
    with pytest.raises(BadWebhook) as fault:
        line.carrier.parse_inbound(line.api.signed(URL, received(**payload)))
    assert fault.value.field == field


def test_what_is_no_text_or_no_object_is_refused_by_name(line: Line) -> None:
    for wrong, field in ((finalized("sent"), "data.event_type"), ({"data": []}, "data.payload")):
        with pytest.raises(BadWebhook) as fault:
            line.carrier.parse_inbound(line.api.signed(URL, wrong))
        assert fault.value.field == field
    with pytest.raises(BadWebhook) as fault:
        line.carrier.parse_status(line.api.signed(URL, received(to=[])))
    assert fault.value.field == "data.payload.to"


async def test_a_text_is_posted_with_its_profile_and_the_address_that_hears_of_it(line: Line) -> None:
    await line.carrier.send(TEXT)
    assert line.api.bodies == [
        {
            "from": BUSINESS,
            "to": SHOPPER,
            "text": TEXT.body,
            "type": "SMS",
            "messaging_profile_id": "profile-1",
            "webhook_url": TEXT.status_callback,
            "use_profile_webhooks": False,
        }
    ]


async def test_the_same_words_to_the_same_phone_are_told_apart_by_our_own_id(line: Line) -> None:
    await line.carrier.send(TEXT)
    second = replace(TEXT, ref="msg_2", status_callback=CALLBACK + "msg_2")
    receipt = await line.carrier.send(second)
    assert await line.carrier.find(second, START) == receipt
    assert await line.carrier.find(replace(TEXT, status_callback=CALLBACK + "msg_3"), START) is None


async def test_without_an_address_for_its_delivery_nobody_can_tell_whether_a_text_left(line: Line) -> None:
    with pytest.raises(Unreachable) as trouble:
        await line.carrier.find(replace(TEXT, status_callback=None), START)
    assert trouble.value.maybe_sent


async def test_a_text_is_found_on_a_later_page(line: Line) -> None:
    line.api.page_limit = 2
    receipt = await line.carrier.send(TEXT)
    for number in range(2, 7):
        await line.carrier.send(replace(TEXT, status_callback=f"{CALLBACK}msg_{number}"))
    assert await line.carrier.find(TEXT, START) == receipt


async def test_of_very_many_texts_the_newest_are_listed_and_words_are_asked_for_once(line: Line) -> None:
    line.api.page_limit = 1
    for number in range(12):
        await line.carrier.send(replace(TEXT, body=f"number {number}"))
    listed = await line.carrier.list_sent(BUSINESS, START)
    assert [text.body for text in listed] == [f"number {number}" for number in range(11, 1, -1)]
    line.api.asked.clear()
    assert await line.carrier.list_sent(BUSINESS, START) == listed
    assert {request.url.path for request in line.api.asked} == {"/v2/detail_records"}


@pytest.mark.parametrize(("status", "maybe_sent"), [(429, False), (500, True), (502, True), (408, True)])
async def test_an_answer_that_is_none_says_whether_the_text_may_have_left(
    line: Line, status: int, maybe_sent: bool
) -> None:
    line.api.before = httpx.Response(status, text="<html>busy</html>")
    with pytest.raises(Unreachable) as trouble:
        await line.carrier.send(TEXT)
    assert trouble.value.maybe_sent is maybe_sent


async def test_wrong_credentials_are_a_refusal_that_may_pass(line: Line) -> None:
    line.api.api_key = "another"
    with pytest.raises(Rejected) as refusal:
        await line.carrier.send(TEXT)
    assert (refusal.value.code, refusal.value.permanent) == ("10009", False)


async def test_media_come_from_telnyx_without_our_key(line: Line) -> None:
    line.api.files["https://media.telnyx.com/1"] = b"picture"
    assert await line.carrier.fetch_media("https://media.telnyx.com/1", 100) == b"picture"
    assert "authorization" not in line.api.asked[-1].headers
    with pytest.raises(NoMedia):
        await line.carrier.fetch_media("https://media.telnyx.com/1", 3)


@pytest.mark.parametrize("key", ["", "no key", b64encode(b"short").decode()])
def test_a_public_key_that_is_none_is_named(key: str) -> None:
    with pytest.raises(Misconfigured, match="TELNYX_PUBLIC_KEY"):
        Telnyx(TelnyxAccount("KEY1", key), ScriptedClock(START))


def test_telnyx_answers_its_own_keywords_and_leaves_the_others_to_us(line: Line) -> None:
    assert [
        word for word in ("stop", "STOP ALL", "quit", "revoke", "optout") if line.carrier.confirms_opt_out(word)
    ] == [
        "stop",
        "STOP ALL",
        "quit",
    ]
