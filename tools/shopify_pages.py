"""How the pages of a sync are read: each thing by itself, so that one that cannot be read spoils no other."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import Field, ValidationError

from tools.payload_fault import first_fault
from tools.shop_feed import Page, Unread
from tools.shopify_admin import Answer

N = TypeVar("N", bound=Answer)
T = TypeVar("T")

Raw = dict[str, object]
"""A thing as it came, until its own model has read it."""


class PageInfo(Answer):
    """Whether something follows, and after which cursor."""

    follows: bool = Field(default=False, alias="hasNextPage")
    cursor: str | None = Field(default=None, alias="endCursor")

    @property
    def next(self) -> str | None:
        return self.cursor if self.follows else None


class Connection(Answer):
    """One page of things."""

    nodes: tuple[Raw, ...] = ()
    info: PageInfo = Field(default=PageInfo(), alias="pageInfo")


def read_page(found: Connection, model: type[N], told: Callable[[N], T | None], rest: float) -> Page[T]:
    """Return what can be read of a page as `told`, which may leave something out, and what cannot."""
    items: list[T] = []
    unread: list[Unread] = []
    for node in found.nodes:
        try:
            item = told(model.model_validate(node))
        except ValidationError as error:
            unread.append(_why(node, error))
        else:
            if item is not None:
                items.append(item)
    return Page(tuple(items), found.info.next, tuple(unread), rest)


def last_part(gid: str) -> str:
    """Return the plain id in a global one, such as 7 in ``gid://shopify/Order/7?key=1``."""
    return gid.rpartition("/")[2].partition("?")[0]


def _why(node: Raw, error: ValidationError) -> Unread:
    field, problem = first_fault(error)
    return Unread(last_part(str(node.get("id", ""))), field or "node", problem)
