"""The recovery agent's tools."""

from langchain_core.tools import BaseTool

from tools.cart import lookup_cart
from tools.checkout import send_checkout_link
from tools.discount import offer_discount
from tools.escalation import escalate_to_human
from tools.followup import schedule_followup
from tools.order import lookup_order
from tools.policy import lookup_policy
from tools.products import lookup_products
from tools.returning import start_return
from tools.silence import stay_silent
from tools.stopping import stop_texts


def recovery_tools() -> list[BaseTool]:
    """Return what the agent of a cart recovery may do."""
    return [
        lookup_cart,
        offer_discount,
        send_checkout_link,
        lookup_policy,
        lookup_products,
        lookup_order,
        start_return,
        schedule_followup,
        escalate_to_human,
        stay_silent,
        stop_texts,
    ]
