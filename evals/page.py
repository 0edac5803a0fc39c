"""The report as one HTML page that needs nothing else: the table, the troubles, the transcripts side by side."""

from collections.abc import Iterator
from html import escape

from evals.bar import bar
from evals.chart import chart
from evals.checks.plugins import all_checks
from evals.conversations import TranscriptOf, conversations, verdict_mark
from evals.report import VERDICTS, notes, rows
from evals.score import SuiteScore
from evals.tone import MEASURES

_STYLE = """
:root { --ink: #1d232b; --paper: #fff; --line: #d8dde3; --quiet: #5b6673; --a2p: #475569; --p2p: #166534;
  --bad: #b91c1c; --warn: #b45309; --mark: #fde68a; --in: #f1f4f7; --out: #e8eefc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --paper: #14181d; --line: #313a44; --quiet: #98a3af;
  --a2p: #a8b4c4; --p2p: #5fcf86; --bad: #f38b8b; --warn: #f0b35c; --mark: #6b4e12; --in: #1f262e; --out: #1d2a44; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 32px auto;
  max-width: 1120px; padding: 0 16px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin: 32px 0 8px; } h3 { font-size: 15px; margin: 0; }
p, li { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: 4px 8px;
  text-align: left; vertical-align: top; } th { font-weight: 600; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } th.pack { text-align: right; }
mark { background: var(--mark); color: inherit; border-radius: 4px; } .text.bad { outline: 2px solid var(--bad); }
.text.bad { color: inherit; } svg { vertical-align: middle; margin-left: 8px; } fieldset { border: 0; padding: 0;
  margin: 8px 0; display: flex; flex-wrap: wrap; gap: 8px 16px; } details { content-visibility: auto;
  contain-intrinsic-size: auto 42px; }
body:has(#only-missed:checked) details.play:not(.missed), body:has(#only-violated:checked) details.play:not(.violated),
body:has(#only-unjudged:checked) details.play:not(.unjudged), body:has(#only-good:checked) details.play:not(.good),
body:has(#only-set_aside:checked) details.play:not(.set_aside),
body:has(#differing:checked) details.play:not(.differs) { display: none; }
.side { display: grid; grid-auto-columns: 1fr; grid-auto-flow: column; gap: 16px; overflow-x: auto; }
details { border: 1px solid var(--line); border-radius: 8px; padding: 8px 16px; margin: 8px 0; }
summary { cursor: pointer; } .text { border-radius: 8px; padding: 8px; margin: 8px 0; overflow-wrap: anywhere; }
.in { background: var(--in); margin-right: 24px; } .out { background: var(--out); margin-left: 24px; }
.about, .event { color: var(--quiet); font-size: 13px; } .added { color: var(--quiet); }
.a2p { color: var(--a2p); } .p2p { color: var(--p2p); font-weight: 600; } .bad { color: var(--bad); }
.warn { color: var(--warn); } .wide { overflow-x: auto; } caption { text-align: left; color: var(--quiet);
  padding: 8px 0; } .chart td.drawn { width: 240px; } .chart th { max-width: 320px; font-weight: 400; }
.chart svg { margin: 0; max-width: 100%; }
.calls { border: 0; padding: 0; margin: 4px 0; font-size: 13px; } .calls summary { color: var(--quiet); }
:focus-visible { outline: 2px solid var(--p2p); outline-offset: 2px; }
@media (max-width: 640px) { .side { grid-auto-flow: row; } body { margin: 16px auto; } th, td { padding: 4px; }
  .chart tr { display: grid; grid-template-columns: 1fr auto; }
  .chart th, .chart td.drawn { grid-column: 1 / -1; border: 0; } }
"""


def as_page(score: SuiteScore, transcript_of: TranscriptOf) -> str:
    """Return the whole page. `transcript_of` finds what a card was earned for."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(score.suite)}: {escape(VERDICTS[score.verdict])}</title>",
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{escape(score.suite)}: {verdict_mark(score.verdict)}</h1>",
            *(f"<p>{escape(note)}</p>" for note in notes(score)),
            *chart(score),
            *_table(score),
            "<h2>Conversations</h2>",
            *conversations(score, transcript_of),
            *_about(),
            "</body></html>",
            "",
        ]
    )


def _table(score: SuiteScore) -> Iterator[str]:
    packs = "".join(f'<th class="pack" scope="col">{escape(pack.pack.label)}</th>' for pack in score.packs)
    yield "<h2>Everything that was counted</h2>"
    yield '<div class="wide" tabindex="0" role="region" aria-label="Everything that was counted">'
    yield f"<table><thead><tr><td></td>{packs}</tr></thead><tbody>"
    for row in rows(score):
        if row.cells:
            bars = (bar(share) for share in row.shares) if row.shares else ("" for _ in row.cells)
            cells = "".join(
                f'<td class="number">{escape(cell)}{bar}</td>' for cell, bar in zip(row.cells, bars, strict=True)
            )
            yield f"<tr><td>{escape(row.label.strip())}</td>{cells}</tr>"
        else:
            yield f'<tr><th colspan="{len(score.packs) + 1}">{escape(row.label)}</th></tr>'
    yield "</tbody></table></div>"


def _about() -> Iterator[str]:
    yield "<h2>What was checked and measured</h2><table><tbody>"
    for check in all_checks():
        yield f"<tr><td>{escape(check.name)}</td><td>{escape(check.reason)}</td></tr>"
    for measure in MEASURES:
        yield f"<tr><td>{escape(measure.what)}</td><td>{escape(measure.source)}; {escape(measure.validated)}</td></tr>"
    yield "</tbody></table>"
