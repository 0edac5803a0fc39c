"""What a live conversation earned from the checks and measures of evaluation. It holds nobody's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conversation.ids import ConversationId, MerchantId


@dataclass(frozen=True, slots=True)
class Violation:
    """A check was violated by the text `seq` of the conversation; None: by none in particular."""

    check: str
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class LiveScore:
    """One sampled conversation, judged once, after it had gone quiet.

    `quiet_since` is when anything last happened there. `pack` is the hash of the prompt pack, and `model` the model,
    of the newest of its `texts` texts by the AI. `passed` and `crashed` name checks that had something to look at;
    `tone` has the mean of each measure over the AI's texts, without those that found nothing to measure.
    """

    merchant_id: MerchantId
    conversation_id: ConversationId
    quiet_since: datetime
    scored_at: datetime
    pack: str
    model: str
    texts: int
    passed: tuple[str, ...]
    violations: tuple[Violation, ...]
    crashed: tuple[str, ...]
    tone: Mapping[str, float]

    @property
    def is_violated(self) -> bool:
        return bool(self.violations)


@dataclass(frozen=True, slots=True)
class LivePlace:
    """How far a merchant's quiet conversations were looked at: through this one, in the order they went quiet."""

    merchant_id: MerchantId
    quiet_since: datetime
    conversation_id: ConversationId
