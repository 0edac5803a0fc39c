"""What can be wrong with a suite, and what can go wrong while it is played."""

from dataclasses import dataclass

from conversation.errors import TwolaneError


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a suite: in which scenario, in which field, and the remedy."""

    scenario: str
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.scenario}: {self.field}: {self.what}; {self.remedy}"


class SuiteInvalid(TwolaneError):
    """The suite cannot be played as it is written. Lists every problem."""

    def __init__(self, suite: str, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"the suite {suite} has {len(problems)} problem(s):\n{lines}")
        self.suite = suite
        self.problems = problems


class TranscriptsInvalid(TwolaneError):
    """A line of a file of transcripts cannot be read."""

    def __init__(self, file: str, where: str, why: str) -> None:
        super().__init__(f"{file}, {where}: {why}; play the suite again")


class ScoresInvalid(TwolaneError):
    """A file of scores is missing or cannot be read."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}; score the transcripts again with `twolane evals score`")


class NotPlayable(TwolaneError):
    """A scenario asks for something that cannot be done at that point, such as a hand back before a takeover."""


class CeilingReached(TwolaneError):
    """A run spent what it may cost before it was over. What was played is kept."""

    def __init__(self, spent: str, most: str, played: int, of: int) -> None:
        super().__init__(
            f"{spent} were spent and {most} are the most: {played} of {of} were played and are kept; "
            "run it again with a higher --max-cost to go on"
        )


class CassetteMiss(TwolaneError):
    """A replay came to a question that nobody recorded. Says in which scenario, and what differs from the recording."""

    def __init__(self, scenario: str, file: str, number: int, differing: tuple[str, ...]) -> None:
        told = "\n".join(f"  {one}" for one in differing)
        super().__init__(
            f"{scenario}: question {number} is not in the cassette {file}:\n{told}\n"
            "  record it with --cassette-mode record, or auto"
        )
        self.scenario = scenario
