"""Scoring: from transcripts alone to what passed, what was missed, and how it reads. Pure, so it can be run again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from statistics import fmean

from evals.checks.check import Check, CheckResult, State, run_check
from evals.checks.plugins import all_checks
from evals.expecting import Missed, missed
from evals.tone import MEASURES, Tone, tone_of
from evals.transcript import PackNote, Transcript


class Verdict(IntEnum):
    """What a run is worth, as an exit code; the worst that is found counts: 2, then 3, then 1."""

    GOOD = 0
    MISSED = 1
    VIOLATED = 2
    UNJUDGED = 3


_WORST_FIRST = (Verdict.VIOLATED, Verdict.UNJUDGED, Verdict.MISSED, Verdict.GOOD)


@dataclass(frozen=True, slots=True)
class Scored:
    """One transcript, judged. `trouble`: it could not be played to its end, so its expectations were not judged."""

    transcript: Transcript
    results: tuple[CheckResult, ...]
    missed: tuple[Missed, ...]
    tone: Tone

    @property
    def trouble(self) -> str | None:
        return self.transcript.trouble

    @property
    def verdict(self) -> Verdict:
        states = {result.state for result in self.results}
        if State.VIOLATED in states:
            return Verdict.VIOLATED
        if self.trouble is not None or State.CRASHED in states:
            return Verdict.UNJUDGED
        return Verdict.MISSED if self.missed else Verdict.GOOD


@dataclass(frozen=True, slots=True)
class Tally:
    """How one check went over all transcripts of a pack. `passed` of `looked_at` transcripts had something to see."""

    passed: int
    violated: int
    idle: int
    crashed: int

    @property
    def looked_at(self) -> int:
        return self.passed + self.violated + self.crashed


@dataclass(frozen=True, slots=True)
class PackScore:
    """Everything about one pack, with its transcripts in the order in which they were played."""

    pack: PackNote
    models: tuple[str, ...]
    scored: tuple[Scored, ...]
    tallies: Mapping[str, Tally]
    tone: Mapping[str, float | None]

    def count(self, verdict: Verdict) -> int:
        return sum(scored.verdict is verdict for scored in self.scored)


@dataclass(frozen=True, slots=True)
class SuiteScore:
    """The packs of one run, side by side."""

    suite: str
    packs: tuple[PackScore, ...]
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict:
        found = {scored.verdict for pack in self.packs for scored in pack.scored}
        return next((verdict for verdict in _WORST_FIRST if verdict in found), Verdict.UNJUDGED)


def score(transcripts: Iterable[Transcript], checks: tuple[Check, ...] | None = None) -> SuiteScore:
    """Judge transcripts, pack by pack. No transcripts at all are no success: their verdict is UNJUDGED."""
    checks = all_checks() if checks is None else checks
    by_pack: dict[str, list[Scored]] = {}
    suite = ""
    for transcript in transcripts:
        suite = suite or transcript.suite
        by_pack.setdefault(transcript.pack.label, []).append(score_one(transcript, checks))
    return SuiteScore(suite, tuple(_pack_score(scored, checks) for scored in by_pack.values()), checks)


def score_one(transcript: Transcript, checks: tuple[Check, ...] | None = None) -> Scored:
    """Judge one transcript. What was played only in part is still checked for violations."""
    results = tuple(run_check(check, transcript) for check in (all_checks() if checks is None else checks))
    misses = () if transcript.trouble is not None else missed(transcript)
    return Scored(transcript, results, misses, tone_of(transcript))


def _pack_score(scored: list[Scored], checks: tuple[Check, ...]) -> PackScore:
    return PackScore(
        pack=scored[0].transcript.pack,
        models=tuple(sorted({one.transcript.model for one in scored})),
        scored=tuple(scored),
        tallies={check.id: _tally(check, scored) for check in checks},
        tone={measure.id: _mean(measure.id, scored) for measure in MEASURES},
    )


def _tally(check: Check, scored: list[Scored]) -> Tally:
    states = [result.state for one in scored for result in one.results if result.check == check.id]
    counts = {state: states.count(state) for state in State}
    return Tally(counts[State.PASSED], counts[State.VIOLATED], counts[State.IDLE], counts[State.CRASHED])


def _mean(measure_id: str, scored: list[Scored]) -> float | None:
    values = [value for one in scored for value in one.tone.values.get(measure_id, ())]
    return fmean(values) if values else None
