"""Scoring live conversations, a few at a time: what was looked at and what it earned are kept in one transaction."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.alert import AlertCause, AlertKind
from conversation.clock import Clock
from conversation.conversation import Conversation
from conversation.errors import TwolaneError
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Ledger
from conversation.live_score import LivePlace, LiveScore
from evals.live.judging import judge
from evals.live.recording import record_live
from evals.live.sampling import Sampling

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)
LOOKED_AT = 200
JUDGED = 10
"""Of one merchant's in one step, so that turns and pages never wait long."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """Goes through each merchant's conversations in the order they went quiet, and judges those that are sampled.

    Several processes may do so at once: each conversation gets one score.
    """

    ledger: Ledger
    clock: Clock
    sampling: Sampling

    async def run(self) -> None:
        """Judge what has gone quiet, now and then, until cancelled. A step that fails is made again."""
        while True:
            try:
                while await self.step():
                    await asyncio.sleep(0)
            except TwolaneError:
                logger.exception("live conversations could not be scored; they are looked at again")
            await asyncio.sleep(EVERY.total_seconds())

    async def step(self) -> int:
        """Look once at the conversations of every merchant; return how many were looked at."""
        merchants = await self.ledger.read(lambda books: books.merchants())
        return sum([await self._step(merchant.id) for merchant in merchants])

    async def _step(self, merchant_id: MerchantId) -> int:
        until = self.clock.now() - self.sampling.quiet
        place = await self.ledger.glance(lambda books: books.live_place(merchant_id))
        rows = await self.ledger.read(lambda books: books.quiet_conversations(merchant_id, place, until, LOOKED_AT))
        looked_at = self._few(rows)
        if not looked_at:
            return 0
        judged = [await self._judge(row) for row in looked_at if self.sampling.takes(row.id)]
        scores, last, now = [one for one in judged if one is not None], looked_at[-1], self.clock.now()
        reached = LivePlace(merchant_id, last.updated_at, last.id)
        await self.ledger.write(lambda books: keep(books, scores, reached, now))
        return len(looked_at)

    def _few(self, rows: tuple[Conversation, ...]) -> tuple[Conversation, ...]:
        """Cut off what is behind as many sampled ones as may be judged at once."""
        taken = [at for at, row in enumerate(rows) if self.sampling.takes(row.id)]
        return rows[: taken[JUDGED]] if len(taken) > JUDGED else rows

    async def _judge(self, row: Conversation) -> LiveScore | None:
        """Return what it earned; None for what cannot be judged, which is passed over."""
        try:
            transcript = await self.ledger.read(lambda books: record_live(books, row))
            return None if transcript is None else await asyncio.to_thread(judge, row, transcript, self.clock.now())
        except TwolaneError:
            raise
        except Exception:  # the conversation's boundary: what one breaks must neither stop the worker nor the others
            logger.exception("the conversation %s could not be judged", row.id)
            return None


def keep(books: Books, scores: list[LiveScore], reached: LivePlace, now: datetime) -> None:
    """Keep the scores of whoever is not forgotten meanwhile, and how far was looked; tell of what was violated."""
    for score in scores:
        row = books.lock_conversation(score.merchant_id, score.conversation_id)
        is_known = books.contact(row.merchant_id, row.contact_id) is not None
        if is_known and books.add_live_score(score):
            _tell(books, score, now)
    books.save_live_place(reached)


def _tell(books: Books, score: LiveScore, now: datetime) -> None:
    """Give cause for an alert, where something was violated."""
    if not score.is_violated:
        return
    cause = AlertCause(
        id=new_id("alc", now),
        merchant_id=score.merchant_id,
        conversation_id=score.conversation_id,
        kind=AlertKind.VIOLATED,
        at=now,
        due_at=now,
    )
    books.save_alert_cause(cause)
