"""What a form said that was refused: shown again as it was typed, with what is wrong at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from fastapi import Request

from conversation.errors import Invalid, TwolaneError

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Typed:
    """`field` is the one that is wrong, `why` what is and the remedy; all of it empty where nothing was refused."""

    values: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    field: str = ""
    why: str = ""

    def is_wrong(self, name: str, names: Sequence[str] = ()) -> bool:
        """Whether the error is about this field; `names` are what else it may call it."""
        return bool(self.field) and self.field in (name, *names)

    def __call__(self, name: str, standing: str) -> str:
        """Return what was typed into the field, else what stands."""
        return self.values.get(name, standing)


async def typed_of(request: Request, error: TwolaneError) -> Typed:
    """Return what the request's form said that `error` refused."""
    form = await request.form()
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    if isinstance(error, Invalid):
        return Typed(values, error.field, f"{error.problem}; {error.remedy}")
    return Typed(values)
