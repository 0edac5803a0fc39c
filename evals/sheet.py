"""A sheet: what one pack earned, scenario by scenario. It is what two packs are compared by and a baseline keeps."""

from dataclasses import dataclass

from evals.card import Card
from evals.means import Means
from evals.score import PackScore
from evals.statistics.passing import Attempts
from evals.transcript import PackNote
from evals.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario over its trials. `unjudged` and `set_aside` ones are in no rate and no mean.

    `words` are the digests of what the AI said, `wordings` those of the scenario itself, where they are known.
    """

    scenario: str
    passed: int
    failed: int
    unjudged: int
    violated: int
    tone: dict[str, float]
    words: tuple[str, ...]
    set_aside: int = 0
    wordings: tuple[str, ...] = ()

    @property
    def attempts(self) -> Attempts:
        return Attempts(self.passed, self.passed + self.failed)

    @property
    def rate(self) -> float | None:
        """The share of judged trials that were as expected; None where none was judged."""
        judged = self.passed + self.failed
        return self.passed / judged if judged else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one pack, in the order in which they were played. A violation counts as failed, too."""

    suite: str
    pack: PackNote
    model: str
    rows: tuple[Row, ...]

    @property
    def plays(self) -> int:
        return sum(row.attempts.of + row.unjudged + row.set_aside for row in self.rows)

    @property
    def set_aside(self) -> int:
        return sum(row.set_aside for row in self.rows)

    def has(self, verdict: Verdict) -> bool:
        """Tell whether there is any violation, or anything that could not be judged."""
        return any(row.violated if verdict is Verdict.VIOLATED else row.unjudged for row in self.rows)


def sheet_of(suite: str, score: PackScore) -> Sheet:
    """Sum up the cards of one pack."""
    by_scenario: dict[str, list[Card]] = {}
    for card in score.cards:
        by_scenario.setdefault(card.scenario, []).append(card)
    rows = tuple(_row(scenario, cards) for scenario, cards in by_scenario.items())
    return Sheet(suite, score.pack, ", ".join(score.models), rows)


def _row(scenario: str, cards: list[Card]) -> Row:
    verdicts = [card.verdict for card in cards]
    tone = Means()
    for card in cards:
        if card.counts:
            tone.add(card.measured)
    violated, missed = verdicts.count(Verdict.VIOLATED), verdicts.count(Verdict.MISSED)
    return Row(
        scenario=scenario,
        passed=verdicts.count(Verdict.GOOD),
        failed=violated + missed,
        unjudged=verdicts.count(Verdict.UNJUDGED),
        violated=violated,
        tone=tone.means(),
        words=tuple(sorted({card.words for card in cards})),
        set_aside=verdicts.count(Verdict.SET_ASIDE),
        wordings=tuple(sorted({card.scenario_hash for card in cards} - {""})),
    )
