"""Alerts from the command line: hooks, tests and the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.alerts.alerting import Alerting, open_alerting
from api.alerts.office import HookOffice, live_hook
from api.alerts.topics import words_of_alert
from api.alerts.trying import Trial, try_email, try_hook
from api.ledgers import opened
from api.operator import merchant_named, person_named
from api.settings import Settings
from conversation.alert import TOPICS, Alert, AlertWay
from conversation.alert_hook import AlertHook
from conversation.clock import SystemClock
from conversation.ledger import Books, Ledger, Reader


@dataclass(frozen=True, slots=True)
class AlertOperator:
    """The operator at the machine, whom no role binds."""

    ledger: Ledger
    alerting: Alerting

    async def add(self, merchant: str, way: AlertWay, name: str, url: str, topics: tuple[str, ...]) -> AlertHook:
        """Make a hook; without topics it hears of everything. Raises Invalid, Unknown."""
        return await self.ledger.write(
            lambda books: self._office(books).add(merchant_named(books, merchant), way, name, url, topics or TOPICS)
        )

    async def rotate(self, hook_id: str) -> AlertHook:
        """Give the hook another secret. Raises Unknown."""
        return await self.ledger.write(lambda books: self._office(books).rotate(_owner(books, hook_id), hook_id))

    async def remove(self, hook_id: str) -> AlertHook:
        """Send nothing there any more. Raises Unknown."""
        return await self.ledger.write(lambda books: self._office(books).remove(_owner(books, hook_id), hook_id))

    def secret_of(self, hook: AlertHook) -> str:
        """Return the newest secret that signs for the hook; empty where nothing is signed."""
        is_signed = hook.way is AlertWay.WEBHOOK
        return self.alerting.secret.shown(hook.id, hook.generation) if is_signed else ""

    async def hooks(self) -> tuple[AlertHook, ...]:
        """Return every hook that is not removed."""
        return await self.ledger.read(lambda books: tuple(hook for hook in _hooks(books) if hook.removed_at is None))

    async def try_hook(self, hook_id: str) -> Trial:
        """Send a test to a hook. Raises Unknown."""
        hook = await self.ledger.read(lambda books: live_hook(_hook(books, hook_id), hook_id))
        return await try_hook(self.alerting.sender, hook)

    async def try_email(self, person: str) -> Trial:
        """Send a test to a person's address. Raises Unknown."""
        user = await self.ledger.read(lambda books: person_named(books, person))
        return await try_email(self.alerting.sender, user, next(iter(user.merchants), ""))

    async def log(self, merchant: str, limit: int) -> tuple[tuple[Alert, str], ...]:
        """Return the merchant's newest alerts with what each is about, newest first. Raises Invalid, Unknown."""
        alerts = await self.ledger.read(lambda books: books.alerts(merchant_named(books, merchant), limit))
        return tuple((alert, words_of_alert(alert)) for alert in alerts)

    def _office(self, books: Books) -> HookOffice:
        return HookOffice(books, None, self.alerting.sender.clock.now(), self.alerting.may_be_private)


@asynccontextmanager
async def operating(settings: Settings) -> AsyncIterator[AlertOperator]:
    """Open the ledger that the settings name, and every way of alerting."""
    async with opened(settings) as ledger:
        alerting = open_alerting(settings, ledger, SystemClock())
        try:
            yield AlertOperator(ledger, alerting)
        finally:
            await alerting.sender.close()


def _hooks(books: Reader) -> list[AlertHook]:
    return [hook for merchant in books.merchants() for hook in books.alert_hooks(merchant.id)]


def _hook(books: Reader, hook_id: str) -> AlertHook | None:
    return next((hook for hook in _hooks(books) if hook.id == hook_id), None)


def _owner(books: Reader, hook_id: str) -> str:
    return live_hook(_hook(books, hook_id), hook_id).merchant_id
