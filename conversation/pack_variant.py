"""Variants of the words: which prompt pack a conversation is answered by, where a merchant tries several."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from conversation.autonomy import Flow
from conversation.errors import Invalid
from conversation.ids import ConversationId

MOST_VARIANTS = 8
HEAVIEST = 1000


@dataclass(frozen=True, slots=True)
class PackVariant:
    """A pack that gets `weight` parts of the conversations, in one flow or (None) in all."""

    pack: str
    weight: int
    flow: Flow | None = None


def pack_for(pack: str, variants: Iterable[PackVariant], flow: Flow, conversation_id: ConversationId) -> str:
    """Return the pack for a conversation in a flow: always the same, while the variants are; `pack` without any.

    A conversation keeps its words from turn to turn, so that its prompts stay cacheable and what came of it is theirs.
    """
    running = [one for one in variants if one.flow in (None, flow) and one.weight > 0]
    if not running:
        return pack
    place = _place(flow, conversation_id, sum(one.weight for one in running))
    for one in running:
        if place < one.weight:
            return one.pack
        place -= one.weight
    return pack


def check_variants(variants: tuple[PackVariant, ...], known: Iterable[str]) -> None:
    """Raises Invalid for a pack that is not among `known`, a weight out of bounds, or the same pack twice in a flow."""
    names = tuple(known)
    if len(variants) > MOST_VARIANTS:
        raise Invalid("variants", f"there are more than {MOST_VARIANTS}", "leave some out")
    for one in variants:
        if one.pack not in names:
            raise Invalid("variants", f"there is no pack {one.pack!r}", f"choose one of {', '.join(names)}")
        if not 0 <= one.weight <= HEAVIEST:
            raise Invalid("variants", f"a weight of {one.weight} is out of bounds", f"say 0 to {HEAVIEST}")
    if len({(one.pack, one.flow) for one in variants}) < len(variants):
        raise Invalid("variants", "a pack stands twice in one flow", "add its weights up")


def _place(flow: Flow, conversation_id: ConversationId, total: int) -> int:
    digest = sha256(f"{flow.value} {conversation_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % total
