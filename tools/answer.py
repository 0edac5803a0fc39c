"""How tools answer the model: one compact line of JSON."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any


def answer(**fields: object) -> str:
    """Return `fields` as JSON, less those that are None."""
    said = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _said(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in fields if value is not None}


def in_words(result: object) -> str:
    """Return what a tool returned as the model reads it: a typed result as JSON, anything else as it is."""
    if is_dataclass(result) and not isinstance(result, type):
        return answer(**asdict(result, dict_factory=_said))
    return str(result)
