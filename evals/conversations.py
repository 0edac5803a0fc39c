"""The conversations of the HTML report, both packs' side by side, with what was found in them marked."""

from collections.abc import Callable, Iterable, Iterator
from html import escape

from conversation.event import EventKind
from conversation.message import Direction, TrafficType
from evals.card import Card
from evals.costing import calls_told
from evals.report import VERDICTS, named, reasons
from evals.score import SuiteScore
from evals.tone import MEASURES, readings_of
from evals.tone.measure import Passage
from evals.transcript import EventNote, MessageNote, Transcript
from evals.verdict import Verdict, worst

TranscriptOf = Callable[[Card], Transcript]
MOST_SHOWN = 1_000
"""Conversations on the page. All of them are in the other files."""

SAMPLE = 100
"""Of more than fit, so many that are as expected are shown beside those that are not."""

MARKED = frozenset({"pressure", "commands", "capitals", "marks", "stretched"})
_MARKING = tuple(measure for measure in MEASURES if measure.id in MARKED)

_TOLD = frozenset(
    {
        EventKind.TAKEN_OVER,
        EventKind.HANDED_BACK,
        EventKind.ESCALATED,
        EventKind.SUPPRESSED,
        EventKind.RESUBSCRIBED,
        EventKind.EXCHANGE_RELABELLED,
        EventKind.DRAFT_REFUSED,
        EventKind.DRAFT_DEFERRED,
        EventKind.TOOL_CALLED,
        EventKind.CART_RECOVERED,
        EventKind.SILENCE_KEPT,
    }
)


def conversations(score: SuiteScore, transcript_of: TranscriptOf) -> Iterator[str]:
    """Yield what to choose from, then each scenario's conversations by all packs."""
    plays: dict[tuple[str, int], list[Card]] = {}
    for pack in score.packs:
        for card in pack.cards:
            plays.setdefault((card.scenario, card.trial), []).append(card)
    shown = list(plays.values())
    if len(shown) > MOST_SHOWN // max(1, len(score.packs)):
        shown = _chosen(shown, len(score.packs))
        yield f"<p>{len(plays) - len(shown)} of {len(plays)} are left out here, those as expected before others.</p>"
    yield _filters()
    for cards in shown:
        yield from _side_by_side(cards, transcript_of)


def _chosen(plays: list[list[Card]], packs: int) -> list[list[Card]]:
    """Return what is not as expected, as far as there is room, and a sample of the rest, evenly spread."""
    good = [cards for cards in plays if _gravest(cards) is Verdict.GOOD]
    bad = [cards for cards in plays if _gravest(cards) is not Verdict.GOOD][: MOST_SHOWN // packs]
    room = min(SAMPLE, MOST_SHOWN - len(bad) * packs) // packs
    return [*bad, *good[:: max(1, -(-len(good) // max(1, room)))][:room]]


def verdict_mark(verdict: Verdict) -> str:
    """Return the verdict in words and colour."""
    tone = {Verdict.VIOLATED: "bad", Verdict.UNJUDGED: "bad", Verdict.MISSED: "warn"}.get(verdict, "")
    return f'<span class="{tone}">{escape(VERDICTS[verdict])}</span>'


def _filters() -> str:
    """Chosen without a script: some places where reports are kept run none."""
    only = {f"only-{verdict.name.lower()}": words for verdict, words in VERDICTS.items()}
    choices = {"everything": "all", **only, "differing": "packs differ"}
    labels = (
        f'<label><input type="radio" name="only" id="{one}"{" checked" if one == "everything" else ""}> {words}</label>'
        for one, words in choices.items()
    )
    return f"<fieldset><legend>Show</legend>{''.join(labels)}</fieldset>"


def _gravest(cards: list[Card]) -> Verdict:
    return worst(card.verdict for card in cards)


def _side_by_side(cards: list[Card], transcript_of: TranscriptOf) -> Iterator[str]:
    gravest = _gravest(cards)
    differs = " differs" if len({(card.words, card.verdict) for card in cards}) > 1 else ""
    opened = " open" if gravest is not Verdict.GOOD else ""
    yield f'<details class="play {gravest.name.lower()}{differs}"{opened}>'
    yield f'<summary>{escape(named(cards[0]))}: {verdict_mark(gravest)}</summary><div class="side">'
    for card in cards:
        yield from _conversation(card, transcript_of(card))
    yield "</div></details>"


def _conversation(card: Card, transcript: Transcript) -> Iterator[str]:
    yield f"<section><h3>{escape(card.pack.label)}: {verdict_mark(card.verdict)}</h3>"
    if why := list(reasons(card)):
        yield f"<ul>{''.join(f'<li class=bad>{escape(reason)}</li>' for reason in why)}</ul>"
    wrong = {finding.seq for result in card.results for finding in result.violations}
    loud = tuple(measure for measure in _MARKING if any(card.tone.get(measure.id, ())))
    found = readings_of(transcript, loud).values()
    passages = [passage for readings in found for reading in readings for passage in reading.passages]
    passages += [span for score in card.scores.values() for span in score.spans]
    yield from calls_told(transcript.calls)
    yield from _log(transcript.messages, transcript.events, wrong, passages)
    yield "</section>"


def _log(
    messages: Iterable[MessageNote], events: Iterable[EventNote], wrong: set[int | None], passages: list[Passage]
) -> Iterator[str]:
    told = [event for event in events if event.kind in _TOLD]
    for message in messages:
        yield from (_event(event) for event in told if event.after_seq == message.seq - 1)
        marked = _marked(message.composed, [one for one in passages if one.seq == message.seq])
        yield _message(message, marked, is_wrong=message.seq in wrong)
    last = max((message.seq for message in messages), default=0)
    yield from (_event(event) for event in told if event.after_seq >= last)


def _marked(words: str, passages: list[Passage]) -> str:
    """Escape the words, and mark the passages; of two that overlap the one that begins first."""
    parts, place = [], 0
    for passage in sorted(passages, key=lambda one: (one.begin, -one.end)):
        if place <= passage.begin < passage.end <= len(words):
            parts += [
                escape(words[place : passage.begin]),
                f"<mark>{escape(words[passage.begin : passage.end])}</mark>",
            ]
            place = passage.end
    return "".join((*parts, escape(words[place:])))


def _event(event: EventNote) -> str:
    known = (event.details.get(name) for name in ("name", "reason", "rule", "outcome", "why"))
    words = ", ".join(detail for detail in known if detail)
    return f'<div class="event">{escape(event.kind.value)}{escape(f": {words}" if words else "")}</div>'


def _message(message: MessageNote, marked: str, *, is_wrong: bool) -> str:
    bad = " bad" if is_wrong else ""
    if message.direction is Direction.IN:
        return f'<div class="text in{bad}">{marked}{_about_text(message, "shopper")}</div>'
    before, after = (f'<span class="added">{escape(words)}</span>' for words in (message.before, message.after))
    label = message.traffic_type or "no label"
    tone = "p2p" if message.traffic_type is TrafficType.P2P else "a2p"
    said = f'{before} {marked} {after}<div class="{tone} about">{label}</div>'
    about = f"{message.author}, {message.purpose or 'no purpose'}, {message.status or 'never queued'}"
    return f'<div class="text out{bad}">{said}{_about_text(message, about)}</div>'


def _about_text(message: MessageNote, words: str) -> str:
    moment = (message.left_at or message.at).isoformat(timespec="seconds")
    return f'<div class="about" title="{moment}">{message.seq}. {escape(words)}, {moment[11:16]} UTC</div>'
