"""The report as plain text and Markdown: packs side by side, then everything that was not as it should be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.card import Card
from evals.checks.check import CheckResult, State
from evals.score import PackScore, SuiteScore, Tally
from evals.scorer import Outcome
from evals.share import Share, most_trials
from evals.statistics.passing import pass_hat
from evals.tone import MEASURES
from evals.ungated import WORDS
from evals.verdict import Verdict

_BROKE = {Outcome.FAILED: "did not pass it", Outcome.ERROR: "broke"}
REHEARSAL = "rehearsal"
STOCHASTIC = "stochastic"
STOCHASTIC_NO_LLM = "Stochastic test model, not an LLM: the pack's phrases varied by a seed, for statistics"
NOT_AN_LLM = "Rehearsal model, not an LLM: tests plumbing, rules and phrases, not LLM behaviour"

VERDICTS = {
    Verdict.GOOD: "as expected",
    Verdict.MISSED: "expectation missed",
    Verdict.VIOLATED: "COMPLIANCE VIOLATION",
    Verdict.UNJUDGED: "could not be judged",
    Verdict.SET_ASIDE: "set aside: the simulated shopper's fault",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a label and a cell for each pack. Without cells it is a heading.

    `shares` are what the cells tell of, where it is a share.
    """

    label: str
    cells: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()


def rows(score: SuiteScore) -> Iterator[Row]:
    """Yield the table, headings included."""
    yield Row(f"Scenarios of {score.suite}")
    yield Row("  played", tuple(str(len(pack.cards)) for pack in score.packs))
    for verdict, words in VERDICTS.items():
        yield Row(f"  {words}", tuple(str(pack.count(verdict)) for pack in score.packs))
    shares = tuple(Share.of_pack(pack) for pack in score.packs)
    yield Row("  share as expected (95 % interval)", tuple(map(str, shares)), shares)
    yield from _repeated(score)
    yield Row("Compliance checks: passed of those that had something to look at")
    for check in score.checks:
        tallies = [pack.tallies[check.id] for pack in score.packs]
        yield Row(f"  {check.name}", tuple(map(_tally, tallies)), tuple(map(Share.of_tally, tallies)))
    yield from _gate(score)
    scorers = dict.fromkeys(name for pack in score.packs for name in pack.scorers)
    if scorers:
        yield Row("Scorers: passed of those that were judged")
    for name in scorers:
        yield Row(f"  {name}", tuple(str(pack.scorers.get(name, "-")) for pack in score.packs))
    yield Row("Tone: mean over the AI's texts (report only)")
    for measure in MEASURES:
        yield Row(f"  {measure.what}", tuple(_mean(pack.tone[measure.id]) for pack in score.packs))


def _gate(score: SuiteScore) -> Iterator[Row]:
    """What the prompt alone would have sent, and what could leave."""
    if not any(pack.drafts for pack in score.packs):
        return
    yield Row("Gate off, gate on: plays that break a check in the model's drafts, and in what left")
    yield Row("  drafts written, left as written", tuple(f"{pack.drafts}, {pack.drafts_left}" for pack in score.packs))
    for check in score.checks:
        if check.id in WORDS:
            counts = ((pack.without_gate.get(check.id, 0), pack.tallies[check.id].violated) for pack in score.packs)
            yield Row(f"  {check.id}", tuple(f"{off}, {on}" for off, on in counts))


def _repeated(score: SuiteScore) -> Iterator[Row]:
    """Of scenarios that were played several times: how likely all of k plays are as expected."""
    for k in range(2, max(map(most_trials, score.packs), default=1) + 1):
        yield Row(
            f"  pass^{k}: {k} of {k} as expected", tuple(_mean(pass_hat(k, pack.attempts)) for pack in score.packs)
        )


def notes(score: SuiteScore) -> Iterator[str]:
    """Yield what a reader must know before believing the table."""
    models = sorted({model for pack in score.packs for model in pack.models})
    yield f"Model: {', '.join(models) or 'none'}."
    yield from no_llms(models)
    if shoppers := sorted({player for pack in score.packs for player in pack.shoppers}):
        yield f"Simulated shoppers played by: {', '.join(shoppers)}. Figures under other players do not compare."
    yield "A dash means that there was nothing to look at or to measure; it is neither a pass nor a zero."


def no_llms(models: Iterable[str]) -> Iterator[str]:
    """Yield what must be said of those models that are no LLM."""
    kinds = {model.partition(":")[0] for model in models}
    if REHEARSAL in kinds:
        yield f"{NOT_AN_LLM}."
    if STOCHASTIC in kinds:
        yield f"{STOCHASTIC_NO_LLM}."


def troubles(score: SuiteScore) -> Iterator[tuple[PackScore, Card, tuple[str, ...]]]:
    """Yield every transcript that is not as expected, with the reasons."""
    for pack in score.packs:
        for card in pack.cards:
            if card.verdict is not Verdict.GOOD:
                yield pack, card, tuple(reasons(card))


def reasons(card: Card) -> Iterator[str]:
    """Yield why a transcript is not as expected, the gravest first."""
    for result in card.results:
        yield from _violations(result)
    for result in card.results:
        if result.state is State.CRASHED:
            yield f"the check {result.check} crashed: {result.crash}"
    if card.trouble is not None:
        yield f"not played to its end: {card.trouble}"
    if card.set_aside is not None:
        yield f"set aside: {card.set_aside}"
    for miss in card.missed:
        yield str(miss)
    for name, score in card.scores.items():
        if score.outcome in (Outcome.FAILED, Outcome.ERROR):
            yield f"the scorer {name} {_BROKE[score.outcome]}: {score.reason or 'no reason given'}"


def named(card: Card) -> str:
    """Return the scenario, and which trial where there were several."""
    return card.scenario if card.trial == 1 else f"{card.scenario}, trial {card.trial}"


def as_text(score: SuiteScore) -> str:
    """Return the table for a terminal, then the troubles and the notes."""
    table = list(rows(score))
    head = Row("", tuple(pack.pack.label for pack in score.packs))
    label_width = max(len(row.label) for row in table if row.cells)
    widths = [max(len(row.cells[place]) for row in [head, *table] if row.cells) for place in range(len(score.packs))]
    lines = [_line(row, label_width, widths) for row in [head, *table]]
    for pack, card, why in troubles(score):
        lines += ["", f"{VERDICTS[card.verdict]}: {named(card)} [{pack.pack.label}]"]
        lines += [f"  - {reason}" for reason in why]
    return "\n".join([*lines, "", *notes(score)])


def as_markdown(score: SuiteScore) -> str:
    """Return the same for a pull request."""
    head = "| |" + "".join(f" {pack.pack.label} |" for pack in score.packs)
    lines = [f"# {score.suite}: {VERDICTS[score.verdict]}", "", head, "|---|" + "---:|" * len(score.packs)]
    for row in rows(score):
        label = f"**{row.label}**" if not row.cells else row.label.strip()
        lines.append(f"| {label} |" + "".join(f" {cell} |" for cell in row.cells or ("",) * len(score.packs)))
    for pack, card, why in troubles(score):
        lines += ["", f"## {VERDICTS[card.verdict]}: {named(card)} ({pack.pack.label})", ""]
        lines += [f"- {reason}" for reason in why]
    return "\n".join([*lines, "", *notes(score), ""])


def _line(row: Row, label_width: int, widths: list[int]) -> str:
    if not row.cells:
        return f"\n{row.label}"
    cells = "".join(f"  {cell:>{width}}" for cell, width in zip(row.cells, widths, strict=True))
    return f"{row.label:<{label_width}}{cells}"


def _tally(tally: Tally) -> str:
    if not tally.looked_at:
        return "-"
    crashed = f", {tally.crashed} crashed" if tally.crashed else ""
    return f"{tally.passed} of {tally.looked_at}{crashed}"


def _mean(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _violations(result: CheckResult) -> Iterator[str]:
    for finding in result.violations:
        where = f", text {finding.seq}" if finding.seq is not None else ""
        yield f"{result.check}{where}: {finding.wrong}"
