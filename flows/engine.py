"""The engine: runs that are due go on, one step a transaction. What must be true is asked in that transaction."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from conversation.clock import Clock
from conversation.flow_run import FlowRun, RunState
from conversation.flow_version import FlowState
from conversation.ledger import Books, Ledger
from conversation.merchant import Merchant
from flows.advancing import PAUSE, Advance, Hands
from flows.discounting import Discounting, NoDiscount, discount_at
from flows.entering import flow_at
from tools.shop import Shop

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Runs that are looked up together."""
MOST_ATTEMPTS = 5
RETRY_AFTER = timedelta(minutes=2)
MOST_ROUNDS = 2 * 100 + 10
"""Steps of one run in a row, more than any flow has: a run that takes more goes round in a circle."""


@dataclass(frozen=True, slots=True)
class FlowEngine:
    """Moves runs on. Several engines may work on one ledger: the contact's lock lets one of them do each step."""

    ledger: Ledger
    clock: Clock
    hands: Hands
    shop_of: Callable[[Merchant], Shop]

    async def advance_due(self) -> int:
        """Take every due run as far as it goes now; return how many steps were done."""
        done = 0
        while due := await self.ledger.glance(lambda books: books.due_runs(self.clock.now(), AT_ONCE)):
            done += sum([await self._advance(run) for run in due])
        return done

    async def _advance(self, run: FlowRun) -> int:
        """Do steps of the run until it waits; return how many."""
        for steps in range(MOST_ROUNDS):
            moved = await self._try(run)
            if moved is None or not moved.is_running or moved.due_at > self.clock.now():
                return steps + 1
            run = moved
        await self._fail(run, "it goes round in a circle")
        return MOST_ROUNDS

    async def _try(self, run: FlowRun) -> FlowRun | None:
        """Do one step. What fails is tried again later, and given up after some attempts."""
        try:
            await self._prepare(run)
            return await self.ledger.write(lambda books: self._step(books, run))
        except Exception as error:  # one broken run must not stop the others
            logger.exception("the run %s of the flow %s failed", run.id, run.flow_id)
            await self._fail(run, f"{type(error).__name__}: {error}")
            return None

    async def _prepare(self, run: FlowRun) -> None:
        """Have the shop issue a code where the next step has a discount: a shop is not asked within a transaction."""
        ask = await self.ledger.glance(lambda books: discount_at(books, run, self.clock.now()))
        if ask is None:
            return
        given = await Discounting(self.ledger, self.clock, self.shop_of).issue(ask)
        if isinstance(given, NoDiscount):
            await self.ledger.write(lambda books: self._end(books, run, f"no discount could be given: {given.why}"))

    def _step(self, books: Books, seen: FlowRun) -> FlowRun | None:
        """Do the next step of a run as it is now; None where there is nothing left to do."""
        now = self.clock.now()
        contact, merchant = books.contact(seen.merchant_id, seen.contact_id), books.merchant(seen.merchant_id)
        if contact is None or merchant is None:
            books.drop_flow_run(seen)
            return None
        books.lock_contact(contact.merchant_id, contact.phone)
        run = books.flow_run(seen.merchant_id, seen.id)
        if run is None or not run.is_running or run.due_at > now:
            return None
        if held_up := self._held_up(books, run, contact.phone, now):
            books.save_flow_run(held_up)
            return held_up
        flow = flow_at(books, run.merchant_id, run.flow_id, run.version)
        return Advance(books, self.hands, merchant, contact, flow, run, now).go()

    def _held_up(self, books: Books, run: FlowRun, phone: str, now: datetime) -> FlowRun | None:
        """Return how the run stands where it may not go on: its flow was stopped, or the number opted out."""
        stored = books.flow(run.merchant_id, run.flow_id)
        standing = books.suppression(run.merchant_id, phone)
        if standing is not None and standing.is_live:
            return replace(run, state=RunState.CANCELLED, outcome="opted out", changed_at=now)
        if stored is None or stored.state is FlowState.ARCHIVED:
            return replace(run, state=RunState.CANCELLED, outcome="the flow was archived", changed_at=now)
        if stored.state is not FlowState.ACTIVE:
            later = now + timedelta(minutes=PAUSE)
            return replace(run, due_at=later, outcome="the flow is paused", changed_at=now)
        return None

    async def _fail(self, seen: FlowRun, why: str) -> None:
        now = self.clock.now()

        def command(books: Books) -> None:
            run = books.flow_run(seen.merchant_id, seen.id)
            if run is None or not run.is_running:
                return
            attempts, later = run.attempts + 1, now + RETRY_AFTER * 2**run.attempts
            state = RunState.FAILED if attempts >= MOST_ATTEMPTS else RunState.RUNNING
            failed = replace(run, attempts=attempts, state=state, due_at=later, outcome=why[:300], changed_at=now)
            books.save_flow_run(failed)

        await self.ledger.write(command)

    def _end(self, books: Books, seen: FlowRun, why: str) -> None:
        run = books.flow_run(seen.merchant_id, seen.id)
        if run is not None and run.is_running:
            ended = replace(run, state=RunState.REFUSED, outcome=why, changed_at=self.clock.now())
            books.save_flow_run(ended)
