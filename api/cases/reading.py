"""Reading a case; what is wrong is named by field, with the remedy."""

import json
from datetime import UTC, datetime

from pydantic import ValidationError

from api.cases.gate_case import PURPOSES, GateCase
from api.cases.moment import read_moment
from conversation.errors import Invalid

REMEDY = "see `twolane compliance decide --schema` and examples/gate_cases.jsonl"


def read_case(text: str) -> GateCase:
    """Read one case from JSON. `now` is filled in where it is not stated. Raises Invalid."""
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise Invalid("case", f"it is not JSON: {error}", "write one JSON object") from error
    if not isinstance(raw, dict):
        raise Invalid("case", "it is not an object", 'write at least {"draft": {"body": "..."}}')
    _refuse_a_chosen_purpose(raw)
    now = _now(raw)
    try:
        return GateCase.model_validate(raw | {"now": now}, context={"now": now})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "case"
        raise Invalid(field, first["msg"].removeprefix("Value error, "), REMEDY) from error


def _now(raw: dict[str, object]) -> datetime:
    if raw.get("now") is None:
        return datetime.now(UTC)
    try:
        return read_moment(raw["now"], None)
    except ValueError as error:
        raise Invalid("now", str(error), REMEDY) from error


def _refuse_a_chosen_purpose(raw: dict[str, object]) -> None:
    draft = raw.get("draft")
    for field, part in (("purpose", raw), ("draft.purpose", draft if isinstance(draft, dict) else {})):
        if "purpose" in part:
            causes = ", ".join(f"{cause.value} for {purpose}" for purpose, cause in PURPOSES.items())
            raise Invalid(field, "a purpose is derived, never chosen", f"state draft.cause instead: {causes}")
