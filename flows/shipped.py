"""The flows that Twolane ships: texts to begin with, one of which is on until a merchant saves their own."""

from functools import cache
from pathlib import Path

from conversation.errors import Unknown

ON_FROM_THE_START = ("order_notification",)
"""Those that run for a merchant who has not saved a flow of this id. The cart's reminder is the AI's own until then."""


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
