"""The transcript: the message log as a chat model reads it, stable from turn to turn except for its newest message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from agent.earlier import earlier_of
from agent.view import TurnView
from compliance.third_parties import mask
from conversation.message import Author, Direction, Message, Purpose
from conversation.verdict import Refuse
from prompts.earlier import NOTHING
from prompts.pack import Pack
from prompts.situation import Situation

NEWEST = "newest"
"""The id of the message that ends the transcript; what follows it belongs to the present turn."""

LONGEST = 80
STEP = 40
"""A log of more than LONGEST texts loses its oldest STEP at once, so that the rest stays cacheable for STEP texts.
What they came to stands in their place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the log in a model's role."""

    role: type[AIMessage] | type[HumanMessage]
    words: str


def transcript_of(view: TurnView, pack: Pack, situation: Situation) -> list[AnyMessage]:
    """Return the log up to now, with `situation` at its end.

    Roles alternate and the first is the user's, as some providers demand. Texts by people, by the system and by the
    shopper stand in the user's role and in a fence; only the AI's own texts stand in its role. Raises prompt errors.
    """
    newest = Line(HumanMessage, pack.render("situation", situation=situation).text)
    merged = list(_merged([_note(pack, "opening", situation=situation), *_lines(view, pack), newest]))
    merged[-1].id = NEWEST
    return merged


def surplus(texts: int) -> int:
    """Return how many of a log's oldest texts the transcript leaves out, where the log has so many."""
    steps = -(-max(0, texts - LONGEST) // STEP)
    return steps * STEP


def refusal_note(pack: Pack, refusal: Refuse) -> HumanMessage:
    """Return the message that tells the model which rule its text broke."""
    return HumanMessage(_note(pack, "refused", rule=refusal.rule, why=refusal.why).words)


def this_turn(messages: Sequence[AnyMessage]) -> Sequence[AnyMessage]:
    """Return what was said and done after the transcript ended."""
    places = [place for place, message in enumerate(messages) if message.id == NEWEST]
    return messages[places[-1] + 1 :] if places else messages


def _lines(view: TurnView, pack: Pack) -> Iterator[Line]:
    settled, known = _settled_seq(view), frozenset({view.contact.phone, view.merchant.support})
    heard = [message for message in view.messages if message.heard]
    left_out, kept = heard[: surplus(len(heard))], heard[surplus(len(heard)) :]
    earlier = earlier_of(view, (*view.past.messages, *left_out))
    if earlier != NOTHING and pack.has_block("notes", "earlier"):
        yield _note(pack, "earlier", earlier=earlier)
    is_marked = view.hand_back is None
    for message in kept:
        if not is_marked and message.seq > settled:
            yield _hand_back_note(view, pack, known)
            is_marked = True
        if message.purpose is Purpose.HOLDING and _is_past(message, view, settled):
            continue
        yield _line(message, pack, known)
    if not is_marked:
        yield _hand_back_note(view, pack, known)


def _settled_seq(view: TurnView) -> int:
    """Return the newest text of ours before the hand back. Texts that nobody answered are still open after it."""
    ours = [m.seq for m in view.messages if m.direction is Direction.OUT and m.seq <= view.boundary]
    return max(ours, default=0)


def _is_past(holding: Message, view: TurnView, settled: int) -> bool:
    """Tell whether the AI should not read that a person was promised: they came, or are asking it for words."""
    return holding.seq <= settled or any(text.seq < holding.seq for text in view.unanswered)


def _line(message: Message, pack: Pack, known: frozenset[str]) -> Line:
    """Show the composed words only: brand, opt-out and disclosure words are the framework's.

    What the shopper and the team write is shown without other people's contact data.
    """
    match message.author:
        case Author.AI:
            return Line(AIMessage, message.body.composed if message.body else "")
        case Author.CONTACT:
            return _note(pack, "shopper", text=mask(message.heard, known))
        case Author.HUMAN:
            return _note(pack, "sent_by_person", text=mask(message.body.composed if message.body else "", known))
        case Author.TEMPLATE | Author.SYSTEM | Author.OUTSIDE:
            return _note(pack, "sent_by_system", text=message.text)


def _hand_back_note(view: TurnView, pack: Pack, known: frozenset[str]) -> Line:
    assert view.hand_back is not None
    summary, note = (mask(words, known) for words in (view.hand_back.summary, view.hand_back.note))
    return _note(pack, "handed_back", summary=summary, note=note)


def _note(pack: Pack, block: str, **facts: object) -> Line:
    return Line(HumanMessage, pack.block("notes", block, **facts).text)


def _merged(lines: list[Line]) -> Iterator[AnyMessage]:
    for role, run in groupby(lines, key=attrgetter("role")):
        yield role("\n".join(line.words for line in run))
