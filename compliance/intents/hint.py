"""A second reader of texts, which may add suppression to what code decided and never takes any away."""

import asyncio
import logging
from datetime import timedelta
from typing import Protocol

from compliance.intents.intent import Intent, IntentLabel

logger = logging.getLogger(__name__)

HINTED = Intent(IntentLabel.OPT_OUT, True, "opt_out.hint", "", "a model reads a wish for no more texts in it")
"""What a hint comes to. There is no hint of anything else, so that none can lift what code decided."""


class SuppressionHint(Protocol):
    """Reads a text that code read nothing into."""

    async def wants_no_texts(self, text: str) -> bool:
        """Tell whether a reasonable person reads a wish for no more texts. May fail, and may take any time."""
        ...


async def hinted(hint: SuppressionHint, text: str, within: timedelta) -> bool:
    """Ask `hint` about `text`; one that fails, or does not answer `within` its time, has no say."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await hint.wants_no_texts(text)
    except Exception as error:  # noqa: BLE001 - whatever a plug-in raises, the turn goes on without the hint
        logger.warning("no hint about an opt-out: %s: %s", type(error).__name__, error)
        return False
