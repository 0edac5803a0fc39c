"""What routing knows of a person: what they can do, how much at once, and whether they are there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conversation.ids import UserId

HEARTBEAT_LIFE = timedelta(seconds=90)
"""How long a word of presence holds: three heartbeats of an open page, so that one may be lost."""


@dataclass(frozen=True, slots=True)
class AgentProfile:
    """No skills: a generalist; no languages: any. `capacity` is how many cases they are given at once."""

    user_id: UserId
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 5

    def suits(self, skill: str | None, language: str | None) -> bool:
        """Tell whether they have the skill and the language, where one is asked for."""
        has_skill = skill is None or not self.skills or skill in self.skills
        return has_skill and (language is None or not self.languages or language in self.languages)


class PresenceState(StrEnum):
    """`away`: at the desk, but to be given nothing."""

    ONLINE = "online"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Presence:
    """The newest heartbeat of a person."""

    user_id: UserId
    state: PresenceState
    seen_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the heartbeat still holds."""
        return now - self.seen_at < HEARTBEAT_LIFE

    def is_online(self, now: datetime) -> bool:
        return self.state is PresenceState.ONLINE and self.is_fresh(now)
