"""A talk as an evaluation scenario: what the shopper wrote, and what came of it, in the form that suites have."""

import re
from zoneinfo import ZoneInfo

from api.as_yaml import as_yaml
from api.playground.stage_set import NAME, PHONE, REGION, ZONE
from api.playground.talk import Talk, TalkView
from conversation.event import EventKind
from conversation.message import Author, Direction
from tools.sample_catalog import sample_catalog

HEAD = """\
# Saved from the playground: what the shopper wrote, and what came of it then. Look at `expect` before you trust it.
# Play it with: twolane evals run THIS_FILE --out report --pack {pack}
"""
ELSEWHERE = (
    "# Evaluations play in the sample shop: the cart of this conversation is none of its wares, and is left out.\n"
)


def scenario_yaml(talk: Talk, seen: TalkView, name: str) -> str:
    """Return a suite with the one scenario `name`."""
    cart = _cart(talk)
    started = talk.starts_at.astimezone(ZoneInfo(ZONE))
    steps: list[dict[str, object]] = [{"advance": "30m"}] if talk.setting.items else []
    steps += [{"shopper": text.text} for text in seen.messages if text.direction is Direction.IN]
    scenario: dict[str, object] = {
        "name": name,
        "shopper": {"name": NAME, "phone": PHONE, "region": REGION, "timezone": ZONE},
        "start": f"{started:%Y-%m-%d %H:%M}",
    }
    if cart is not None:
        scenario["cart"] = cart
    scenario |= {"steps": steps, "expect": _expected(seen)}
    suite = {"name": "playground", "about": "Saved from the playground.", "scenarios": [scenario]}
    head = HEAD.format(pack=talk.setting.pack) + (ELSEWHERE if cart is None else "")
    return head + as_yaml(suite)


def file_name(name: str) -> str:
    """Return a name for the file."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:60] or "scenario"


def _cart(talk: Talk) -> list[dict[str, object]] | None:
    known = {variant.item_id for product in sample_catalog().products for variant in product.variants}
    if any(item.variant_id not in known for item in talk.setting.items):
        return None
    return [{"item": item.variant_id, "quantity": item.quantity} for item in talk.setting.items]


def _expected(seen: TalkView) -> dict[str, object]:
    tools = dict.fromkeys(event.details["name"] for event in seen.events if event.kind is EventKind.TOOL_CALLED)
    texts = sum(text.author is Author.AI for text in seen.messages)
    expected: dict[str, object] = {"control": seen.conversation.control.value, "ai_texts": texts}
    if tools:
        expected["tools"] = list(tools)
    if seen.conversation.escalation is not None:
        expected["escalation"] = seen.conversation.escalation.reason.value
    return expected
