"""Choosing: which scenarios of a suite are played."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random

from conversation.errors import Misconfigured
from evals.card import read_cards
from evals.folder import SCORES
from evals.scenario import Scenario, Suite
from evals.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Choice:
    """What to play of a suite; all of it unless something is said.

    `patterns` are globs over names and tags, or regular expressions between slashes: one that fits is enough.
    `failed` is a scored folder: only scenarios that were not good in it. `sample` is how many of what is left, drawn by
    `seed`.
    """

    patterns: tuple[str, ...] = ()
    failed: Path | None = None
    sample: int | None = None
    seed: int = 0

    def of(self, suite: Suite) -> Suite:
        """Return the suite with what was chosen, in its order. Raises Misconfigured where nothing is left."""
        left = [one for one in suite.scenarios if self._fits(one)]
        if not left:
            raise Misconfigured("--filter", f"no scenario of {suite.name} fits {', '.join(self.patterns)}")
        if self.failed is not None:
            left = _not_good(left, self.failed)
        if self.sample is not None and self.sample < len(left):
            drawn = Random(self.seed).sample(range(len(left)), self.sample)
            left = [left[place] for place in sorted(drawn)]
        return suite.model_copy(update={"scenarios": tuple(left)})

    def _fits(self, scenario: Scenario) -> bool:
        names = (scenario.name, *scenario.tags)
        return not self.patterns or any(_matcher(pattern)(name) for pattern in self.patterns for name in names)


EVERYTHING = Choice()


def _matcher(pattern: str) -> Callable[[str], bool]:
    if len(pattern) > 1 and pattern[0] == pattern[-1] == "/":
        try:
            wanted = re.compile(pattern[1:-1], re.IGNORECASE)
        except re.error as error:
            raise Misconfigured("--filter", f"{pattern} is no regular expression: {error}") from error
        return lambda name: wanted.search(name) is not None
    return lambda name: fnmatchcase(name.lower(), pattern.lower())


def _not_good(scenarios: list[Scenario], folder: Path) -> list[Scenario]:
    bad = {card.scenario for card in read_cards(folder / SCORES) if card.verdict is not Verdict.GOOD}
    left = [one for one in scenarios if one.name in bad]
    if not left:
        raise Misconfigured(
            "--failed", f"every scenario that fits was good in {folder}; there is nothing to play again"
        )
    return left
