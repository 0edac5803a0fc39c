"""Watching for texts that leave a merchant's number without us: by the carrier's callbacks, and by asking it often."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.carrier import Carrier, SentText
from channels.errors import Unreachable
from conversation.clock import Clock
from conversation.ids import SenderId
from conversation.ledger import Books, Ledger, Reader
from conversation.outside import OutsideText, take_outside
from conversation.sender import Sender

logger = logging.getLogger(__name__)

FIRST_LOOK = timedelta(hours=24)
"""How far back the first look of a process goes."""
OVERLAP = timedelta(minutes=10)
"""How far a look reaches into the one before it, for texts that the carrier lists late."""
SETTLING = timedelta(minutes=2)
"""Younger texts may be ours with the carrier's answer still on its way; the next look has them."""


@dataclass(slots=True)
class OutsideWatch:
    """Asks each carrier what left the merchants' numbers, and keeps what is not ours."""

    ledger: Ledger
    clock: Clock
    carriers: Mapping[str, Carrier]
    _looked_at: dict[SenderId, datetime] = field(default_factory=dict, init=False)

    async def look(self) -> int:
        """Ask about every number; return how many texts were not ours. A carrier that is down is asked next time."""
        now = self.clock.now()
        return sum([await self._ask(sender, now) for sender in await self.ledger.read(_senders)])

    async def _ask(self, sender: Sender, now: datetime) -> int:
        carrier, looked_at = self.carriers.get(sender.carrier), self._looked_at.get(sender.id)
        since = looked_at - OVERLAP if looked_at else now - FIRST_LOOK
        if carrier is None:
            return 0
        try:
            texts = await carrier.list_sent(sender.phone, since)
        except Unreachable as error:
            logger.warning("cannot ask what left %s: %s", sender.phone, error)
            return 0
        self._looked_at[sender.id] = now
        old_enough = [text for text in reversed(texts) if text.at <= now - SETTLING]
        return sum([await note_outside(self.ledger, sender.carrier, text, now) for text in old_enough])


async def note_outside(ledger: Ledger, carrier: str, text: SentText, now: datetime) -> bool:
    """Keep the text unless it is ours; True when it was not."""
    outside = OutsideText(carrier, text.provider_id, text.from_, text.to, text.body, text.at)
    if await ledger.read(lambda books: books.outbox_by_provider_id(text.provider_id)) is not None:
        return False

    def command(books: Books) -> bool:
        return take_outside(books, outside, now) is not None

    return await ledger.write(command)


def _senders(books: Reader) -> list[Sender]:
    return [sender for merchant in books.merchants() for sender in books.senders(merchant.id)]
