"""How every figure is counted, in words: what the page shows on asking, and `docs/analytics.md` says at length."""

from conversation.attribution_rule import AttributionRule, How

ORDERS = "Orders that the shop told of, by when they were placed. A cancelled one is an order that brings nothing."
REVENUE = "What the shop kept of the orders: their totals, less what was refunded; nothing of cancelled ones."
RECOVERED = "Orders credited to a text of ours. One order has one credit at most, so that nothing is counted twice."
SENT = "Texts that the carrier took."
DELIVERED = "Texts that the carrier says arrived."
FAILED = "Texts that the carrier refused or could not deliver."
RECIPIENTS = "Contacts that were texted, each once a day."
CLICKED = "Recipients who followed a link in the text. Programs that only look at links are left out."
REPLIED = "Recipients who texted back within 3 days."
OPTED_OUT = "Recipients whose number opted out, or was closed otherwise, within 3 days of the text."
CONVERSATIONS = "Conversations in which a text left, each once a day. Hybrid: both the AI and a person spoke that day."
REPLIES = "Texts that shoppers sent in these conversations."
ESCALATIONS = "How often a person was asked for."
WAIT = "From a shopper's first unanswered text to the answer."
SEGMENTS = "Segments of texts that carriers took, whoever wrote them."
TOKENS = "Tokens that the AI's models read and wrote, in all turns of the period."
MINUTES = "From each takeover to the person's last text under it."


def windows(rule: AttributionRule) -> str:
    """Say the brand's rule in a sentence."""
    counted = [
        f"{_NAMES[how]} for {span.days} day{'' if span.days == 1 else 's'}"
        for how in How
        if (span := rule.window(how)) is not None
    ]
    if not counted:
        return "No order is credited to any text."
    return f"An order is credited to {_joined(counted)}; the strongest counts, and of its kind the last."


_NAMES = {
    How.CLICK: "a click on a link in a text",
    How.CODE: "a text that named the code it was paid with",
    How.VIEW: "a text that was sent",
}


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
