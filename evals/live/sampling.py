"""Sampling: which live conversations are judged. The same ones whoever asks, and whenever."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from api.settings import Settings
from conversation.ids import ConversationId

DEMO_QUIET = timedelta(minutes=5)
_SPAN = 2**64


@dataclass(frozen=True, slots=True)
class Sampling:
    """Judge the share `rate` (0 to 1) of conversations, each when nothing happened there for `quiet`."""

    rate: float
    quiet: timedelta

    def takes(self, conversation_id: ConversationId) -> bool:
        """Tell whether it is judged, by its id alone. What is taken at one rate is taken at every higher one."""
        return int.from_bytes(sha256(conversation_id.encode()).digest()[:8]) < self.rate * _SPAN


def sampling_of(settings: Settings) -> Sampling:
    """Return what the process is set to. The demo has few conversations and little time: all, after five minutes."""
    if settings.demo:
        return Sampling(1.0, DEMO_QUIET)
    return Sampling(settings.evals_sample, timedelta(hours=settings.evals_quiet_hours))
