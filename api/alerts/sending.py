"""Sending alerts: claimed under a lease, tried again with growing patience, and each outcome written down.

What is in the ledger survives a crash; what was with a courier when the process died is tried again when its lease has
run out, with the same id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from api.alerts.courier import AlertCourier, Delivered, Errand, Later, Mailbox, Outcome, Refused, Target
from api.alerts.words import words_of
from api.enduring import Loops
from api.live import Live
from conversation.alert import Alert, AlertState, AlertWay
from conversation.clock import Clock
from conversation.errors import Conflict
from conversation.ledger import Books, Ledger, Reader
from handoff.alerting import needs, tell

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""How long after each failed attempt the next is made; after the last, none."""
SLOTS = 20
"""How many are on their way at once."""
PATIENCE = timedelta(seconds=45)
"""How long one attempt may take: less than a lease."""
LAST_SECONDS = 5.0
POLL_SECONDS = 1.0
KEPT = timedelta(days=90)
FORGETTING_EVERY = timedelta(days=1)
NOT_NEEDED = "nobody needed it any more"
NOWHERE = "where it was to go is not there any more"


@dataclass(slots=True)
class AlertSender:
    """Makes alerts of what gave cause, and sends what is due."""

    ledger: Ledger
    clock: Clock
    couriers: Mapping[AlertWay, AlertCourier]
    public_url: str
    lease: timedelta = LEASE
    patience: timedelta = PATIENCE
    loops: Loops = field(default_factory=Loops)
    _running: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def run(self, live: Live) -> None:
        """Work until cancelled; what is on its way then gets a few seconds. Nobody's slow server holds others up."""
        try:
            async with live.watch() as watch, asyncio.TaskGroup() as group:
                group.create_task(self._forget_often())
                await self.loops.go_on("alerts", self._begin_due, lambda: watch.next(POLL_SECONDS))
        finally:
            await self._finish()

    async def drain(self) -> int:
        """Send until nothing is due; return how many attempts were made."""
        tried = 0
        while await self._is_due():
            told, claimed = await self._take(SLOTS)
            if not told and not claimed:
                break  # another sender has them
            await asyncio.gather(*(self._try(alert) for alert in claimed))
            tried += len(claimed)
        return tried

    async def _begin_due(self) -> None:
        free = SLOTS - len(self._running)
        if free and await self._is_due():
            _, claimed = await self._take(free)
            for alert in claimed:
                task = asyncio.create_task(self._try(alert))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def _is_due(self) -> bool:
        return await self.ledger.read(lambda books: books.is_alert_due(self.clock.now()))

    async def _take(self, slots: int) -> tuple[int, tuple[Alert, ...]]:
        """Make alerts of what is due, then lease what may leave."""
        now = self.clock.now()
        told = await self.ledger.write(lambda books: tell(books, now))
        return told, await self.ledger.write(lambda books: books.claim_alerts(now, slots, now + self.lease))

    async def _try(self, alert: Alert) -> None:
        """Send, and survive a fault of ours: the lease runs out, and it is tried again."""
        [outcome] = await asyncio.gather(self._send(alert), return_exceptions=True)
        if isinstance(outcome, Exception):
            logger.error("an alert failed for a reason of ours; it is tried again", exc_info=outcome)

    async def _finish(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=LAST_SECONDS)
        for task in self._running:
            task.cancel()

    async def send_now(self, alert: Alert) -> Alert:
        """Send a fresh alert at once, only once, and return it as it is then. Raises Conflict for one that is not."""
        until = self.clock.now() + self.lease

        def command(books: Books) -> Alert:
            books.save_alert(alert)
            claimed = books.claim_alert(alert.merchant_id, alert.id, until)
            if claimed is None:
                raise Conflict(f"alert {alert.id} is not fresh")
            return claimed

        return await self._send(await self.ledger.write(command), may_wait=False)

    async def close(self) -> None:
        """Let go of the couriers' connections."""
        for courier in self.couriers.values():
            await courier.close()

    async def _send(self, alert: Alert, *, may_wait: bool = True) -> Alert:
        errand = await self.ledger.read(lambda books: self._errand(books, alert))
        if not isinstance(errand, Errand):
            return await self._settle(replace(alert, state=AlertState.DROPPED, answer=errand))
        outcome = await self._deliver(errand)
        return await self._settle(judged(alert, outcome, self.clock.now(), may_wait=may_wait), outcome)

    async def _deliver(self, errand: Errand) -> Outcome:
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return await self.couriers[errand.alert.way].deliver(errand)
        except TimeoutError:
            return Later(f"no answer in {self.patience.total_seconds():g} s")

    def _errand(self, books: Reader, alert: Alert) -> Errand | str:
        """Return what is to be done, or why there is nothing to do."""
        if not needs(books, alert):
            return NOT_NEEDED
        target = target_of(books, alert)
        return NOWHERE if target is None else Errand(alert, words_of(books, alert, self.public_url), target)

    async def _settle(self, alert: Alert, outcome: Outcome | None = None) -> Alert:
        now = self.clock.now()
        settled = replace(alert, leased_until=None, settled_at=None if alert.state is AlertState.QUEUED else now)

        def command(books: Books) -> None:
            books.save_alert(settled)
            if alert.way is AlertWay.PUSH and isinstance(outcome, Refused) and outcome.is_gone:
                books.drop_push_device(alert.target)

        await self.ledger.write(command)
        return settled

    async def _forget_often(self) -> None:
        def rest() -> Awaitable[None]:
            return asyncio.sleep(FORGETTING_EVERY.total_seconds())

        await self.loops.go_on("old alerts", self._forget, rest)

    async def _forget(self) -> None:
        before = self.clock.now() - KEPT
        await self.ledger.write(lambda books: books.forget_alerts(before))


def judged(alert: Alert, outcome: Outcome, now: datetime, *, may_wait: bool = True) -> Alert:
    """Return the alert as it is after an attempt with this outcome."""
    match outcome:
        case Delivered(answer=answer):
            return replace(alert, state=AlertState.SENT, answer=answer)
        case Refused(why=why):
            return replace(alert, state=AlertState.FAILED, answer=why)
        case Later(why=why, after=after):
            if not may_wait or alert.attempts > len(WAITS):
                return replace(alert, state=AlertState.FAILED, answer=why)
            wait = max(WAITS[alert.attempts - 1], after or timedelta())
            return replace(alert, due_at=now + wait, answer=why)


def target_of(books: Reader, alert: Alert) -> Target | None:
    """Return where the alert goes, as it is now."""
    if alert.way is AlertWay.PUSH:
        device = books.push_device(alert.target)
        return device if device and device.user_id == alert.user_id else None
    if alert.way is AlertWay.EMAIL:
        user = books.user(alert.target)
        return Mailbox(user.email, user.name) if user and user.email else None
    hook = books.alert_hook(alert.merchant_id, alert.target)
    return hook if hook and hook.removed_at is None else None
