"""The sources of a text, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conversation.source import Source, SourceKind

KINDS: Mapping[SourceKind, str] = MappingProxyType(
    {
        SourceKind.TOOL: "Tool",
        SourceKind.DOCUMENT: "Store's words",
        SourceKind.FACT: "Fact",
        SourceKind.ANSWER: "Verified answer",
        SourceKind.OFFER: "Offer",
        SourceKind.CART: "Cart",
        SourceKind.PERSON: "A person's word",
    }
)
REFS: Mapping[str, str] = MappingProxyType(
    {
        "lookup_cart": "looked at the cart",
        "offer_discount": "asked for an offer",
        "send_checkout_link": "asked for the cart's link",
        "lookup_policy": "searched the store's words",
        "escalate_to_human": "asked for a person",
        "lookup_order": "looked for an order",
        "lookup_products": "searched the catalogue",
        "start_return": "began a return",
        "schedule_followup": "planned a follow-up",
        "stop_texts": "asked to stop texts",
        "stay_silent": "asked to stay silent",
    }
)
"""What the tools of ours do; others are shown by their name."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One thing that a text rests on: what kind, which, its words, and the claims that it backs."""

    kind: str
    ref: str
    says: str
    backs: tuple[str, ...]


def source_lines(sources: tuple[Source, ...]) -> tuple[SourceLine, ...]:
    """Show what a text rests on: first what backs a claim, then what was only read."""
    in_order = sorted(sources, key=lambda source: not source.backs)
    return tuple(SourceLine(KINDS[one.kind], _ref(one), one.says, one.backs) for one in in_order)


def _ref(source: Source) -> str:
    """Name the tool or the place; ids of rows tell people nothing."""
    if source.kind is SourceKind.TOOL:
        return REFS.get(source.ref, source.ref)
    return source.ref if source.kind is SourceKind.DOCUMENT else ""
