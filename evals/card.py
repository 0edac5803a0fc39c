"""A card: all that one transcript earned, small enough to keep by the ten thousand. One line of `scores.jsonl`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evals.checks.check import CheckResult, State
from evals.errors import ScoresInvalid
from evals.json_line import line_of, reader_of
from evals.missed import Missed
from evals.once import once
from evals.scorer import Score, ScoreState
from evals.transcript import PackNote
from evals.verdict import Verdict

SCORES_VERSION = 1
SCORER = "scorer."
"""Before the name of a scorer where its values stand among those of measures."""

JUDGED = "judge."
"""Before a dimension and the stamp of a calibrated judge, whose values are 1 for a pass and 0 for none."""


@dataclass(frozen=True)
class Card:
    """`place` is the byte of the transcript in its file; `words` a digest of what the AI said, codes and links apart.

    `tone` has the values of each AI text by measure; a measure that found nothing to measure is not in it. Checks that
    had nothing to look at are not in `results`: their number is what is lacking. `set_aside` says why it counts for
    nothing. `without_gate` are the checks that the `drafts` would have broken, of which `drafts_left` left.
    `shoppers` says who played simulated ones; `scenario_hash` how the scenario was worded, where that is known.
    `scores` are those of others' scorers.
    """

    schema_version: int
    suite: str
    scenario: str
    pack: PackNote
    model: str
    trial: int
    results: tuple[CheckResult, ...]
    missed: tuple[Missed, ...]
    tone: dict[str, tuple[float, ...]]
    words: str
    trouble: str | None = None
    place: int = 0
    set_aside: str | None = None
    drafts: int = 0
    drafts_left: int = 0
    without_gate: tuple[str, ...] = ()
    shoppers: tuple[str, ...] = ()
    scores: dict[str, Score] = field(default_factory=dict)
    scenario_hash: str = ""

    @once
    def verdict(self) -> Verdict:
        states = {result.state for result in self.results}
        if State.VIOLATED in states:
            return Verdict.VIOLATED
        if self.trouble is not None or State.CRASHED in states or self._is_any(ScoreState.ERROR):
            return Verdict.UNJUDGED
        if self.set_aside is not None:
            return Verdict.SET_ASIDE
        return Verdict.MISSED if self.missed or any(self.failed) else Verdict.GOOD

    @property
    def counts(self) -> bool:
        """Whether how it reads is in any mean: what broke and what was set aside is in none."""
        return self.verdict not in (Verdict.UNJUDGED, Verdict.SET_ASIDE)

    @property
    def failed(self) -> Iterator[tuple[str, Score]]:
        """Those scorers that it did not pass, by name."""
        return ((name, score) for name, score in self.scores.items() if score.passed is False)

    @property
    def measured(self) -> dict[str, tuple[float, ...]]:
        """The values by measure, those of scorers under their own names."""
        values = {f"{SCORER}{name}": (one.value,) for name, one in self.scores.items() if one.value is not None}
        return {**self.tone, **values} if values else self.tone

    def _is_any(self, state: ScoreState) -> bool:
        return any(score.state is state for score in self.scores.values())


def write_cards(file: Path, cards: Iterable[Card]) -> Iterator[Card]:
    """Write each card as it passes by. The file is whole or not there: it takes its name when the last is written."""
    partial = file.with_suffix(".partial")
    with partial.open("wb") as lines:
        for card in cards:
            lines.write(line_of(card))
            yield card
    partial.replace(file)


def read_cards(file: Path) -> Iterator[Card]:
    """Read a file of scores, one card at a time. Raises ScoresInvalid."""
    if not file.is_file():
        raise ScoresInvalid(str(file), "there is none")
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            yield _parse(f"{file}, line {number}", line)


def _parse(where: str, line: bytes) -> Card:
    try:
        card: Card = reader_of(Card)(line)
    except ValueError as error:
        raise ScoresInvalid(where, str(error)) from error
    if card.schema_version != SCORES_VERSION:
        raise ScoresInvalid(where, f"it has schema version {card.schema_version}, this is {SCORES_VERSION}")
    return card
