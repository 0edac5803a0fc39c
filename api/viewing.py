"""Who looks at a conversation, and who is typing: a courtesy among people, kept in memory and never in the ledger.

Pages tell it every few seconds. Every process keeps what it hears here and, over the link, from the others; while the
link is lost each knows its own people only, and nothing else is lost.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.link import Link, NoLink
from conversation.clock import Clock
from conversation.ids import ConversationId, UserId

TOPIC = "viewing"
BEAT = timedelta(seconds=3)
"""How often a page says that its person is there."""
HERE_FOR = timedelta(seconds=10)
"""After so long without a beat somebody is gone."""
TYPING_FOR = timedelta(seconds=6)
VIEWS, TYPES = "views", "types"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is there."""

    user_id: UserId
    is_typing: bool


@dataclass(slots=True)
class _Seen:
    here_until: datetime
    typing_until: datetime


class Viewing:
    """Remembers who was last seen where. Moments are those at which this process heard of it."""

    def __init__(self, clock: Clock, link: Link | None = None) -> None:
        self._clock = clock
        self._link = link or NoLink()
        self._link.listen(TOPIC, self._hear)
        self._seen: defaultdict[ConversationId, dict[UserId, _Seen]] = defaultdict(dict)

    def note(self, conversation_id: ConversationId, user_id: UserId, *, is_typing: bool) -> None:
        """Somebody looks at the conversation now, and perhaps types."""
        self._remember(conversation_id, user_id, is_typing)
        self._link.say(TOPIC, f"{conversation_id} {user_id} {TYPES if is_typing else VIEWS}")

    def others(self, conversation_id: ConversationId, user_id: UserId) -> tuple[Viewer, ...]:
        """Return who else is there, who types first, then by id."""
        now = self._clock.now()
        self._forget(conversation_id, now)
        here = self._seen.get(conversation_id, {})
        viewers = [Viewer(one, seen.typing_until > now) for one, seen in here.items() if one != user_id]
        return tuple(sorted(viewers, key=lambda one: (not one.is_typing, one.user_id)))

    def _hear(self, words: str) -> None:
        conversation_id, user_id, deed = words.split()
        self._remember(conversation_id, user_id, deed == TYPES)

    def _remember(self, conversation_id: ConversationId, user_id: UserId, is_typing: bool) -> None:
        now = self._clock.now()
        for known in list(self._seen):
            self._forget(known, now)
        typing_until = now + TYPING_FOR if is_typing else now
        self._seen[conversation_id][user_id] = _Seen(now + HERE_FOR, typing_until)

    def _forget(self, conversation_id: ConversationId, now: datetime) -> None:
        """Drop who is gone. A clock that was set back makes nobody stay longer than they were seen for."""
        here = self._seen.get(conversation_id, {})
        gone = [one for one, seen in here.items() if not now < seen.here_until <= now + HERE_FOR]
        for one in gone:
            del here[one]
        if not here:
            self._seen.pop(conversation_id, None)
