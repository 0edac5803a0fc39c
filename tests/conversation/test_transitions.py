"""Every change of control against a model of it: who may make it, what it leads to, and the event that names it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conversation.control import close, escalate, hand_back, take_over
from conversation.conversation import Control, Conversation
from conversation.errors import Closed, NotAllowed, NotInControl, Stale, TwolaneError
from conversation.escalation import Escalation, EscalationReason
from conversation.event import EventKind
from conversation.fence import hold
from conversation.ids import OUTSIDE
from conversation.outside import OutsideText, take_outside
from conversation.receiving import receive
from conversation.role import Role
from conversation.store_memory.books import MemoryBooks
from conversation.user import User
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, SENDER, SHOPPER, seed, talk_to, text_from

EVE = User("usr_eve", "Eve", {"mer_other": Role.AGENT})
PEOPLE = {"dana": DANA, "omar": OMAR, "eve": EVE}
CHANGES = {
    EventKind.TAKEN_OVER,
    EventKind.HANDED_BACK,
    EventKind.ESCALATED,
    EventKind.TAKEN_OUTSIDE,
    EventKind.CONVERSATION_CLOSED,
}
COMMANDS = [
    *(f"{name} {deed}" for name in PEOPLE for deed in ("takes", "hands back")),
    "dana takes late",
    "ai escalates",
    "outside texts",
    "dana closes",
    "shopper texts",
]


@dataclass(frozen=True)
class Model:
    """What control ought to be."""

    control: Control = Control.AI
    holder: str | None = None


@dataclass(frozen=True)
class Change:
    """What a command ought to lead to, named by one event of one actor."""

    to: Model
    kind: EventKind
    actor: str


Expected = Change | type[TwolaneError] | None


def expected(model: Model, command: str) -> Expected:
    """Return the change that a command makes, the error that it raises, or None where nothing changes."""
    who, _, deed = command.partition(" ")
    if deed.startswith("takes"):
        return _taking(model, PEOPLE[who], is_late=deed.endswith("late"))
    if deed == "hands back":
        if model.control is Control.CLOSED:
            return Closed
        user = PEOPLE[who]
        return Change(Model(), EventKind.HANDED_BACK, user.id) if model.holder == user.id else NotInControl
    if deed == "escalates":
        asked = Change(Model(Control.ESCALATED), EventKind.ESCALATED, "system")
        return asked if model.control is Control.AI else None
    if who == "outside":
        taken = Change(Model(Control.HUMAN, OUTSIDE), EventKind.TAKEN_OUTSIDE, OUTSIDE)
        return taken if model.control in (Control.AI, Control.ESCALATED) else None
    if deed == "closes" and model.control is not Control.CLOSED:
        return Change(Model(Control.CLOSED), EventKind.CONVERSATION_CLOSED, DANA.id)
    return None


def _taking(model: Model, user: User, *, is_late: bool) -> Expected:
    if user is EVE:
        return NotAllowed
    if model.control is Control.CLOSED:
        return Closed
    if is_late:
        return Stale
    if model.holder == user.id:
        return None
    if model.holder not in (None, OUTSIDE):
        return NotInControl
    return Change(Model(Control.HUMAN, user.id), EventKind.TAKEN_OVER, user.id)


def run(books: MemoryBooks, talk: Conversation, command: str, now: datetime) -> None:
    who, _, deed = command.partition(" ")
    if deed.startswith("takes"):
        take_over(books, MERCHANT.id, talk.id, PEOPLE[who], now, 0 if deed.endswith("late") else None)
    elif deed == "hands back":
        hand_back(books, MERCHANT.id, talk.id, PEOPLE[who], now)
    else:
        OTHERS[command](books, talk, now)


def _escalate(books: MemoryBooks, talk: Conversation, now: datetime) -> None:
    with hold(books, MERCHANT.id, talk.id, now) as held:
        escalate(held, Escalation(EscalationReason.KNOWLEDGE_GAP, "", now))


def _text_outside(books: MemoryBooks, talk: Conversation, now: datetime) -> None:
    take_outside(books, OutsideText("simulator", f"SM{now.timestamp()}", SENDER.phone, SHOPPER, "Hello", now), now)


def _text(books: MemoryBooks, talk: Conversation, now: datetime) -> None:
    row = books.conversation(MERCHANT.id, talk.id)
    if row is not None and row.control is not Control.CLOSED:
        receive(books, text_from(), now)


OTHERS: dict[str, Callable[[MemoryBooks, Conversation, datetime], None]] = {
    "ai escalates": _escalate,
    "outside texts": _text_outside,
    "dana closes": lambda books, talk, now: close(books, MERCHANT.id, talk.id, DANA.id, now, "done") and None,
    "shopper texts": _text,
}


@given(st.lists(st.sampled_from(COMMANDS), max_size=40))
def test_control_follows_its_model_and_every_change_is_a_named_event(commands: list[str]) -> None:
    books = MemoryBooks()
    seed(books)
    talk = talk_to(books)
    model = Model()
    for number, command in enumerate(commands):
        now = NOW + timedelta(minutes=number)
        before = books.conversation(MERCHANT.id, talk.id)
        assert before is not None
        outcome = expected(model, command)
        try:
            run(books, talk, command, now)
            raised = None
        except TwolaneError as error:
            raised = type(error)
        after = books.conversation(MERCHANT.id, talk.id)
        assert after is not None
        changes = [
            event for event in books.events(MERCHANT.id, talk.id, after=before.last_event) if event.kind in CHANGES
        ]
        if isinstance(outcome, Change):
            model = outcome.to
            assert raised is None
            assert [(one.kind, one.actor, one.at) for one in changes] == [(outcome.kind, outcome.actor, now)]
            assert after.epoch > before.epoch
        else:
            assert (raised, changes, after.epoch) == (outcome, [], before.epoch)
            assert outcome is None or after == before
        assert (after.control, after.holder) == (model.control, model.holder)
