"""What a merchant's own inbox is told: decided from the log alone, in its order, and the same however often asked."""

from dataclasses import replace
from itertools import count

from conversation.bridge import Mirror
from conversation.event import Event, EventKind
from conversation.message import Author, Body, Direction, Evidence, EvidenceGrade, Message, TrafficType
from handoff.mirroring import INBOX, Entry, Log, Note, Open, Resolve, ShopperText, Step, TellBrief, entries
from tests.conversation.world import DANA, MERCHANT, NOW

BLANK = Mirror("cvn_1", MERCHANT.id)
SEEN = Evidence(DANA.id, DANA.name, "cvn_1#epoch2", NOW, NOW, 0.0)


def text(seq: int, author: Author = Author.CONTACT, body: str = "", **fields: object) -> Message:
    into = Direction.IN if author is Author.CONTACT else Direction.OUT
    one = Message(
        f"msg_{seq}", MERCHANT.id, "cvn_1", "exc_1", seq, into, author, Body(body or f"text {seq}"), 1, NOW,
        traffic_type=None if author is Author.CONTACT else TrafficType.A2P,
    )  # fmt: skip
    return replace(one, **fields)


def by_dana(seq: int, grade: EvidenceGrade = EvidenceGrade.COMPOSED_HERE) -> Message:
    proof = replace(SEEN, grade=grade)
    return text(seq, Author.HUMAN, traffic_type=TrafficType.P2P, user_id=DANA.id, evidence=proof)


def log(*items: Message | tuple[EventKind, dict[str, str]], actor: str = "system") -> Log:
    """Make a log in which each event happens after the texts before it."""
    numbers, messages, events = count(1), [], []
    for item in items:
        if isinstance(item, Message):
            messages.append(item)
        else:
            number, seq = next(numbers), messages[-1].seq if messages else 0
            who = item[1].pop("actor", actor)
            events.append(Event(f"evt_{number}", MERCHANT.id, "cvn_1", number, seq, item[0], who, NOW, item[1]))
    return Log(messages, events)


def steps(found: list[Entry]) -> list[Step]:
    return [step for entry in found for step in entry.steps]


ASKED = (EventKind.CASE_OPENED, {})


def test_nothing_is_told_before_a_person_is_asked_for() -> None:
    assert steps(entries(log(text(1), text(2, Author.AI), (EventKind.TEXT_CLAIMED, {"message": "msg_2"})), BLANK)) == []


def test_the_thread_opens_with_the_brief_and_every_text_that_waits() -> None:
    told = log(text(1), text(2, Author.AI), text(3), text(4), (EventKind.CASE_OPENED, {}), text(5))
    assert steps(entries(told, BLANK)) == [
        Open(),
        TellBrief("brief:1"),
        ShopperText("text:3", "text 3"),
        ShopperText("text:4", "text 4"),
        ShopperText("text:5", "text 5"),
    ]


def test_told_in_parts_it_is_the_same_as_told_at_once() -> None:
    told = log(
        text(1), (EventKind.CASE_OPENED, {}), text(2), by_dana(3), (EventKind.TEXT_CLAIMED, {"message": "msg_3"}),
        text(4), (EventKind.HANDED_BACK, {}), text(5), (EventKind.CASE_OPENED, {}), text(6),
    )  # fmt: skip
    whole = steps(entries(told, BLANK))
    parts: list[Step] = []
    mirror = BLANK
    while found := entries(told, mirror):
        parts += found[0].steps
        mirror = replace(mirror, told_seq=found[0].seq, told_event=found[0].event, is_open=found[0].is_open)
    assert parts == whole
    shown = [step.ref for step in whole if isinstance(step, ShopperText)]
    assert shown == ["text:1", "text:2", "text:4", "text:5", "text:6"]


def test_what_came_from_the_inbox_is_not_told_back() -> None:
    relayed = (EventKind.RELAYED, {"actor": DANA.id, "outcome": "allowed", "message": "msg_2"})
    told = log(
        text(1), (EventKind.TAKEN_OVER, {"actor": DANA.id, "name": "Dana"}), by_dana(2, EvidenceGrade.RELAYED), relayed,
        (EventKind.TEXT_CLAIMED, {"message": "msg_2"}),
    )  # fmt: skip
    assert steps(entries(told, replace(BLANK, is_open=True, told_seq=1))) == []


def test_who_wrote_in_twolane_is_named_with_the_label() -> None:
    told = log(
        text(1), by_dana(2), (EventKind.TEXT_CLAIMED, {"message": "msg_2"}), text(3, Author.AI),
        (EventKind.TEXT_CLAIMED, {"message": "msg_3"}),
    )  # fmt: skip
    found = steps(entries(told, replace(BLANK, is_open=True, told_seq=1)))
    assert [step.text for step in found if isinstance(step, Note)] == [
        "Dana texted (P2P): text 2",
        "The AI texted (A2P): text 3",
    ]


def test_whatever_ends_it_resolves_the_thread_once() -> None:
    told = log(text(1), ASKED, (EventKind.CASE_CLOSED, {}), (EventKind.HANDED_BACK, {}), text(2))
    found = entries(told, BLANK)
    assert steps(found).count(Resolve()) == 1 and not found[-1].is_open
    assert not any(isinstance(step, ShopperText) and step.ref == "text:2" for step in steps(found))


def test_what_is_owed_opens_a_resolved_thread_again() -> None:
    told = log(text(1), (EventKind.STAYED_WITH_PEOPLE, {"actor": INBOX, "why": "a text is unanswered"}))
    found = steps(entries(told, replace(BLANK, told_seq=1)))
    assert found[0] == Open() and isinstance(found[1], Note) and "a text is unanswered" in found[1].text
    by_itself = log(text(1), (EventKind.STAYED_WITH_PEOPLE, {"why": "a text is unanswered"}))
    assert steps(entries(by_itself, replace(BLANK, told_seq=1))) == []


def test_photos_and_texts_without_words_are_told_too() -> None:
    told = log(text(1), ASKED, replace(text(2), photos=1), replace(text(3), body=None))
    assert steps(entries(told, BLANK))[-2:] == [
        ShopperText("text:2", "text 2 [photo]"),
        ShopperText("text:3", "[no words]"),
    ]
