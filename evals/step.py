"""The steps of a scenario: what the shopper, the shop, the clock and a person do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from evals.shoppers.role import Role
from evals.span import read_span

Span = Annotated[timedelta, BeforeValidator(read_span)]
Words = Annotated[str, Field(min_length=1, max_length=1600)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Texts(_Part):
    """The shopper texts, several times in a row before anybody can answer where there are several.

    With `photo` each comes with a picture, which the AI cannot see.
    """

    texts: tuple[Words, ...] = Field(min_length=1)
    photo: bool = False


class Advance(_Part):
    """Time passes; whatever falls due meanwhile happens at its own moment."""

    span: Span


class PersonReplies(_Part):
    """A person takes control where they have none yet, and texts. `source` is the AI draft that they started from."""

    text: Words
    by: str = "Dana"
    source: str = ""


class HandsBack(_Part):
    """The person who has control hands back to the AI."""

    note: str = ""


class Orders(_Part):
    """The shopper buys the cart, with the code of the newest offer where `with_code`."""

    with_code: bool = False


class LeavesCart(_Part):
    """The shopper touches the same checkout again and leaves it once more."""


class Publishes(_Part):
    """The store's pages say one thing more."""

    text: Words


class Vouches(_Part):
    """A person writes down a fact."""

    text: Words


Step: TypeAlias = Texts | Advance | PersonReplies | HandsBack | Orders | LeavesCart | Publishes | Vouches | Role


def read_step(raw: object) -> object:
    """Turn one step as YAML has it, such as ``{"shopper": "hi"}``, into its type.

    Raises ValueError with the remedy, or pydantic's own error, which names the field inside.
    """
    if isinstance(raw, BaseModel):
        return raw
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise ValueError(f"{raw!r} is not one step; write one of {', '.join(_KINDS)}, a colon and its value")
    ((kind, value),) = raw.items()
    if kind not in _KINDS:
        raise ValueError(f"there is no step {kind!r}; write one of {', '.join(_KINDS)}")
    return _part(kind, value)


def _part(kind: str, value: object) -> object:
    part, field = _KINDS[kind]
    if isinstance(value, Mapping):
        return part.model_validate(dict(value))
    if field is None:
        if value is not None:
            raise ValueError(f"the step {kind!r} takes no value; leave it empty")
        return part()
    if value is None:
        return part()
    return part.model_validate({field: (value,) if kind == "shopper" and isinstance(value, str) else value})


_KINDS: Mapping[str, tuple[type[BaseModel], str | None]] = {
    "shopper": (Texts, "texts"),
    "advance": (Advance, "span"),
    "person": (PersonReplies, "text"),
    "hand_back": (HandsBack, "note"),
    "order": (Orders, "with_code"),
    "leaves_cart": (LeavesCart, None),
    "store": (Publishes, "text"),
    "fact": (Vouches, "text"),
    "simulated": (Role, "goal"),
}
