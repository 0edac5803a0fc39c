"""A conversation of the playground as its page shows it: the texts, and beside them how each turn came about."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.rehearsal import NOT_AN_LLM, REHEARSAL
from api.house import House
from api.pages.sources import SourceLine, source_lines
from api.playground.talk import Talk, TalkView
from api.playground.watching import TurnNote
from conversation.conversation import Control
from conversation.event import EventKind
from conversation.message import Author, Direction, Message
from conversation.verdict import VerdictNote
from tools.context import Shown, ToolCall

WHO = {Author.AI: "AI", Author.CONTACT: "You, as the shopper", Author.SYSTEM: "System", Author.TEMPLATE: "Template"}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text. `before` and `after` are the framework's words."""

    side: str
    who: str
    before: str
    composed: str
    after: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A draft that the gate did not let pass."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class TurnLine:
    """One turn: what it came to, what it cost, and everything that went into it."""

    number: int
    ended: str
    spent: str
    seconds: str
    calls: tuple[ToolCall, ...]
    refused: tuple[RefusedLine, ...]
    verdict: str
    sources: tuple[SourceLine, ...]
    prompt: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class TalkPage:
    """`turns` are newest first. `over` says why the AI answers no more; empty while it does."""

    id: str
    pack: str
    persona: str
    cart: str
    texts: tuple[TextLine, ...]
    turns: tuple[TurnLine, ...]
    over: str


def talk_page(house: House, talk: Talk, seen: TalkView) -> TalkPage:
    """Show a conversation as it stands."""
    setting = talk.setting
    answers = _answers(seen)
    turns = [_turn(house, number, note, answer, seen) for number, (note, answer) in enumerate(answers, start=1)]
    return TalkPage(
        id=talk.id,
        pack=setting.pack,
        persona="the pack's own voice" if setting.persona.is_plain else setting.persona.name or "the merchant's",
        cart=", ".join(f"{item.title} ({item.options})" if item.options else item.title for item in setting.items),
        texts=tuple(map(_text, seen.messages)),
        turns=tuple(reversed(turns)),
        over=_over(seen),
    )


def _text(message: Message) -> TextLine:
    body = message.body
    return TextLine(
        side="in" if message.direction is Direction.IN else "out",
        who=WHO.get(message.author, message.author.value),
        before=body.before if body else "",
        composed=body.composed if body else "",
        after=body.after if body else "",
    )


def _answers(seen: TalkView) -> Iterator[tuple[TurnNote, Message | None]]:
    """Yield each turn with the text that it wrote, if it wrote one."""
    written = [message for message in seen.messages if message.author is Author.AI]
    for note in seen.notes:
        mine = next((message for message in written if message.seq > note.after_seq), None)
        if mine is not None and note.ended == "wrote a text":
            written.remove(mine)
            yield note, mine
        else:
            yield note, None


def _turn(house: House, number: int, note: TurnNote, answer: Message | None, seen: TalkView) -> TurnLine:
    refusals = [event for event in seen.events if event.kind is EventKind.DRAFT_REFUSED]
    newest_before = answer.seq if answer is not None else note.after_seq + 1
    mine = [one for one in refusals if note.after_seq <= one.after_seq < newest_before]
    counts = note.spent.tokens_in > 0
    unspent = f"{NOT_AN_LLM}: it counts no tokens" if house.settings.model == REHEARSAL else "no tokens were counted"
    return TurnLine(
        number=number,
        ended=note.ended,
        spent=str(note.spent) if counts else unspent,
        seconds=f"{note.seconds * 1000:,.0f} ms",
        calls=note.calls,
        refused=tuple(RefusedLine(one.details.get("rule", ""), one.details.get("why", "")) for one in mine),
        verdict=_verdict(answer.verdict) if answer is not None else "",
        sources=source_lines(answer.rests_on) if answer is not None else (),
        prompt=note.prompt,
    )


def _verdict(note: VerdictNote | None) -> str:
    if note is None:
        return ""
    words = {"allow": "allowed", "defer": "deferred", "refuse": "refused"}.get(note.decision, note.decision)
    return f"{words}; {len(note.tried)} rules tried" + (f"; {note.rule}: {note.why}" if note.why else "")


def _over(seen: TalkView) -> str:
    row = seen.conversation
    if row.control is Control.AI:
        return ""
    reason = row.escalation.reason.value.replace("_", " ") if row.escalation else row.control.value
    return f"The AI asked for a person ({reason}) and is silent from here on. Begin another conversation to go on."
