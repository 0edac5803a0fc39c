"""What a merchant's own inbox is told of a conversation: decided from its log alone, in the log's order.

The inbox hears from the moment on when a person is asked for, and nothing while the AI has the conversation: there a
resolved thread would open again with every text of the shopper's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from conversation.bridge import Mirror
from conversation.event import Event, EventKind
from conversation.ids import MessageId
from conversation.message import Author, Direction, EvidenceGrade, Message

INBOX = "inbox"
"""The actor of what the inbox did by itself, where it does not say who."""
QUOTED = 60
"""Characters of a text that are enough to know it again."""
WORDLESS = "[no words]"
"""Stands for a text without any, or whose words were erased."""


@dataclass(frozen=True, slots=True)
class Open:
    """Let a person there answer: open the thread, or open it again."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """Nobody there needs to answer any more."""


@dataclass(frozen=True, slots=True)
class TellBrief:
    """Say privately what a person must know before typing. `ref` names the step for ever."""

    ref: str


@dataclass(frozen=True, slots=True)
class Note:
    """Say something that only the people there read."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class ShopperText:
    """Show a text of the shopper's as theirs."""

    ref: str
    text: str


Step: TypeAlias = Open | Resolve | TellBrief | Note | ShopperText


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. After its steps the inbox is told up to `seq` and `event`, and open as it says."""

    seq: int
    event: int
    steps: tuple[Step, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Log:
    """A conversation's texts in seq order and its events in number order, as far as both were committed."""

    messages: Sequence[Message]
    events: Sequence[Event]

    def message(self, message_id: str) -> Message | None:
        return next((message for message in self.messages if message.id == message_id), None)

    @property
    def relayed(self) -> frozenset[MessageId]:
        """The texts that came from the inbox and left at once: it has them already."""
        taken = (event.details for event in self.events if event.kind is EventKind.RELAYED)
        return frozenset(told["message"] for told in taken if told.get("message"))


def entries(log: Log, mirror: Mirror) -> list[Entry]:
    """Return what is to be told after what `mirror` was told already."""
    teller = _Teller(log, mirror.is_open)
    found = []
    seq, number = mirror.told_seq, mirror.told_event
    for item in _in_order(log, mirror):
        steps = tuple(teller.tell(item))
        if isinstance(item, Message):
            seq = item.seq
        else:
            number = item.number
        found.append(Entry(seq, number, steps, teller.is_open))
    return found


def _in_order(log: Log, mirror: Mirror) -> list[Message | Event]:
    """An event comes after the newest text that there was when it happened."""
    items: list[tuple[int, int, Message | Event]] = []
    items += [(message.seq, 0, message) for message in log.messages if message.seq > mirror.told_seq]
    items += [(event.after_seq, event.number, event) for event in log.events if event.number > mirror.told_event]
    return [item for _, _, item in sorted(items, key=lambda item: item[:2])]


@dataclass(slots=True)
class _Teller:
    log: Log
    is_open: bool
    _shown: set[int] = field(default_factory=set)

    def tell(self, item: Message | Event) -> Iterator[Step]:
        if isinstance(item, Message):
            yield from self._shopper(item)
        elif item.kind in _OPENING:
            yield from self._opening(item)
        elif item.kind is EventKind.STAYED_WITH_PEOPLE and item.actor == INBOX:
            yield from self._staying(item)
        elif item.kind in _ENDING:
            yield from self._ending(item)
        elif (self.is_open or item.kind in _ANSWERS) and (text := _note(self.log, item)):
            yield Note(_ref(item), text)

    def _shopper(self, message: Message) -> Iterator[Step]:
        if self.is_open and message.direction is Direction.IN and message.seq not in self._shown:
            self._shown.add(message.seq)
            yield ShopperText(f"text:{message.seq}", message.heard or WORDLESS)

    def _opening(self, event: Event) -> Iterator[Step]:
        """Open the thread, with the brief and the texts that wait for an answer."""
        if not self.is_open:
            self.is_open = True
            yield Open()
            yield TellBrief(f"brief:{event.number}")
            for message in self._unanswered(event):
                yield from self._shopper(message)
        if text := _note(self.log, event):
            yield Note(_ref(event), text)

    def _staying(self, event: Event) -> Iterator[Step]:
        """Open again what was resolved there while something is owed to the shopper."""
        self.is_open = True
        yield Open()
        yield Note(_ref(event), f"It stays open: {event.details.get('why', '')}. Who is sure hands back in Twolane.")

    def _ending(self, event: Event) -> Iterator[Step]:
        if self.is_open:
            self.is_open = False
            yield Note(_ref(event), _ENDING[event.kind])
            yield Resolve()

    def _unanswered(self, event: Event) -> list[Message]:
        """Return the texts that wait for an answer, without those that were told before the thread was resolved."""
        ended = [one.after_seq for one in self.log.events if one.kind in _ENDING and one.number < event.number]
        since = max(ended, default=0)
        tail: list[Message] = []
        for message in reversed([one for one in self.log.messages if since < one.seq <= event.after_seq]):
            if message.author in (Author.AI, Author.HUMAN, Author.OUTSIDE):
                break
            if message.direction is Direction.IN:
                tail.insert(0, message)
        return tail


def _ref(event: Event) -> str:
    return f"event:{event.number}"


def _note(log: Log, event: Event) -> str:
    """Return what the people there are told of an event; empty for what does not concern them."""
    words = _NOTES.get(event.kind)
    return words(log, event) if words else ""


def _taken_over(log: Log, event: Event) -> str:
    same = [one for one in log.events if one.at == event.at and one.actor == event.actor]
    by_relay = any(one.kind is EventKind.RELAYED for one in same)
    return "" if by_relay else f"{event.details.get('name', 'A person')} took control in Twolane."


def _left(log: Log, event: Event) -> str:
    message = log.message(event.details.get("message", ""))
    if message is None or message.id in log.relayed:
        return ""
    if message.evidence is not None and message.evidence.grade is EvidenceGrade.RELAYED:
        return f"What waited has left now: {_quoted(message)}"
    return f"{_who(message)} texted ({message.traffic_type or 'A2P'}): {message.text}"


def _lost(log: Log, event: Event) -> str:
    message = log.message(event.details.get("message", ""))
    if message is None or message.direction is Direction.IN:
        return ""
    why = event.details.get("why") or event.details.get("code") or "the carrier did not say why"
    if event.kind is EventKind.TEXT_UNKNOWN:
        return f"Nobody knows whether this left: {_quoted(message)} ({why})"
    return f"This did not reach the shopper: {_quoted(message)} ({why})"


def _discarded(log: Log, event: Event) -> str:
    """Tell of a reply from the inbox that waited, and will not leave any more."""
    due = event.details.get("due")
    ours = any(one.kind is EventKind.RELAYED and one.details.get("due") == due for one in log.events)
    return f"What waited was not sent: {event.details.get('why', '')}" if ours else ""


def _outside(log: Log, event: Event) -> str:
    message = log.message(event.details.get("message", ""))
    return f"Somebody texted outside Twolane (A2P): {message.text}" if message else ""


def _relayed(log: Log, event: Event) -> str:
    told = event.details
    rule = f" [{told['rule']}]" if told.get("rule") else ""
    match told.get("outcome"):
        case "refused":
            return f"Not sent to the shopper: {told.get('why', '')}{rule}"
        case "deferred":
            return f"Waits until {told.get('until', '')}, if the rules allow it then: {told.get('why', '')}{rule}"
        case _:
            return ""


def _graver(log: Log, event: Event) -> str:
    told = event.details
    return f"More urgent by now: {told.get('reason', '').replace('_', ' ')} ({told.get('priority', '')})."


def _overdue(log: Log, event: Event) -> str:
    return f"Overdue: {event.details.get('clock', '').replace('_', ' ')}."


def _stopped(log: Log, event: Event) -> str:
    return "The shopper opted out: nobody may text this number any more. Reach them by e-mail or phone."


def _quoted(message: Message) -> str:
    text = message.body.composed if message.body else ""
    return f"“{text[:QUOTED]}{'…' if len(text) > QUOTED else ''}”"


def _who(message: Message) -> str:
    if message.author is Author.AI:
        return "The AI"
    return message.evidence.user_name if message.evidence else "Twolane"


_OPENING = frozenset({EventKind.CASE_OPENED, EventKind.TAKEN_OVER})
_ANSWERS = frozenset({EventKind.RELAYED, EventKind.DRAFT_DISCARDED})
"""What became of a reply from the inbox: its writer is told, whoever has the conversation by then."""
_ENDING: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.CASE_CLOSED: "The case is closed.",
        EventKind.HANDED_BACK: "The AI has the conversation again.",
        EventKind.CONVERSATION_CLOSED: "The conversation has ended.",
    }
)
_NOTES: Mapping[EventKind, Callable[[Log, Event], str]] = MappingProxyType(
    {
        EventKind.TAKEN_OVER: _taken_over,
        EventKind.TEXT_CLAIMED: _left,
        EventKind.TEXT_FAILED: _lost,
        EventKind.TEXT_UNKNOWN: _lost,
        EventKind.TEXT_CANCELLED: _lost,
        EventKind.OUTSIDE_TEXT: _outside,
        EventKind.DRAFT_DISCARDED: _discarded,
        EventKind.RELAYED: _relayed,
        EventKind.CASE_RAISED: _graver,
        EventKind.CASE_OVERDUE: _overdue,
        EventKind.SUPPRESSED: _stopped,
    }
)
