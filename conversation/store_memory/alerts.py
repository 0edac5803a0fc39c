"""Alerts, in memory."""

from dataclasses import replace
from datetime import datetime

from conversation.alert import Alert, AlertCause, AlertState
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice
from conversation.ids import MerchantId, UserId
from conversation.store_memory.keys import all_owned, in_order, own, owned
from conversation.store_memory.table import Journal, Table


def _waits(cause: AlertCause) -> bool | None:
    return True if cause.done_at is None else None


def _is_queued(alert: Alert) -> bool | None:
    return True if alert.state is AlertState.QUEUED else None


class MemoryAlertReader:
    """Implements `conversation.alert_books.AlertReader`."""

    def __init__(self, journal: Journal) -> None:
        self._causes = Table[AlertCause](journal, own, waits=_waits)
        self._alerts = Table[Alert](journal, own, queued=_is_queued)
        self._wishes = Table[AlertWishes](journal, lambda row: (row.user_id, row.merchant_id))
        self._devices = Table[PushDevice](journal, own, user=lambda row: row.user_id)
        self._hooks = Table[AlertHook](journal, own)

    def alert(self, merchant_id: MerchantId, alert_id: str) -> Alert | None:
        return owned(self._alerts.get(alert_id), merchant_id)

    def alerts(self, merchant_id: MerchantId, limit: int) -> tuple[Alert, ...]:
        rows = all_owned(self._alerts.all(), merchant_id)
        return tuple(sorted(rows, key=lambda row: (row.made_at, row.id), reverse=True)[:limit])

    def is_alert_due(self, now: datetime) -> bool:
        return bool(self._due_causes(now) or self._due_alerts(now))

    def alert_wishes(self, user_id: UserId, merchant_id: MerchantId) -> AlertWishes | None:
        return self._wishes.get((user_id, merchant_id))

    def push_device(self, device_id: str) -> PushDevice | None:
        return self._devices.get(device_id)

    def push_devices(self, user_id: UserId) -> tuple[PushDevice, ...]:
        return in_order(self._devices.of(user=user_id), lambda row: (row.made_at, row.id))

    def alert_hook(self, merchant_id: MerchantId, hook_id: str) -> AlertHook | None:
        return owned(self._hooks.get(hook_id), merchant_id)

    def alert_hooks(self, merchant_id: MerchantId) -> tuple[AlertHook, ...]:
        return in_order(all_owned(self._hooks.all(), merchant_id), lambda row: (row.made_at, row.id))

    def _due_causes(self, now: datetime) -> tuple[AlertCause, ...]:
        due = (row for row in self._causes.of(waits=True) if row.due_at <= now)
        return in_order(due, lambda row: (row.due_at, row.id))

    def _due_alerts(self, now: datetime) -> tuple[Alert, ...]:
        queued = (row for row in self._alerts.of(queued=True) if row.due_at <= now)
        free = (row for row in queued if row.leased_until is None or row.leased_until <= now)
        return in_order(free, lambda row: (row.due_at, row.id))


class MemoryAlertBooks(MemoryAlertReader):
    """Implements `conversation.alert_books.AlertBooks`."""

    def save_alert_cause(self, cause: AlertCause) -> None:
        self._causes.put(cause)

    def take_alert_causes(self, now: datetime, limit: int) -> tuple[AlertCause, ...]:
        return self._due_causes(now)[:limit]

    def save_alert(self, alert: Alert) -> None:
        self._alerts.put(alert)

    def claim_alerts(self, now: datetime, limit: int, until: datetime) -> tuple[Alert, ...]:
        return tuple(self._lease_alert(alert, until) for alert in self._due_alerts(now)[:limit])

    def claim_alert(self, merchant_id: MerchantId, alert_id: str, until: datetime) -> Alert | None:
        alert = self.alert(merchant_id, alert_id)
        is_free = alert is not None and alert.state is AlertState.QUEUED and alert.leased_until is None
        return self._lease_alert(alert, until) if alert is not None and is_free else None

    def forget_alerts(self, before: datetime) -> None:
        for cause in self._causes.all():
            if cause.done_at is not None and cause.done_at < before:
                self._causes.drop(cause.id)
        for alert in self._alerts.all():
            if alert.settled_at is not None and alert.settled_at < before:
                self._alerts.drop(alert.id)

    def save_alert_wishes(self, wishes: AlertWishes) -> None:
        self._wishes.put(wishes)

    def save_push_device(self, device: PushDevice) -> None:
        self._devices.put(device)

    def drop_push_device(self, device_id: str) -> None:
        self._devices.drop(device_id)

    def save_alert_hook(self, hook: AlertHook) -> None:
        self._hooks.put(hook)

    def _lease_alert(self, alert: Alert, until: datetime) -> Alert:
        leased = replace(alert, leased_until=until, attempts=alert.attempts + 1)
        self._alerts.put(leased)
        return leased
