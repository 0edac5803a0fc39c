"""A second reader of texts, which may add suppression to what code decided and never takes any away."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from compliance.intents.intent import Intent, IntentLabel
from conversation.spent import Spent

logger = logging.getLogger(__name__)

HINTED = Intent(IntentLabel.OPT_OUT, True, "opt_out.hint", "", "a model reads a wish for no more texts in it")
"""What a hint comes to. There is no hint of anything else, so that none can lift what code decided."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Whether a reasonable person reads a wish for no more texts in a text, and what it cost to ask."""

    wants_no_texts: bool = False
    spent: Spent = field(default_factory=Spent)


class SuppressionHint(Protocol):
    """Reads a text that code read nothing into."""

    async def read(self, text: str) -> Hint:
        """May fail, and may take any time."""
        ...


async def hinted(hint: SuppressionHint, text: str, within: timedelta) -> Hint:
    """Ask `hint` about `text`; one that fails, or does not answer `within` its time, has no say."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            return await hint.read(text)
    except Exception as error:  # noqa: BLE001 - whatever a plug-in raises, the turn goes on without the hint
        logger.warning("no hint about an opt-out: %s: %s", type(error).__name__, error)
        return Hint()
