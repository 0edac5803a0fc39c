"""A judge: a model that is asked about one item and one rubric at a time."""

from dataclasses import dataclass

from api.labelling.item import Item
from evals.judging.answering import Answer, Asks, Unreached, answer_from
from evals.judging.quoting import find_quote
from evals.judging.showing import has_assistant
from evals.scorer import Score, ScoreState
from evals.tone.measure import Passage
from prompts.pack import Pack
from prompts.rubric import Rubric

VERSION = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge says of an item. `level` is empty unless `state` is scored."""

    item: str
    scenario: str
    dimension: str
    state: ScoreState
    level: str = ""
    passed: bool | None = None
    value: float | None = None
    reason: str = ""
    evidence: Passage | None = None

    @property
    def score(self) -> Score:
        """The same as every scorer says it. `value` is 0 for the worst level and 1 for the best."""
        spans = (self.evidence,) if self.evidence else ()
        return Score(self.value, self.passed, spans, self.reason, VERSION, self.state)


@dataclass(frozen=True, slots=True)
class Judge:
    """`pack` holds what the model is told."""

    model: Asks
    pack: Pack

    async def judge(self, item: Item, rubric: Rubric) -> Judged:
        """Ask about one item. What is no answer, or quotes what was never said, is unscored; a failed call an error."""
        if not has_assistant(item):
            return _unscored(item, rubric, "the assistant wrote nothing")
        instructions = self.pack.render("judge", rubric=rubric).text
        answer = await answer_from(self.model, instructions, self.told(item), "level", rubric.names)
        if isinstance(answer, Unreached):
            return Judged(item.id, item.scenario, rubric.id, ScoreState.ERROR, reason=answer.why)
        if not isinstance(answer, Answer):
            return _unscored(item, rubric, answer.why)
        evidence = find_quote(item, answer.quote)
        if evidence is None:
            return _unscored(item, rubric, f"it quotes what the assistant never said: {answer.quote[:80]!r}")
        return _scored(item, rubric, answer, evidence)

    def told(self, item: Item) -> str:
        """Return the conversation as the model reads it: each text inside the fence."""
        return self.pack.render("conversation", lines=item.lines).text


def _scored(item: Item, rubric: Rubric, answer: Answer, evidence: Passage) -> Judged:
    return Judged(
        item=item.id,
        scenario=item.scenario,
        dimension=rubric.id,
        state=ScoreState.SCORED,
        level=answer.choice,
        passed=rubric.is_pass(answer.choice),
        value=rubric.names.index(answer.choice) / (len(rubric.levels) - 1),
        reason=answer.why,
        evidence=evidence,
    )


def _unscored(item: Item, rubric: Rubric, why: str) -> Judged:
    return Judged(item.id, item.scenario, rubric.id, ScoreState.UNSCORED, reason=why)
