"""`twolane evals faults`: breaks things on purpose and tells what noticed."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from agent.stochastic import STOCHASTIC
from conversation.errors import Misconfigured
from evals.faults.alike import compared, runs_of
from evals.faults.catalogue import chosen
from evals.faults.fault import Fault, Ground, Kind
from evals.faults.report import as_json, as_markdown, as_text, tallies
from evals.faults.run import Setup
from evals.faults.trial import Outcome, Trials
from evals.scenario import Suite
from evals.suite import load_suite

SHOWN_IN = {
    Ground.PROMISES: ("promises", "recovery", "tools"),
    Ground.ATTACK: ("provocations",),
    Ground.TONE: ("tone",),
}
"""The suites that faults are tried in."""

TRIALS = {Ground.PROMISES: 1, Ground.ATTACK: 3, Ground.TONE: 4}


@dataclass(frozen=True, slots=True)
class Proof:
    """Which faults are tried, with which pack, and how. `suites` are played in place of those of every ground."""

    pack: str
    kinds: tuple[Kind, ...] = ()
    names: tuple[str, ...] = ()
    suites: tuple[Path, ...] = ()
    model: str | None = None
    trials: int | None = None
    seed: int = 0

    def setup(self, ground: Ground) -> Setup:
        """Raises SuiteInvalid."""
        return Setup(joined(self.suites_of(ground)), self.pack, self.trials or TRIALS[ground])

    def suites_of(self, ground: Ground) -> tuple[str | Path, ...]:
        return self.suites or SHOWN_IN[ground]


def read_proof(
    pack: str,
    kinds: Sequence[str],
    names: Sequence[str],
    suites: Sequence[Path],
    model: str | None,
    trials: int | None,
    seed: int,
) -> Proof:
    """Read the command's options. Raises Misconfigured for a kind that there is not."""
    if unknown := set(kinds) - set(Kind):
        raise Misconfigured("--kind", f"there is no kind {sorted(unknown)[0]!r}; use one of: {', '.join(Kind)}")
    return Proof(pack, tuple(map(Kind, kinds)), tuple(names), tuple(suites), model, trials, seed)


def joined(names: Sequence[str | Path]) -> Suite:
    """Return the scenarios of several suites as one. Raises SuiteInvalid."""
    first, *rest = [load_suite(name) for name in names]
    scenarios = tuple(scenario for suite in (first, *rest) for scenario in suite.scenarios)
    return first.model_copy(update={"scenarios": scenarios})


def try_faults(proof: Proof, out: Path) -> int:
    """Try the faults and write `faults.md` and `faults.json` to `out`; print them.

    0: enough of every kind was caught; 1: not so. Raises Misconfigured or SuiteInvalid.
    """
    outcomes = asyncio.run(_tried(proof, chosen(proof.kinds, proof.names)))
    out.mkdir(parents=True, exist_ok=True)
    (out / "faults.md").write_text(as_markdown(outcomes), encoding="utf-8")
    (out / "faults.json").write_text(as_json(outcomes), encoding="utf-8")
    typer.echo(f"\n{as_text(outcomes)}\n\nWritten to {out}: faults.md, faults.json.")
    return 0 if all(tally.is_enough for tally in tallies(outcomes)) else 1


def compare_alike(proof: Proof, seeds: int) -> int:
    """Play the pack by so many seeds and print how often the gate tells it from itself; return 0.

    Raises Misconfigured where they are too few to be compared.
    """
    setup, drawn = proof.setup(Ground.TONE), range(proof.seed, proof.seed + seeds)
    if seeds < 2 * setup.trials:
        raise Misconfigured("--alike", f"{seeds} seeds are too few for {setup.trials} trials on either side")
    typer.echo(str(compared(asyncio.run(runs_of(setup, proof.model or STOCHASTIC, drawn)), setup.trials)))
    return 0


async def _tried(proof: Proof, faults: tuple[Fault, ...]) -> list[Outcome]:
    trials = Trials({ground: proof.setup(ground) for ground in Ground}, proof.seed, proof.model)
    outcomes: list[Outcome] = []
    with _quiet(), typer.progressbar(length=len(faults), label="Faults") as progress:
        async for outcome in trials.all(faults):
            outcomes.append(outcome)
            progress.update(1)
    return outcomes


@contextmanager
def _quiet() -> Iterator[None]:
    """Plays break on purpose here: what the house logs of it is no news."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(before)
