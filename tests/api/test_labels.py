"""Every way a text can leave, through the real road, and the label it truthfully carries."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from api.rest.models import MessageOut
from api.sample_world import DANA, MERCHANT, OMAR
from api.settings import Settings
from api.stage import Stage, open_stage
from compliance.exit import Departure, Queued, submit
from conversation.campaign import RecipientState
from conversation.draft import Cause, CauseKind, Draft
from conversation.errors import NotInControl
from conversation.event import EventKind
from conversation.fence import hold
from conversation.label import MOST_VERBATIM_SHARE
from conversation.ledger import Books
from conversation.message import Author, Origin
from conversation.role import Role
from conversation.user import User
from tests.api.pages import NOAH, NOON, begin
from tests.flows.sent import send_to
from tools.sample_catalog import sample_catalog

MEI = sample_catalog().shopper("mei_kovacs_8020")
DRAFT = "The pack has two side pockets and a sleeve for a laptop, and the straps fit torsos of every length."
REWRITTEN = "Hi Noah! I tried it on this morning: plenty of room inside, easy on my back. What would you carry?"
LIGHTLY = DRAFT.replace("The pack has", "It has").replace("of every length", "of any length")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with open_stage(NOON, settings=Settings(_env_file=None)) as opened:
        yield opened


@dataclass(frozen=True)
class Left:
    """What a text that left says of itself."""

    author: str
    origin: str
    traffic_type: str
    purpose: str


def of(message: MessageOut) -> Left:
    assert message.origin and message.traffic_type and message.purpose
    return Left(message.author, message.origin, message.traffic_type, message.purpose)


async def newest(stage: Stage, phone: str = NOAH.phone) -> MessageOut:
    await stage.settle()
    conversation = await stage.conversation_of(phone)
    assert conversation is not None
    return [message for message in conversation.messages if message.direction == "out"][-1]


async def reminder_words(stage: Stage) -> str:
    """What the AI wrote in the reminder, without what the framework added."""
    await stage.settle()
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    return conversation.messages[0].body.partition("here: ")[2].removesuffix(" Reply STOP to opt out.")


async def reply(stage: Stage, body: str, user: User = DANA, **more: Any) -> dict[str, Any]:
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    answer = await stage.client.post(
        f"/api/conversations/{conversation.id}/messages",
        json={"body": body, "take_over": True} | more,
        headers={"X-Twolane-User": user.id},
    )
    await stage.settle()
    shown: dict[str, Any] = answer.json()
    return shown


async def reminder(stage: Stage) -> None:
    await begin(stage)


async def says(stage: Stage, text: str) -> None:
    await begin(stage)
    await stage.text(NOAH.phone, text)


async def stop_then_start(stage: Stage) -> None:
    await says(stage, "stop texting me")
    await stage.text(NOAH.phone, "START")


async def opt_in_prompt(stage: Stage) -> None:
    await stage.leave_cart(NOAH)


async def opt_in_welcome(stage: Stage) -> None:
    await stage.leave_cart(NOAH)
    await stage.settle()
    await stage.text(NOAH.phone, "YES")


async def order(stage: Stage) -> None:
    await stage.consent(NOAH)
    await stage.buy(await stage.leave_cart(NOAH))


async def campaign(stage: Stage) -> None:
    await stage.consent(NOAH)
    await stage.consent(MEI)
    house, now = stage.twolane.house, stage.clock.now()
    phones = (NOAH.phone, MEI.phone)
    sent = await send_to(house.ledger, MERCHANT.id, phones, "New colors are here.", house.rulebook, now)
    assert {one.state for one in sent} == {RecipientState.TEXTED}


@pytest.mark.parametrize(
    ("happen", "left"),
    [
        (reminder, Left("ai", "generated", "A2P", "reminder")),
        (lambda stage: says(stage, "is shipping free?"), Left("ai", "generated", "A2P", "reply")),
        (lambda stage: says(stage, "a real person please"), Left("template", "canned", "A2P", "holding")),
        (lambda stage: says(stage, "stop texting me"), Left("template", "canned", "A2P", "opt_out_confirmation")),
        (lambda stage: says(stage, "HELP"), Left("template", "canned", "A2P", "help")),
        (lambda stage: says(stage, "are you a bot?"), Left("template", "canned", "A2P", "identity_answer")),
        (lambda stage: says(stage, "i want to kill myself"), Left("template", "canned", "A2P", "safety")),
        (stop_then_start, Left("template", "canned", "A2P", "opt_in_confirmation")),
        (opt_in_prompt, Left("template", "canned", "A2P", "opt_in_confirmation")),
        (opt_in_welcome, Left("template", "canned", "A2P", "opt_in_confirmation")),
        (order, Left("template", "generated", "A2P", "notification")),
        (campaign, Left("template", "generated", "A2P", "campaign")),
    ],
    ids=lambda value: value.purpose if isinstance(value, Left) else "",
)
async def test_what_no_person_composed_is_a2p(
    stage: Stage, happen: Callable[[Stage], Awaitable[None]], left: Left
) -> None:
    await happen(stage)
    message = await newest(stage)
    assert of(message) == left
    assert message.carrier_class == "A2P"
    assert message.evidence is None and message.user is None


@pytest.mark.parametrize(
    ("body", "more", "origin", "label"),
    [
        (REWRITTEN, {}, "typed", "P2P"),
        (DRAFT, {"source": DRAFT}, "ai_draft", "A2P"),
        (DRAFT.upper() + " ", {"source": DRAFT}, "ai_draft", "A2P"),
        (LIGHTLY, {"source": DRAFT}, "ai_draft_edited", "A2P"),
        (REWRITTEN, {"source": DRAFT}, "ai_draft_edited", "P2P"),
        (DRAFT, {"source": DRAFT, "source_is_canned": True}, "canned", "A2P"),
        (LIGHTLY, {"source": DRAFT, "source_is_canned": True}, "canned_edited", "A2P"),
        (REWRITTEN, {"source": DRAFT, "source_is_canned": True}, "canned_edited", "P2P"),
    ],
)
async def test_what_the_holder_sends_is_p2p_where_most_of_it_is_theirs(
    stage: Stage, body: str, more: dict[str, Any], origin: str, label: str
) -> None:
    await says(stage, "hello?")
    await stage.settle()
    answer = await reply(stage, body, **more)
    message = await newest(stage)
    assert answer["outcome"] == "allowed"
    assert of(message) == Left("human", origin, label, "reply")
    assert message.carrier_class == "A2P"
    evidence = message.evidence
    assert evidence is not None
    assert (evidence.user_id, evidence.user_name, evidence.recipients) == (DANA.id, "Dana", 1)
    assert evidence.composed_at <= evidence.submitted_at == stage.clock.now()
    assert (evidence.verbatim_share < MOST_VERBATIM_SHARE) is (label == "P2P")
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None and conversation.traffic_type == label


@pytest.mark.parametrize("claim", [{}, {"source": "Something else entirely, quite unlike it"}])
async def test_the_ais_own_words_are_known_whatever_the_caller_says(stage: Stage, claim: dict[str, Any]) -> None:
    await says(stage, "hello?")
    composed = await reminder_words(stage)
    await reply(stage, composed, **claim)
    message = await newest(stage)
    assert of(message) == Left("human", "ai_draft", "A2P", "reply")
    assert message.evidence is not None and message.evidence.verbatim_share == 1.0
    await stage.text(NOAH.phone, "ok, and?")
    await reply(stage, composed + " Ok?", **claim)
    message = await newest(stage)
    assert (message.traffic_type, message.origin) == ("A2P", "ai_draft_edited")


async def test_a_template_that_is_copied_stays_canned(stage: Stage) -> None:
    await says(stage, "a real person please")
    holding = await newest(stage)
    await stage.text(NOAH.phone, "anybody?")
    await reply(stage, holding.body)
    assert of(await newest(stage)) == Left("human", "canned", "A2P", "reply")


async def test_a_link_is_nobodys_words(stage: Stage) -> None:
    checkout = await _with_cart(stage)
    await reply(stage, f"Sure, here you go Noah: {checkout}")
    assert of(await newest(stage)) == Left("human", "typed", "P2P", "reply")


async def _with_cart(stage: Stage) -> str:
    await says(stage, "hello?")
    await stage.settle()
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    link = next(word for word in conversation.messages[0].body.split() if word.startswith("https://"))
    return link


async def test_a_text_that_waited_keeps_the_moment_when_send_was_pressed(stage: Stage) -> None:
    await says(stage, "hello?")
    await stage.advance(timedelta(hours=10))
    pressed = stage.clock.now()
    answer = await reply(stage, REWRITTEN)
    assert answer["outcome"] == "deferred"
    await stage.advance(datetime.fromisoformat(answer["until"]) - pressed)
    message = await newest(stage)
    assert of(message) == Left("human", "typed", "P2P", "reply")
    assert message.evidence is not None
    assert message.evidence.submitted_at == pressed < message.at


async def test_a_text_that_waited_does_not_leave_once_its_author_is_removed(stage: Stage) -> None:
    await says(stage, "hello?")
    await stage.advance(timedelta(hours=10))
    before = await newest(stage)
    assert (await reply(stage, REWRITTEN))["outcome"] == "deferred"
    await _save(stage, replace(DANA, removed_at=stage.clock.now()))
    await stage.advance(timedelta(hours=12))
    conversation = await stage.conversation_of(NOAH.phone)
    assert conversation is not None
    assert (await newest(stage)).id == before.id
    assert conversation.attempts[-1].outcome == "its author may no longer answer for this merchant"


async def test_nobody_but_the_holder_texts_as_a_person(stage: Stage) -> None:
    await says(stage, "hello?")
    await stage.settle()
    without = await reply(stage, REWRITTEN, take_over=False)
    assert without["error"] == "NotInControl"
    assert (await reply(stage, REWRITTEN))["outcome"] == "allowed"
    assert (await reply(stage, REWRITTEN, OMAR))["error"] == "NotInControl"
    await _save(stage, User("usr_eve", "Eve", {"mer_other": Role.AGENT}))
    assert (await reply(stage, REWRITTEN, User("usr_eve", "Eve", {"mer_other": Role.AGENT})))["error"] == "Unknown"
    shown = await stage.conversation_of(NOAH.phone)
    assert shown is not None
    await _save(stage, replace(DANA, removed_at=stage.clock.now()))
    removed = await stage.client.post(
        f"/api/conversations/{shown.id}/messages", json={"body": REWRITTEN}, headers={"X-Twolane-User": DANA.id}
    )
    assert removed.status_code in (401, 403, 409)


async def _save(stage: Stage, user: User) -> None:
    await stage.twolane.house.ledger.write(lambda books: books.save_user(user))


class TestDraftsThatNoPageMakes:
    """What the type allows and no way of texting does yet: the exit labels it all the same."""

    async def depart(self, stage: Stage, user: User | None = DANA, **changes: Any) -> Departure:
        await says(stage, "can you text me again about sizes?")
        await stage.settle()
        if changes.get("author", Author.HUMAN) is Author.HUMAN:
            await stage.text(NOAH.phone, "hello?")
            await stage.settle()
            shown = await stage.conversation_of(NOAH.phone)
            assert shown is not None
            await stage.take_over(DANA, shown.id)
        conversation = await stage.conversation_of(NOAH.phone)
        assert conversation is not None
        asked = [message for message in conversation.messages if message.direction == "in"][-1]

        def command(books: Books) -> Departure:
            with hold(books, MERCHANT.id, conversation.id, stage.clock.now()) as held:
                draft = Draft(
                    merchant_id=MERCHANT.id,
                    conversation_id=conversation.id,
                    body=REWRITTEN,
                    author=Author.HUMAN,
                    origin=Origin.TYPED,
                    cause=Cause(CauseKind.INBOUND, asked.id),
                    epoch=held.row.epoch,
                    seen_seq=held.row.last_inbound_seq,
                    composed_at=held.now,
                    user_id=user.id if user else None,
                )
                if "cause" in changes:
                    changes["cause"] = Cause(changes["cause"], asked.id)
                return submit(held, replace(draft, **changes), stage.twolane.house.rulebook, user)

        return await stage.twolane.house.ledger.write(command)

    @pytest.mark.parametrize(
        ("changes", "label"),
        [({}, "P2P"), ({"scheduled": True}, "A2P"), ({"recipients": 2}, "A2P"), ({"verbatim_share": 0.5}, "A2P")],
    )
    async def test_a_person_s_text_that_is_scheduled_or_bulk_is_a2p(
        self, stage: Stage, changes: dict[str, Any], label: str
    ) -> None:
        departed = await self.depart(stage, **changes)
        assert isinstance(departed, Queued)
        assert departed.message.traffic_type == label
        assert departed.message.evidence is not None
        assert departed.message.evidence.recipients == changes.get("recipients", 1)

    async def test_a_follow_up_that_the_shopper_asked_for_is_a2p_by_the_ai(self, stage: Stage) -> None:
        departed = await self.depart(
            stage,
            None,
            body=DRAFT,
            author=Author.AI,
            origin=Origin.GENERATED,
            cause=CauseKind.FOLLOWUP,
            user_id=None,
        )
        assert isinstance(departed, Queued) and departed.message.purpose == "requested_followup"
        assert departed.message.traffic_type == "A2P"

    async def test_a_person_whom_nobody_knows_texts_nothing(self, stage: Stage) -> None:
        with pytest.raises(NotInControl):
            await self.depart(stage, None)


class TestUnreadDrafts:
    async def flags(self, stage: Stage) -> list[dict[str, str]]:
        conversation = await stage.conversation_of(NOAH.phone)
        assert conversation is not None
        events = await stage.events(conversation.id)
        return [dict(event.details) for event in events if event.kind is EventKind.SEAT_UNREAD_DRAFT]

    @pytest.mark.parametrize(
        ("body", "seconds", "flagged"),
        [(DRAFT, 0.4, True), (DRAFT, 1.0, False), (LIGHTLY, 0.0, False), (REWRITTEN, 0.0, False)],
    )
    async def test_an_ai_draft_sent_within_a_second_of_being_shown_is_flagged(
        self, stage: Stage, body: str, seconds: float, flagged: bool
    ) -> None:
        await says(stage, "hello?")
        await stage.settle()
        shown = stage.clock.now() - timedelta(seconds=seconds)
        await reply(stage, body, source=DRAFT, shown_at=shown.isoformat())
        message = await newest(stage)
        assert await self.flags(stage) == ([{"seconds": "0.4", "message": message.id}] if flagged else [])

    async def test_one_that_was_there_to_read_for_longer_is_not(self, stage: Stage) -> None:
        await says(stage, "hello?")
        composed = await reminder_words(stage)
        stage.clock.advance(timedelta(minutes=3))
        await reply(stage, composed)
        assert (await newest(stage)).origin == "ai_draft"
        assert await self.flags(stage) == []

    async def test_a_draft_cannot_have_been_shown_before_it_was_written(self, stage: Stage) -> None:
        await says(stage, "hello?")
        composed = await reminder_words(stage)
        long_ago = (stage.clock.now() - timedelta(hours=1)).isoformat()
        await reply(stage, composed, source=composed, shown_at=long_ago)
        assert [flag["seconds"] for flag in await self.flags(stage)] == ["0.0"]
