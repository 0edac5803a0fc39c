"""What a flow tries, in words: whom it holds out, which variants it compares, and what shows so far."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.analytics.experiments import Experiment, experiments_of_flow
from api.analytics.sentences import of_lift, of_variants
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.touch import Automation
from flows.advancing import experiment_of as split_of
from flows.entering import ASKED_FOR
from flows.experiment import Result
from flows.flow import Flow
from flows.holdout import experiment_of
from flows.spans import span_in_words
from flows.steps import Split

NOBODY_YET = "Nobody has entered yet."


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that is tried. `short` is for a list, `words` say what shows so far."""

    name: str
    short: str
    words: str


def trials_of(reader: Reader, merchant: Merchant, flow: Flow, currency: str) -> tuple[Trial, ...]:
    """Return the flow's hold-outs, then its splits."""
    known = {one.id: one for one in experiments_of_flow(reader, merchant, flow.id, currency)}
    held_out = _held_out(reader, merchant, flow, known.get(experiment_of(Automation.FLOW, flow.id)), currency)
    splits = (step for step in flow.every_step if isinstance(step, Split))
    return (*held_out, *(_split(step, known.get(split_of(flow.id, step))) for step in splits))


def _held_out(
    reader: Reader, merchant: Merchant, flow: Flow, known: Experiment | None, currency: str
) -> Iterator[Trial]:
    whole = merchant.settings.hold_out_percent
    rule = reader.automation_rule(merchant.id, Automation.FLOW, flow.id)
    own = rule.hold_out_percent if rule else 0
    if not own and not whole:
        return
    if flow.is_transactional or flow.trigger.kind in ASKED_FOR:
        yield Trial("Held out", "", "Nobody: it tells of an order, or was asked for.")
        return
    if whole:
        yield Trial(
            "Held out of everything", f"{whole} % held out of all", f"{whole} % of contacts; Analytics compares them."
        )
    if own:
        shown = of_lift(known.lift, currency) if known and known.lift else NOBODY_YET
        yield Trial("Held out of this flow", f"{own} % held out", f"{own} % of those who would enter. {shown}")


def _split(step: Split, known: Experiment | None) -> Trial:
    whole = sum(arm.weight for arm in step.arms)
    shares = ", ".join(f"{arm.name} {arm.weight / whole:.0%}" for arm in step.arms)
    ends = "a person decides"
    if step.winner is not None:
        ends = f"the better one by {step.winner.by} takes over after {span_in_words(step.winner.after)}"
    result = known.variants if known else None
    shown = of_variants(result) if result else NOBODY_YET
    return Trial(f"A/B {step.name}", f"A/B: {_short(result)}", f"{shares}; {ends}. {shown}")


def _short(result: Result | None) -> str:
    if result is None:
        return "nobody yet"
    return f"{result.winner} wins" if result.winner else "no winner yet"


def in_short(trials: Iterable[Trial]) -> str:
    """Say it in a few words; empty where nothing is tried."""
    return ", ".join(one.short for one in trials if one.short)
