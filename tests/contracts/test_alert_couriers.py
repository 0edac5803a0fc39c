"""What every way of alerting promises, each against a real server of its kind."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from api.alerts.chat import ChatCourier
from api.alerts.courier import AlertCourier, Delivered, Errand, Later, Mailbox, Refused, Target
from api.alerts.email import EmailCourier, MailServer
from api.alerts.posting import Poster
from api.alerts.push import PushCourier, PushKeys, encoded
from api.alerts.secret import AlertSecret
from api.alerts.webhook import WebhookCourier
from api.alerts.words import AlertWords
from api.mail_security import Security
from conversation.alert import Alert, AlertKind, AlertWay
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import PushDevice
from conversation.clock import ScriptedClock
from conversation.escalation import EscalationReason, Priority
from tests.api.alerts.receiver import Postbox, Receiver, mail_server, receiving

NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
SECRET = AlertSecret(lambda: b"a secret for tests")
TOKEN = "T0KEN-of-the-channel"
WORDS = AlertWords(
    title="N. asks for a person",
    body="Tidewater · Tue 14:00 EST",
    url="https://texts.example/conversations/cvn_1",
    tag="cvn_1",
    merchant="Tidewater",
    initial="N.",
    is_urgent=False,
)


def alert_by(way: AlertWay) -> Alert:
    return Alert(
        id="alr_1",
        merchant_id="mer_1",
        kind=AlertKind.ESCALATED,
        way=way,
        target="x",
        priority=Priority.HIGH,
        made_at=NOW,
        due_at=NOW,
        conversation_id="cvn_1",
        reason=EscalationReason.ASKED_FOR_PERSON,
    )


def device_at(url: str) -> PushDevice:
    """A browser's keys (any point of the curve will do)."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    public = encoded(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return PushDevice("psh_1", "usr_1", f"{url}/push/{TOKEN}", public, encoded(b"sixteen secret b"), "phone", NOW)


@dataclass(frozen=True, slots=True)
class OtherSide:
    """One way, the server at its end, and what to ask of it."""

    courier: AlertCourier
    errand: Errand
    refuse: Callable[[bool], None]
    received: Callable[[], list[str]]
    leave: Callable[[], Awaitable[None]]


def posted(receiver: Receiver) -> list[str]:
    return [f"{post.headers} {post.body.decode(errors='replace')}" for post in receiver.posts]


async def at_web(stack: AsyncExitStack, way: AlertWay) -> OtherSide:
    mine = await stack.enter_async_context(AsyncExitStack())
    receiver = await mine.enter_async_context(receiving())
    poster, clock = Poster.open(may_be_private=True), ScriptedClock(NOW)
    hook = AlertHook("hok_1", "mer_1", way, "ours", f"{receiver.url}/hook/{TOKEN}", "usr_1", NOW)
    target: Target = device_at(receiver.url) if way is AlertWay.PUSH else hook
    couriers: dict[AlertWay, AlertCourier] = {
        AlertWay.PUSH: PushCourier(poster, PushKeys(SECRET, "mailto:it@tidewater.example"), clock),
        AlertWay.WEBHOOK: WebhookCourier(poster, SECRET, clock),
    }

    def refuse(for_good: bool) -> None:
        receiver.will_answer(410 if for_good else 503)

    courier = couriers.get(way, ChatCourier(poster))
    stack.push_async_callback(courier.close)
    return OtherSide(courier, Errand(alert_by(way), WORDS, target), refuse, lambda: posted(receiver), mine.aclose)


async def at_mail(stack: AsyncExitStack) -> OtherSide:
    mine = await stack.enter_async_context(AsyncExitStack())
    box: Postbox = await mine.enter_async_context(mail_server())
    courier = EmailCourier(MailServer("127.0.0.1", box.port, "Twolane <alerts@tidewater.example>", Security.NONE))

    def refuse(for_good: bool) -> None:
        box.refusal = f"550 no {TOKEN}" if for_good else f"451 not now {TOKEN}"

    target = Mailbox("dana@tidewater.example", "Dana")
    errand = Errand(alert_by(AlertWay.EMAIL), WORDS, target)
    return OtherSide(courier, errand, refuse, lambda: [mail.as_string() for mail in box.mails], mine.aclose)


@pytest.fixture(params=list(AlertWay))
async def other(request: pytest.FixtureRequest) -> AsyncIterator[OtherSide]:
    async with AsyncExitStack() as stack:
        way: AlertWay = request.param
        yield await (at_mail(stack) if way is AlertWay.EMAIL else at_web(stack, way))


async def test_what_was_accepted_is_delivered_once(other: OtherSide) -> None:
    assert isinstance(await other.courier.deliver(other.errand), Delivered)
    assert len(other.received()) == 1


async def test_what_may_pass_is_for_later_and_works_then(other: OtherSide) -> None:
    other.refuse(False)
    assert isinstance(await other.courier.deliver(other.errand), Later)
    assert isinstance(await other.courier.deliver(other.errand), Delivered)


async def test_what_is_refused_for_good_says_why_and_no_secret(other: OtherSide) -> None:
    other.refuse(True)
    outcome = await other.courier.deliver(other.errand)
    assert isinstance(outcome, Refused) and outcome.why
    assert TOKEN not in outcome.why


async def test_a_server_that_is_away_is_for_later(other: OtherSide) -> None:
    await other.leave()
    outcome = await other.courier.deliver(other.errand)
    assert isinstance(outcome, Later) and TOKEN not in outcome.why and "127.0.0.1" in outcome.why


async def test_a_repeat_can_be_told_by_who_gets_it(other: OtherSide) -> None:
    """Not in Slack and Teams, which take no id of ours."""
    for _ in range(2):
        await other.courier.deliver(other.errand)
    marks = [[line for line in one.split("\n") if "Message-ID" in line] or _marks(one) for one in other.received()]
    assert marks[0] == marks[1]
    assert marks[0] or other.errand.alert.way in (AlertWay.SLACK, AlertWay.TEAMS)


def _marks(post: str) -> list[str]:
    found = [post.partition(f"'{name}': ")[2].partition(",")[0] for name in ("webhook-id", "topic")]
    return [one for one in found if one]


async def test_who_asks_to_wait_is_heard() -> None:
    async with receiving() as receiver:
        receiver.will_answer(429, headers="Retry-After: 90\r\n")
        receiver.will_answer(429, headers="Retry-After: 999999999\r\n")
        receiver.will_answer(302, headers="Location: http://127.0.0.1:1/\r\n")
        poster = Poster.open(may_be_private=True)
        assert await poster.post(receiver.url, b"", {}) == Later("HTTP 429", timedelta(seconds=90))
        assert await poster.post(receiver.url, b"", {}) == Later("HTTP 429", timedelta(hours=6))
        assert await poster.post(receiver.url, b"", {}) == Refused("HTTP 302"), "redirects are not followed"
        await poster.close()
