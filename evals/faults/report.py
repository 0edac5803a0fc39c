"""What became of the faults, by kind: as text, Markdown and JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from json import dumps

from evals.faults.fault import Kind
from evals.faults.trial import Outcome, State

LEAST_SHARE = {Kind.CODE: 1.0, Kind.PHRASES: 0.9, Kind.INSTRUCTIONS: 0.0}
"""How many of a kind must be caught of those that count. Instructions count with a model that reads them."""

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """How the faults of one kind fared. Those that no model could show are in neither number."""

    kind: Kind
    caught: int
    of: int
    unread: int

    @property
    def is_enough(self) -> bool:
        return self.caught >= LEAST_SHARE[self.kind] * self.of


def tallies(outcomes: Sequence[Outcome]) -> tuple[Tally, ...]:
    """Count the kinds that were tried. One that did not act counts as not caught: it proved nothing."""
    counts = Counter((outcome.fault.kind, outcome.state) for outcome in outcomes)
    tried = [kind for kind in Kind if any(outcome.fault.kind is kind for outcome in outcomes)]
    return tuple(_tally(kind, counts) for kind in tried)


def _tally(kind: Kind, counts: Counter[tuple[Kind, State]]) -> Tally:
    caught, unread = counts[kind, State.CAUGHT], counts[kind, State.UNREAD]
    of = sum(counts[kind, state] for state in State) - unread
    return Tally(kind, caught, of, unread)


def as_text(outcomes: Sequence[Outcome]) -> str:
    """Return a line for each fault, and one for each kind."""
    width = max((len(outcome.fault.name) for outcome in outcomes), default=0)
    lines = (
        f"{outcome.fault.kind:12}  {outcome.fault.name:{width}}  {outcome.state:8}  exit {outcome.exit}  {_by(outcome)}"
        for outcome in outcomes
    )
    return "\n".join((*(line.rstrip() for line in lines), "", *(_sum(tally) for tally in tallies(outcomes))))


def as_markdown(outcomes: Sequence[Outcome]) -> str:
    """Return a table for each kind."""
    return "\n".join(_section(outcomes)) + "\n"


def _section(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for tally in tallies(outcomes):
        yield from (
            f"## {_sum(tally)}",
            "",
            "| fault | what goes wrong | model | exit | noticed by |",
            "|" + " --- |" * 5,
        )
        for one in outcomes:
            if one.fault.kind is tally.kind:
                noticed = _by(one) if one.state is State.CAUGHT else f"**{one.state}**"
                yield f"| {one.fault.name} | {one.fault.does} | {one.model} | {one.exit.value} | {noticed} |"
        yield ""


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Return everything, with all that noticed each fault."""
    told = {
        "kinds": {
            tally.kind: {"caught": tally.caught, "of": tally.of, "not_counted": tally.unread, "enough": tally.is_enough}
            for tally in tallies(outcomes)
        },
        "faults": [
            {
                "name": one.fault.name,
                "kind": one.fault.kind,
                "does": one.fault.does,
                "model": one.model,
                "state": one.state,
                "exit": one.exit.value,
                "by": one.by,
            }
            for one in outcomes
        ],
    }
    return dumps(told, indent=1, ensure_ascii=False) + "\n"


def _by(outcome: Outcome) -> str:
    more = len(outcome.by) - _MOST_NAMED
    return "; ".join(outcome.by[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _sum(tally: Tally) -> str:
    aside = f"; {tally.unread} need a real or recorded model" if tally.unread else ""
    return f"{tally.kind.capitalize()}: {tally.caught} of {tally.of} caught{aside}"
