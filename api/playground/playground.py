"""The playground of one process: the talks that people have open. They are lost when it stops."""

from collections import OrderedDict
from dataclasses import dataclass, field

from api.playground.talk import Talk
from conversation.errors import Unknown

MOST_TALKS = 40
"""Talks that are kept; the one left alone longest goes first."""


@dataclass(slots=True)
class Playground:
    """Keeps talks by their id."""

    _talks: OrderedDict[str, Talk] = field(default_factory=OrderedDict)

    async def keep(self, talk: Talk) -> None:
        self._talks[talk.id] = talk
        while len(self._talks) > MOST_TALKS:
            _, oldest = self._talks.popitem(last=False)
            await oldest.close()

    def talk(self, talk_id: str) -> Talk:
        """Return the talk. Raises Unknown for one that is gone, or that another process keeps."""
        if talk_id not in self._talks:
            raise Unknown("playground conversation", talk_id)
        self._talks.move_to_end(talk_id)
        return self._talks[talk_id]

    async def close(self) -> None:
        """Let go of every talk."""
        while self._talks:
            _, talk = self._talks.popitem()
            await talk.close()
