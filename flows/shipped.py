"""The flows that Twolane ships: texts to begin with, one of which is on until a merchant saves their own."""

from functools import cache
from pathlib import Path

from conversation.clock import EPOCH
from conversation.errors import Unknown
from conversation.flow_version import FlowState, StoredFlow
from conversation.ids import MerchantId
from flows.reading import flow_of

ON_FROM_THE_START = ("order_notification",)
"""Those that run for a merchant who has not saved a flow of this id. The cart's reminder is the AI's own until then."""


SHIPPED_BY = "twolane"
"""Who saved a flow that nobody has touched."""


@cache
def shipped_flows() -> dict[str, str]:
    """Return the YAML text of each shipped flow by its id."""
    folder = Path(__file__).parent / "templates"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}


def shipped_flow(flow_id: str) -> str:
    """Return a shipped flow's text. Raises Unknown."""
    if flow_id not in shipped_flows():
        raise Unknown("shipped flow", flow_id)
    return shipped_flows()[flow_id]


def as_shipped(merchant_id: MerchantId, flow_id: str) -> StoredFlow:
    """Return a shipped flow as a merchant has it who never touched it. Raises Unknown."""
    flow = flow_of(shipped_flow(flow_id))
    state = FlowState.ACTIVE if flow_id in ON_FROM_THE_START else FlowState.DRAFT
    return StoredFlow(
        merchant_id, flow_id, flow.name, state, 1, flow.trigger.kind, flow.trigger.words, EPOCH, SHIPPED_BY
    )
