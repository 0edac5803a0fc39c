"""A comparison for a terminal, and as Markdown for a pull request."""

from collections.abc import Iterator

from evals.comparison import Comparison, Metric
from evals.gate import Decision
from evals.report import no_llms

_HEAD = ("", "before", "after", "difference", "95 %", "p (Holm)", "shows from", "pairs", "")


def as_table(comparison: Comparison, decision: Decision) -> str:
    """Return the comparison as aligned text."""
    table = [_HEAD, *(_cells(metric) for metric in comparison.metrics)]
    widths = [max(len(row[place]) for row in table) for place in range(len(_HEAD))]
    lines = list(_intro(comparison))
    for row in table:
        first, *rest = (
            cell.ljust(width) if place in (0, len(_HEAD) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join((first, *rest)).rstrip())
    return "\n".join([*lines, "", *_conclusion(comparison, decision)])


def as_markdown_table(comparison: Comparison, decision: Decision) -> str:
    """Return the same for a pull request."""
    lines = [*_intro(comparison), f"| {' | '.join(_HEAD)} |", "|---|" + "---:|" * (len(_HEAD) - 2) + "---|"]
    lines += [f"| {' | '.join(_cells(metric))} |" for metric in comparison.metrics]
    return "\n".join([*lines, "", *(f"- {line}" for line in _conclusion(comparison, decision)), ""])


def _cells(metric: Metric) -> tuple[str, ...]:
    return (
        metric.what,
        f"{metric.before:.2f}",
        f"{metric.after:.2f}",
        f"{metric.difference:+.2f}",
        str(metric.interval) if metric.interval else "-",
        f"{metric.corrected:.3f}",
        f"{metric.detectable:.2f}" if metric.detectable else "-",
        str(metric.pairs),
        metric.found,
    )


def _intro(comparison: Comparison) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    yield f"{after.suite}: {before.pack.label} by {before.model}, then {after.pack.label} by {after.model}."
    yield from no_llms((before.model, after.model))
    yield ""


def _conclusion(comparison: Comparison, decision: Decision) -> Iterator[str]:
    if comparison.added:
        yield f"New scenarios, not compared: {', '.join(comparison.added)}."
    for when, sheet in (("before", comparison.before), ("after", comparison.after)):
        if sheet.set_aside:
            yield f"Set aside {when}, and counted for nothing: {sheet.set_aside} of {sheet.plays} plays."
    yield f"Least effect that counts: {comparison.least_effect:.2f} standard deviations between scenarios."
    yield "A difference smaller than what it shows from may be there all the same."
    yield from decision.reasons
    yield f"Exit {decision.exit.value}: {decision.exit.name.lower().replace('_', ' ')}."
