"""The report as one HTML page that needs nothing else: the table, the troubles, the transcripts side by side."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import zip_longest

from conversation.event import EventKind
from conversation.message import Direction, TrafficType
from evals.card import Card
from evals.checks.plugins import all_checks
from evals.report import VERDICTS, named, notes, reasons, rows
from evals.score import SuiteScore
from evals.tone import MEASURES
from evals.transcript import EventNote, MessageNote, Transcript
from evals.verdict import Verdict, worst

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
_STYLE = """
:root { --ink: #1d232b; --paper: #fff; --line: #d8dde3; --quiet: #5b6673; --a2p: #475569; --p2p: #15803d;
  --bad: #b91c1c; --warn: #b45309; --in: #f1f4f7; --out: #e8eefc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --paper: #14181d; --line: #313a44; --quiet: #98a3af;
  --a2p: #a8b4c4; --p2p: #5fcf86; --bad: #f38b8b; --warn: #f0b35c; --in: #1f262e; --out: #1d2a44; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 32px auto;
  max-width: 1120px; padding: 0 16px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin: 32px 0 8px; } h3 { font-size: 15px; margin: 0; }
p, li { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: 4px 8px;
  text-align: left; vertical-align: top; } th { font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } th.pack { text-align: right; }
.side { display: grid; grid-auto-columns: 1fr; grid-auto-flow: column; gap: 16px; overflow-x: auto; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; margin: 8px 0; }
summary { cursor: pointer; } .text { border-radius: 8px; padding: 8px; margin: 8px 0; overflow-wrap: anywhere; }
.in { background: var(--in); margin-right: 24px; } .out { background: var(--out); margin-left: 24px; }
.about, .event { color: var(--quiet); font-size: 13px; } .added { color: var(--quiet); }
.a2p { color: var(--a2p); } .p2p { color: var(--p2p); font-weight: 600; } .bad { color: var(--bad); }
.warn { color: var(--warn); }
"""


TranscriptOf = Callable[[Card], Transcript]


def as_page(score: SuiteScore, transcript_of: TranscriptOf) -> str:
    """Return the whole page. `transcript_of` finds what a card was earned for."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(score.suite)}: {escape(VERDICTS[score.verdict])}</title>",
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{escape(score.suite)}: {_verdict(score.verdict)}</h1>",
            *(f"<p>{escape(note)}</p>" for note in notes(score)),
            *_table(score),
            "<h2>Conversations</h2>",
            *_conversations(score, transcript_of),
            *_about(),
            "</body></html>",
            "",
        ]
    )


def _table(score: SuiteScore) -> Iterator[str]:
    packs = "".join(f'<th class="pack">{escape(pack.pack.label)}</th>' for pack in score.packs)
    yield f"<table><thead><tr><th></th>{packs}</tr></thead><tbody>"
    for row in rows(score):
        if row.cells:
            cells = "".join(f'<td class="number">{escape(cell)}</td>' for cell in row.cells)
            yield f"<tr><td>{escape(row.label.strip())}</td>{cells}</tr>"
        else:
            yield f'<tr><th colspan="{len(score.packs) + 1}">{escape(row.label)}</th></tr>'
    yield "</tbody></table>"


def _conversations(score: SuiteScore, transcript_of: TranscriptOf) -> Iterator[str]:
    for columns in zip_longest(*(pack.cards for pack in score.packs)):
        played = [card for card in columns if card is not None]
        gravest = worst(card.verdict for card in played)
        opened = " open" if gravest is not Verdict.GOOD else ""
        yield f'<details{opened}><summary>{escape(named(played[0]))}: {_verdict(gravest)}</summary><div class="side">'
        for card in played:
            yield from _conversation(card, transcript_of(card))
        yield "</div></details>"


def _conversation(card: Card, transcript: Transcript) -> Iterator[str]:
    yield f"<section><h3>{escape(card.pack.label)}: {_verdict(card.verdict)}</h3>"
    if why := list(reasons(card)):
        yield f"<ul>{''.join(f'<li class=bad>{escape(reason)}</li>' for reason in why)}</ul>"
    yield from _log(transcript.messages, transcript.events)
    yield "</section>"


def _log(messages: Iterable[MessageNote], events: Iterable[EventNote]) -> Iterator[str]:
    told = [event for event in events if event.kind in _TOLD]
    for message in messages:
        yield from (_event(event) for event in told if event.after_seq == message.seq - 1)
        yield _message(message)
    last = max((message.seq for message in messages), default=0)
    yield from (_event(event) for event in told if event.after_seq >= last)


def _event(event: EventNote) -> str:
    known = (event.details.get(name) for name in ("name", "reason", "rule", "outcome", "why"))
    words = ", ".join(detail for detail in known if detail)
    return f'<div class="event">{escape(event.kind.value)}{escape(f": {words}" if words else "")}</div>'


def _message(message: MessageNote) -> str:
    if message.direction is Direction.IN:
        return f'<div class="text in">{escape(message.composed)}{_about_text(message, "shopper")}</div>'
    before, after = (f'<span class="added">{escape(words)}</span>' for words in (message.before, message.after))
    label = message.traffic_type or "no label"
    tone = "p2p" if message.traffic_type is TrafficType.P2P else "a2p"
    said = f'{before} {escape(message.composed)} {after}<div class="{tone} about">{label}</div>'
    about = f"{message.author}, {message.purpose or 'no purpose'}, {message.status or 'never queued'}"
    return f'<div class="text out">{said}{_about_text(message, about)}</div>'


def _about_text(message: MessageNote, words: str) -> str:
    moment = (message.left_at or message.at).isoformat(timespec="seconds")
    return f'<div class="about" title="{moment}">{message.seq}. {escape(words)}, {moment[11:16]} UTC</div>'


def _verdict(verdict: Verdict) -> str:
    tone = {Verdict.VIOLATED: "bad", Verdict.UNJUDGED: "bad", Verdict.MISSED: "warn"}.get(verdict, "")
    return f'<span class="{tone}">{escape(VERDICTS[verdict])}</span>'


def _about() -> Iterator[str]:
    yield "<h2>What was checked and measured</h2><table><tbody>"
    for check in all_checks():
        yield f"<tr><td>{escape(check.name)}</td><td>{escape(check.reason)}</td></tr>"
    for measure in MEASURES:
        yield f"<tr><td>{escape(measure.what)}</td><td>{escape(measure.source)}; {escape(measure.validated)}</td></tr>"
    yield "</tbody></table>"
