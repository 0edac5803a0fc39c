"""Deciding on a case: the very gate that every text passes, over the case's own books."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.cases.gate_case import schema
from api.cases.reading import read_case
from api.cases.world import world_of
from api.rest.models import ProblemOut, RuleFoundOut
from api.rest.verdicts import verdict_of
from compliance.gate import review
from compliance.rulebook import Rulebook
from conversation.errors import Invalid
from conversation.verdict import Refuse, note_of


class AnswerOut(BaseModel):
    """The gate's answer to a case."""

    decision: str = Field(description="allow, defer or refuse")
    purpose: str = Field(description="the kind of text it is, derived from the cause and the facts")
    rule: str | None
    why: str | None
    until: datetime | None = Field(description="allowed until")
    at: datetime | None = Field(description="to be decided again at")
    overridable: bool = Field(description="a person who answers for it may send it all the same")
    text: str = Field(description="the words as they would leave, with what the purpose needs around them")
    rulebook: str
    decided_by: str | None = Field(description="the rule that refused, made it wait longest, or ends what is allowed")
    tried: list[str]
    rules: list[RuleFoundOut] = Field(description="in the order of the gate")
    facts: dict[str, str]


def decide_case(text: str, rulebook: Rulebook) -> AnswerOut:
    """Decide on a case given as JSON. Raises Invalid, naming the field and the remedy."""
    case = read_case(text)
    now = case.now or datetime.now(UTC)
    world = world_of(case, now)
    decision = review(world.books, world.draft, rulebook, now, expires_at=case.expires_at)
    note = note_of(decision.verdict)
    verdict = verdict_of(note, rulebook)
    return AnswerOut(
        decision=note.decision,
        purpose=decision.purpose.value,
        rule=note.rule,
        why=note.why,
        until=note.moment if note.decision == "allow" else None,
        at=note.moment if note.decision == "defer" else None,
        overridable=isinstance(decision.verdict, Refuse) and decision.verdict.overridable,
        text=decision.body.text,
        rulebook=verdict.rulebook,
        decided_by=verdict.decided_by,
        tried=verdict.tried,
        rules=verdict.rules,
        facts=verdict.facts,
    )


def decide_lines(lines: Iterable[str], rulebook: Rulebook) -> Iterator[AnswerOut | ProblemOut]:
    """Decide on the case of each line; one that cannot be read is a problem and stops none of the others."""
    for line in lines:
        if not line.strip():
            continue
        try:
            yield decide_case(line, rulebook)
        except Invalid as error:
            yield ProblemOut(error="Invalid", detail=str(error), field=error.field, remedy=error.remedy)


def schemas() -> dict[str, Any]:
    """Return the JSON Schemas of a case and of the answer to it."""
    return {"case": schema(), "answer": AnswerOut.model_json_schema()}
