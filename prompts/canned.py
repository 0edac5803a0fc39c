"""Canned replies: a merchant's words with a few variables, strict about each of them."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from prompts.errors import CannedBroken

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "first_name": "the shopper's first name",
        "brand": "the merchant's name",
        "agent": "the name of the person who sends it",
        "support": "how shoppers reach the merchant",
        "item": "what is in the cart",
        "cart_total": "what the cart comes to",
        "cart_link": "the link to the cart",
    }
)
"""What a reply may name. One whose variables are not known in a conversation is not offered there."""
LONGEST = 1000
"""Characters of a reply as it is kept."""

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const),
    *(nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not),
)
"""No loops, calls or attributes: nobody may write a reply that does not end, or that reads more than its variables."""


def check_canned(body: str) -> None:
    """Raise CannedBroken, naming the fault and the remedy, for a reply that could not be filled in."""
    if not body.strip():
        raise CannedBroken("it is empty", "write something")
    if len(body) > LONGEST:
        raise CannedBroken(f"it has {len(body)} characters", f"keep it within {LONGEST}")
    _compiled(body)


def fill_canned(body: str, values: Mapping[str, str]) -> str:
    """Return the reply's words with `values` in them. Raises CannedBroken where one is not known."""
    try:
        return _compiled(body).render(values).strip()
    except UndefinedError as error:
        raise CannedBroken(str(error.message), "it is not known in this conversation") from error


@lru_cache(maxsize=512)
def _compiled(body: str) -> Template:
    try:
        tree = _ENVIRONMENT.parse(body)
    except TemplateSyntaxError as error:
        raise CannedBroken(f"line {error.lineno}: {error.message}", "write variables as {{ first_name }}") from error
    for node in (tree, *tree.find_all(nodes.Node)):
        if isinstance(node, nodes.Name) and node.name not in VARIABLES:
            raise CannedBroken(f"{node.name!r} is not a variable", f"use one of {', '.join(VARIABLES)}")
        if not isinstance(node, _ALLOWED):
            raise CannedBroken(f"{type(node).__name__.lower()} is not allowed", "use variables, if, or, and, not")
    return _ENVIRONMENT.from_string(body)


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
