"""Scoring: from transcripts alone to what passed, what was missed, and how it reads. Pure, so it can be run again."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from evals.card import SCORER, SCORES_VERSION, Card
from evals.checks.check import Check, CheckResult, State, run_check
from evals.checks.plugins import all_checks
from evals.expecting import missed
from evals.means import Means
from evals.missed import Missed
from evals.scorer import NamedScorer, Outcome, Score, run_scorer
from evals.scorer_tally import ScorerTally
from evals.statistics.passing import Attempts
from evals.tone import MEASURES, Tone, tone_of
from evals.transcript import PackNote, Transcript
from evals.ungated import broken_without_gate
from evals.verdict import Verdict, worst

__all__ = ["PackScore", "Scored", "SuiteScore", "Tally", "Verdict", "score", "score_one", "tally"]


@dataclass(frozen=True, slots=True)
class Scored:
    """One transcript, judged. `trouble`: it could not be played to its end, so its expectations were not judged."""

    transcript: Transcript
    results: tuple[CheckResult, ...]
    missed: tuple[Missed, ...]
    tone: Tone
    scores: Mapping[str, Score]
    without_gate: tuple[str, ...] = ()

    @property
    def trouble(self) -> str | None:
        return self.transcript.trouble

    @property
    def verdict(self) -> Verdict:
        return self.card().verdict

    def card(self, place: int = 0) -> Card:
        """Return what is kept of it; `place` is where the transcript begins in its file."""
        played = self.transcript
        return Card(
            schema_version=SCORES_VERSION,
            suite=played.suite,
            scenario=played.scenario,
            pack=played.pack,
            model=played.model,
            trial=played.trial,
            results=tuple(result for result in self.results if result.state is not State.IDLE),
            missed=self.missed,
            tone={name: values for name, values in self.tone.values.items() if values},
            words=_digest(played),
            trouble=played.trouble,
            place=place,
            set_aside=played.set_aside,
            drafts=len(played.drafts),
            drafts_left=sum(draft.left for draft in played.drafts),
            without_gate=self.without_gate,
            shoppers=tuple(sorted({simulation.by for simulation in played.simulations})),
            scores=dict(self.scores),
            scenario_hash=played.scenario_hash,
        )


_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"\b[A-Z][A-Z0-9]*\d[A-Z0-9-]*\b")
_DIGIT = re.compile(r"\d")


def _digest(transcript: Transcript) -> str:
    """Leave links and codes out: they differ from one play to the next, whatever the pack says."""
    said = _LINK.sub("", "\n".join([text.composed for text in transcript.by_ai]))
    if _DIGIT.search(said):
        said = _CODE.sub("", said)
    return sha256(said.encode()).hexdigest()[:16]


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
    """Everything about one pack, with its cards in the order in which they were played; `attempts` by scenario.

    `without_gate` counts, by check, the plays whose drafts would have broken it.
    """

    pack: PackNote
    models: tuple[str, ...]
    cards: tuple[Card, ...]
    tallies: Mapping[str, Tally]
    tone: Mapping[str, float | None]
    verdicts: Mapping[Verdict, int]
    attempts: tuple[Attempts, ...]
    without_gate: Mapping[str, int]
    scorers: Mapping[str, ScorerTally]

    @property
    def drafts(self) -> int:
        """How many texts the model wrote to shoppers; 0 where nobody listened to it."""
        return sum(card.drafts for card in self.cards)

    @property
    def shoppers(self) -> frozenset[str]:
        """Who played simulated shoppers: figures under different players are not to be compared."""
        return frozenset(player for card in self.cards for player in card.shoppers)

    @property
    def drafts_left(self) -> int:
        return sum(card.drafts_left for card in self.cards)

    def count(self, verdict: Verdict) -> int:
        return self.verdicts.get(verdict, 0)


@dataclass(frozen=True, slots=True)
class SuiteScore:
    """The packs of one run, side by side."""

    suite: str
    packs: tuple[PackScore, ...]
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict:
        return worst(verdict for pack in self.packs for verdict, count in pack.verdicts.items() if count)


def score(transcripts: Iterable[Transcript], checks: tuple[Check, ...] | None = None) -> SuiteScore:
    """Judge transcripts, pack by pack. No transcripts at all are no success: their verdict is UNJUDGED."""
    return tally((score_one(transcript, checks).card() for transcript in transcripts), checks)


def score_one(
    transcript: Transcript,
    checks: tuple[Check, ...] | None = None,
    *,
    with_tone: bool = True,
    scorers: tuple[NamedScorer, ...] = (),
) -> Scored:
    """Judge one transcript. What was played only in part is still checked for violations."""
    known = all_checks() if checks is None else checks
    results = tuple(run_check(check, transcript) for check in known)
    misses = () if transcript.trouble is not None else missed(transcript)
    tone = tone_of(transcript) if with_tone else Tone({})
    scores = {scorer.name: run_scorer(scorer, transcript) for scorer in scorers}
    return Scored(transcript, results, misses, tone, scores, broken_without_gate(transcript, known))


def tally(cards: Iterable[Card], checks: tuple[Check, ...] | None = None) -> SuiteScore:
    """Count cards, pack by pack, as they pass by."""
    known = all_checks() if checks is None else checks
    by_pack: dict[str, _Counting] = {}
    suite = ""
    for card in cards:
        suite = suite or card.suite
        label = card.pack.label
        if label not in by_pack:
            by_pack[label] = _Counting(card.pack)
        by_pack[label].add(card)
    return SuiteScore(suite, tuple(counting.result(known) for counting in by_pack.values()), known)


@dataclass(slots=True)
class _Counting:
    """Sums over the cards of one pack."""

    pack: PackNote
    cards: list[Card] = field(default_factory=list)
    models: set[str] = field(default_factory=set)
    states: Counter[tuple[str, State]] = field(default_factory=Counter)
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    plays: defaultdict[str, Counter[Verdict]] = field(default_factory=lambda: defaultdict(Counter))
    tone: Means = field(default_factory=Means)
    without_gate: Counter[str] = field(default_factory=Counter)
    scores: defaultdict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, card: Card) -> None:
        self.cards.append(card)
        self.models.add(card.model)
        self.verdicts[card.verdict] += 1
        self.plays[card.scenario][card.verdict] += 1
        for result in card.results:
            self.states[result.check, result.state] += 1
        self.without_gate.update(card.without_gate)
        if card.counts:
            self.tone.add(card.measured)
        for name, found in card.scores.items():
            self.scores[name][found.outcome] += 1

    def result(self, checks: tuple[Check, ...]) -> PackScore:
        means = self.tone.means()
        return PackScore(
            pack=self.pack,
            models=tuple(sorted(self.models)),
            cards=tuple(self.cards),
            tallies={check.id: self._tally(check.id) for check in checks},
            tone={measure.id: means.get(measure.id) for measure in MEASURES},
            verdicts=self.verdicts,
            attempts=tuple(map(_attempts, self.plays.values())),
            without_gate=self.without_gate,
            scorers={name: ScorerTally.of(how, means.get(f"{SCORER}{name}")) for name, how in self.scores.items()},
        )

    def _tally(self, check: str) -> Tally:
        passed, violated, crashed = (
            self.states[check, state] for state in (State.PASSED, State.VIOLATED, State.CRASHED)
        )
        return Tally(passed, violated, len(self.cards) - passed - violated - crashed, crashed)


def _attempts(verdicts: Counter[Verdict]) -> Attempts:
    good = verdicts[Verdict.GOOD]
    return Attempts(good, good + verdicts[Verdict.MISSED] + verdicts[Verdict.VIOLATED])
