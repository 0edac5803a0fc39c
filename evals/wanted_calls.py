"""Which tools a scenario wants to be called, and with which arguments."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CallMode(StrEnum):
    """`strict`: these calls in this order and no others; `unordered`: these and no others; `subset`: these at least."""

    STRICT = "strict"
    UNORDERED = "unordered"
    SUBSET = "subset"


class WantedCall(_Part):
    """A tool and those of its arguments that count, as words. In a suite: `name`, or `{name: {argument: value}}`."""

    name: str = Field(min_length=1)
    arguments: Mapping[str, str] = {}

    def is_met_by(self, name: str, arguments: Mapping[str, object]) -> bool:
        """Arguments are compared as words, without regard to case."""
        same = (str(arguments.get(key, "")).casefold() == value.casefold() for key, value in self.arguments.items())
        return name == self.name and all(same)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"{self.name}({told})" if told else self.name


def read_call(raw: object) -> object:
    """Turn a call as YAML has it into its fields. Raises ValueError with the remedy."""
    if isinstance(raw, str):
        return {"name": raw}
    if not isinstance(raw, Mapping) or "name" in raw:
        return raw
    if len(raw) != 1:
        raise ValueError(f"{dict(raw)!r} is not one call; write a tool's name, or the name, a colon and its arguments")
    ((name, arguments),) = raw.items()
    if not isinstance(arguments, Mapping):
        raise ValueError(f"the arguments of {name} are no mapping; write them as {{argument: value}}")
    return {"name": name, "arguments": {str(key): str(value) for key, value in arguments.items()}}


Call = Annotated[WantedCall, BeforeValidator(read_call)]


class WantedCalls(_Part):
    """In a suite a list of calls, which means `subset`, or `{mode, calls}`."""

    mode: CallMode = CallMode.SUBSET
    calls: tuple[Call, ...] = ()


def read_calls(raw: object) -> object:
    """A list of calls is short for what is wanted at least."""
    return {"calls": raw} if isinstance(raw, list | tuple) else raw
