"""P2P Cart Recovery: who sees which cart, who may claim it, and what its first text is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from compliance.exit import Deferred, Queued, Refused, discard, submit
from conversation.acts import Doer
from conversation.cart_claim import RESERVED_FOR
from conversation.carts import recover_cart
from conversation.consent import SuppressionReason
from conversation.conversation import Control, Conversation
from conversation.due import DueKind, DueState
from conversation.errors import AlreadyClaimed, Conflict, Invalid, NotInControl, Stale, Unknown
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ledger import Reader
from conversation.merchant import Merchant, RecoveryAddOn
from conversation.message import Author, Purpose, TrafficType
from conversation.recovery_addon import set_up_recovery
from conversation.role import Role
from conversation.store_memory.books import MemoryBooks
from conversation.suppression import suppress
from conversation.user import User
from handoff import cart_queue as queue_module
from handoff.cart_queue import cart_queue, claim_cart, return_cart
from handoff.first_text import NotNow, send_first_text
from tests.conversation.world import MERCHANT, NOW, SENDER, SHOPPER
from tests.handoff.recovery_world import (
    DANA,
    LATER,
    MEI,
    OMAR,
    OTHER,
    OTHER_SENDER,
    RULEBOOK,
    agree,
    ai_reminder,
    desk,
    leave,
    reply,
    seed,
)

NIGHT = NOW.replace(hour=5) + timedelta(days=1)
"""22:00 in Denver."""
LAPSED = LATER + RESERVED_FOR


@pytest.fixture
def books() -> MemoryBooks:
    made = MemoryBooks()
    seed(made)
    return made


def shown(reader: Reader, user: User = DANA, now: datetime = LATER) -> list[str]:
    return [one.cart.id for one in cart_queue(reader, user, RULEBOOK, now).carts]


def claim(books: MemoryBooks, user: User = DANA, cart: str = "crt_ct1", now: datetime = LATER, at: Merchant = MERCHANT):
    return claim_cart(books, at.id, cart, user, RULEBOOK, now)


def send(books: MemoryBooks, user: User = DANA, words: str | None = None, now: datetime = LATER):
    said = reply(now=now) if words is None else reply(words, now)
    return send_first_text(desk(books, user, now), MERCHANT.id, "crt_ct1", said)


def test_the_queue_shows_the_carts_of_all_brands_on_whose_team_a_person_is(books: MemoryBooks) -> None:
    leave(books, token="ct1")
    leave(books, OTHER, "+13035550112", "ct2")
    assert shown(books, DANA) == ["crt_ct1", "crt_ct2"]
    assert shown(books, OMAR) == ["crt_ct1"]
    with pytest.raises(Unknown):
        shown(books, MEI)


def test_a_brand_that_switches_the_add_on_off_is_gone_for_everybody(books: MemoryBooks) -> None:
    leave(books)
    set_up_recovery(books, MERCHANT.id, RecoveryAddOn(team=(DANA.id, OMAR.id)), Doer(DANA.id), LATER)
    assert shown(books, DANA) == []
    with pytest.raises(Unknown):
        shown(books, OMAR)
    with pytest.raises(Unknown):
        claim(books)


def test_a_person_whose_role_was_taken_is_on_no_team(books: MemoryBooks) -> None:
    leave(books)
    with pytest.raises(Unknown):
        shown(books, replace(OMAR, roles={MERCHANT.id: Role.AUDITOR}))


HINDRANCES: dict[str, Callable[[MemoryBooks, Conversation], object]] = {
    "its one reminder was sent": lambda books, row: _let_the_ai_text(books, row),
    "it was bought": lambda books, row: recover_cart(books, MERCHANT.id, MERCHANT.shop_domain, "ct1", LATER),
    "the number opted out": lambda books, row: suppress(
        books, MERCHANT.id, SHOPPER, SuppressionReason.OPT_OUT, "STOP", LATER
    ),
    "a person has control": lambda books, row: desk(books, OMAR).take_over(MERCHANT.id, row.id),
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_a_cart_is_not_shown_and_not_claimed_once(books: MemoryBooks, hindrance: str) -> None:
    row = leave(books)
    assert shown(books) == ["crt_ct1"]
    HINDRANCES[hindrance](books, row)
    assert shown(books) == []
    with pytest.raises(Conflict):
        claim(books)


def _let_the_ai_text(books: MemoryBooks, row: Conversation) -> None:
    with hold(books, MERCHANT.id, row.id, LATER) as held:
        assert isinstance(submit(held, ai_reminder(held.row), RULEBOOK), Queued)


def test_without_consent_of_this_brand_a_cart_is_not_shown(books: MemoryBooks) -> None:
    leave(books, agreed=False)
    agree(books, OTHER)
    assert shown(books) == []
    agree(books, MERCHANT)
    assert shown(books) == ["crt_ct1"]


def test_in_quiet_hours_carts_wait_and_the_queue_says_until_when(books: MemoryBooks) -> None:
    leave(books)
    found = cart_queue(books, DANA, RULEBOOK, NIGHT)
    assert (found.carts, found.waiting) == ([], 1)
    assert found.opens_at is not None
    assert found.opens_at > NIGHT
    with pytest.raises(Conflict, match="nobody may text about this cart now"):
        claim(books, now=NIGHT)


def test_a_cart_is_shown_from_ten_minutes_after_it_was_left_until_two_days(books: MemoryBooks) -> None:
    leave(books)
    assert shown(books, now=NOW + timedelta(minutes=9)) == []
    assert shown(books, now=NOW + timedelta(minutes=10)) == ["crt_ct1"]
    assert shown(books, now=NOW + timedelta(hours=48)) == []


def test_a_claim_keeps_other_people_out_for_ten_minutes(books: MemoryBooks) -> None:
    leave(books)
    made = claim(books)
    assert claim(books) == made, "a repeat is the same claim"
    assert shown(books, OMAR) == []
    almost = LAPSED - timedelta(seconds=1)
    with pytest.raises(AlreadyClaimed):
        claim(books, OMAR, now=almost)
    with pytest.raises(AlreadyClaimed):
        send(books, OMAR, now=almost)
    assert claim(books, OMAR, now=LAPSED).user_id == OMAR.id


def test_a_claim_makes_the_ai_wait_and_gives_the_reminder_back_when_it_lapses(books: MemoryBooks) -> None:
    row = leave(books)
    claim(books)
    with hold(books, MERCHANT.id, row.id, LATER) as held:
        waits = submit(held, ai_reminder(held.row), RULEBOOK)
    assert isinstance(waits, Deferred)
    assert waits.until == LAPSED
    with hold(books, MERCHANT.id, row.id, LAPSED) as held:
        assert isinstance(submit(held, ai_reminder(held.row, LAPSED), RULEBOOK), Queued)
    with pytest.raises(Stale):
        send(books, now=LAPSED)


def test_giving_back_frees_the_cart_at_once_and_nobody_else_can(books: MemoryBooks) -> None:
    row = leave(books)
    claim(books)
    return_cart(books, MERCHANT.id, "crt_ct1", OMAR, LATER)
    with pytest.raises(AlreadyClaimed):
        claim(books, OMAR)
    return_cart(books, MERCHANT.id, "crt_ct1", DANA, LATER)
    assert claim(books, OMAR).user_id == OMAR.id
    kinds = [event.kind for event in books.events(MERCHANT.id, row.id)][-3:]
    assert kinds == [EventKind.CART_CLAIMED, EventKind.CART_GIVEN_BACK, EventKind.CART_CLAIMED]


def test_a_person_claims_one_cart_at_a_time(books: MemoryBooks) -> None:
    leave(books)
    leave(books, OTHER, "+13035550112", "ct2")
    claim(books)
    with pytest.raises(Conflict, match="another cart"):
        claim(books, cart="crt_ct2", at=OTHER)
    return_cart(books, MERCHANT.id, "crt_ct1", DANA, LATER)
    assert claim(books, cart="crt_ct2", at=OTHER).merchant_id == OTHER.id


def test_the_first_text_is_p2p_and_the_conversation_is_the_persons(books: MemoryBooks) -> None:
    row = leave(books)
    claim(books)
    sent = send(books)
    assert isinstance(sent, Queued)
    text = sent.message
    assert (text.purpose, text.traffic_type, text.author) == (Purpose.REMINDER, TrafficType.P2P, Author.HUMAN)
    assert text.evidence is not None
    assert (text.evidence.user_id, text.evidence.recipients, text.evidence.composed_at) == (DANA.id, 1, LATER)
    assert "Dana" in text.text
    assert "Tidewater" in text.text
    assert "STOP" in text.text
    now_as = books.conversation(MERCHANT.id, row.id)
    assert now_as is not None
    assert (now_as.control, now_as.holder) == (Control.HUMAN, DANA.id)
    slot = books.reminder_slot(MERCHANT.id, MERCHANT.shop_domain, "ct1")
    assert slot is not None
    assert slot.message_id == text.id
    (planned,) = [due for due in books.due_rows(MERCHANT.id, row.id) if due.kind is DueKind.REMINDER]
    assert planned.state is DueState.CANCELLED
    assert books.events(MERCHANT.id, row.id)[-1].kind is EventKind.CART_TEXTED
    assert shown(books, now=LAPSED) == []
    with pytest.raises(Stale):
        send(books)


def test_a_first_text_needs_a_claim(books: MemoryBooks) -> None:
    row = leave(books)
    with pytest.raises(Stale):
        send(books)
    assert books.conversation(MERCHANT.id, row.id).control is Control.AI


def test_a_refused_first_text_takes_nothing_over_and_keeps_the_claim(books: MemoryBooks) -> None:
    row = leave(books)
    claim(books)
    departed = send(books, words="Use code FREE90 for 90% off, today only.")
    assert isinstance(departed, Refused)
    kept = books.conversation(MERCHANT.id, row.id)
    assert (kept.control, kept.holder, kept.epoch) == (Control.AI, None, row.epoch)
    assert isinstance(send(books), Queued)


def test_a_first_text_is_never_scheduled(books: MemoryBooks) -> None:
    row = leave(books)
    late = NIGHT.replace(hour=3, minute=55)
    claim(books, now=late)
    with pytest.raises(NotNow):
        send(books, now=late + timedelta(minutes=9))
    assert books.conversation(MERCHANT.id, row.id).control is Control.AI
    assert not [due for due in books.due_rows(MERCHANT.id, row.id) if due.kind is DueKind.DRAFT]


def test_words_of_the_ais_sent_as_they_are_stay_a2p(books: MemoryBooks) -> None:
    row = leave(books)
    words = "You left a backpack in your cart. May I help you with the checkout?"
    with hold(books, MERCHANT.id, row.id, LATER) as held:
        discard(held, replace(ai_reminder(held.row), body=words), "drafted for a person")
    claim(books)
    sent = send(books, words=words)
    assert isinstance(sent, Queued)
    assert (sent.message.traffic_type, sent.message.author) == (TrafficType.A2P, Author.HUMAN)


def test_another_person_in_conversations_waits_for_the_claim_too(books: MemoryBooks) -> None:
    """Whoever has control still cannot use the reminder that somebody else has claimed."""
    row = leave(books)
    claim(books)
    departed = desk(books, OMAR).take_over_and_send(MERCHANT.id, row.id, reply())
    assert isinstance(departed, Deferred)
    with pytest.raises(NotInControl):
        send(books)


def test_one_shopper_of_two_brands_is_texted_from_each_brands_own_number(books: MemoryBooks) -> None:
    leave(books, token="ct1")
    leave(books, OTHER, SHOPPER, "ct2")
    claim(books)
    first = send(books)
    assert isinstance(first, Queued)
    claim(books, cart="crt_ct2", at=OTHER)
    second = send_first_text(desk(books), OTHER.id, "crt_ct2", reply())
    assert isinstance(second, Queued)
    rows = [books.outbox_row(text.merchant_id, text.id) for text in (first.message, second.message)]
    assert [row.sender_id for row in rows if row] == [SENDER.id, OTHER_SENDER.id]
    assert "Saltmarsh" in second.message.text
    assert "Tidewater" not in second.message.text


def test_the_gate_is_asked_about_no_more_carts_than_are_shown(
    books: MemoryBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(70):
        leave(books, phone=f"+130355{number:05}", token=f"ct{number:02}")
    asked: list[str] = []
    real = queue_module.review

    def review(reader, draft, *rest, **more):
        asked.append(draft.cause.ref)
        return real(reader, draft, *rest, **more)

    monkeypatch.setattr(queue_module, "review", review)
    first = cart_queue(books, DANA, RULEBOOK, LATER, limit=5)
    second = cart_queue(books, DANA, RULEBOOK, LATER, limit=5, after=first.next)
    assert len(asked) == 10
    assert asked == [one.cart.id for one in (*first.carts, *second.carts)]
    rest = cart_queue(books, DANA, RULEBOOK, LATER, after=second.next, limit=100)
    assert len(rest.carts) == 60
    assert rest.next is None


def test_switching_the_add_on_and_its_team_are_acts(books: MemoryBooks) -> None:
    set_up_recovery(books, MERCHANT.id, RecoveryAddOn(is_on=True, team=(OMAR.id,)), Doer(MEI.id), LATER)
    set_up_recovery(books, MERCHANT.id, RecoveryAddOn(), Doer(MEI.id), LATER)
    acts = [(act.kind.value, dict(act.details)) for act in books.acts(MERCHANT.id, 9) if act.actor == MEI.id]
    assert ("recovery.team_changed", {"left": "Dana"}) in acts
    assert ("recovery.switched", {"to": "off"}) in acts
    assert ("recovery.team_changed", {"left": "Omar"}) in acts


@pytest.mark.parametrize(
    ("addon", "field"),
    [
        (RecoveryAddOn(is_on=True), "team"),
        (RecoveryAddOn(is_on=True, team=("usr_nobody",)), "team"),
        (RecoveryAddOn(is_on=True, team=(DANA.id,), wait_minutes=-1), "wait_minutes"),
    ],
)
def test_an_add_on_that_cannot_work_is_refused(books: MemoryBooks, addon: RecoveryAddOn, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        set_up_recovery(books, MERCHANT.id, addon, Doer(DANA.id), LATER)
    assert caught.value.field == field
