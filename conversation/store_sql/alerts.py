"""Alerts, in SQL."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from conversation.alert import Alert, AlertCause, AlertState
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice
from conversation.clock import to_milliseconds
from conversation.ids import MerchantId, UserId
from conversation.store_sql import entities, tables
from conversation.store_sql.columns import word
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

_cause = tables.alert_causes.c
_alert = tables.alerts.c

DUE_CAUSES = Statement(
    lambda _: (
        select(*entities.ALERT_CAUSES.columns())
        .where(_cause.done_at.is_(None), _cause.due_at <= bindparam("now"))
        .order_by(_cause.due_at, _cause.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )
)
DUE_ALERTS = Statement(
    lambda _: (
        select(*entities.ALERTS.columns())
        .where(
            _alert.state == word("queued"),
            _alert.due_at <= bindparam("now"),
            or_(_alert.leased_until.is_(None), _alert.leased_until <= bindparam("now")),
        )
        .order_by(_alert.due_at, _alert.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )
)
ANY_CAUSE = Statement(
    lambda _: select(_cause.id).where(_cause.done_at.is_(None), _cause.due_at <= bindparam("now")).limit(1)
)
ANY_ALERT = Statement(
    lambda _: (
        select(_alert.id)
        .where(
            _alert.state == word("queued"),
            _alert.due_at <= bindparam("now"),
            or_(_alert.leased_until.is_(None), _alert.leased_until <= bindparam("now")),
        )
        .limit(1)
    )
)
NEWEST_ALERTS = Statement(
    lambda _: (
        select(*entities.ALERTS.columns())
        .where(_alert.merchant_id == bindparam("merchant_id"))
        .order_by(_alert.made_at.desc(), _alert.id.desc())
        .limit(bindparam("limit"))
    )
)
FORGETTING = (
    Statement(lambda _: delete(tables.alert_causes).where(_cause.done_at < bindparam("before"))),
    Statement(lambda _: delete(tables.alerts).where(_alert.settled_at < bindparam("before"))),
)


class SqlAlertReader:
    """Implements `conversation.alert_books.AlertReader`."""

    _session: Session

    def alert(self, merchant_id: MerchantId, alert_id: str) -> Alert | None:
        return entities.ALERTS.one(self._session, id=alert_id, merchant_id=merchant_id)

    def alerts(self, merchant_id: MerchantId, limit: int) -> tuple[Alert, ...]:
        values: Values = {"merchant_id": merchant_id, "limit": limit}
        return entities.ALERTS.all(self._session, NEWEST_ALERTS, values)

    def is_alert_due(self, now: datetime) -> bool:
        values: Values = {"now": to_milliseconds(now)}
        return any(self._session.first(one, values) is not None for one in (ANY_CAUSE, ANY_ALERT))

    def alert_wishes(self, user_id: UserId, merchant_id: MerchantId) -> AlertWishes | None:
        return entities.ALERT_WISHES.one(self._session, user_id=user_id, merchant_id=merchant_id)

    def push_device(self, device_id: str) -> PushDevice | None:
        return entities.PUSH_DEVICES.one(self._session, id=device_id)

    def push_devices(self, user_id: UserId) -> tuple[PushDevice, ...]:
        return entities.PUSH_DEVICES.many(self._session, ("made_at", "id"), user_id=user_id)

    def alert_hook(self, merchant_id: MerchantId, hook_id: str) -> AlertHook | None:
        return entities.ALERT_HOOKS.one(self._session, id=hook_id, merchant_id=merchant_id)

    def alert_hooks(self, merchant_id: MerchantId) -> tuple[AlertHook, ...]:
        return entities.ALERT_HOOKS.many(self._session, ("made_at", "id"), merchant_id=merchant_id)


class SqlAlertBooks(SqlAlertReader):
    """Implements `conversation.alert_books.AlertBooks`."""

    def save_alert_cause(self, cause: AlertCause) -> None:
        entities.ALERT_CAUSES.save(self._session, cause)

    def take_alert_causes(self, now: datetime, limit: int) -> tuple[AlertCause, ...]:
        values: Values = {"now": to_milliseconds(now), "limit": limit}
        return entities.ALERT_CAUSES.all(self._session, DUE_CAUSES, values)

    def save_alert(self, alert: Alert) -> None:
        entities.ALERTS.save(self._session, alert)

    def claim_alerts(self, now: datetime, limit: int, until: datetime) -> tuple[Alert, ...]:
        values: Values = {"now": to_milliseconds(now), "limit": limit}
        return tuple(
            self._lease_alert(alert, until) for alert in entities.ALERTS.all(self._session, DUE_ALERTS, values)
        )

    def claim_alert(self, merchant_id: MerchantId, alert_id: str, until: datetime) -> Alert | None:
        alert = entities.ALERTS.one(self._session, lock=Lock.ALONE, id=alert_id, merchant_id=merchant_id)
        is_free = alert is not None and alert.state is AlertState.QUEUED and alert.leased_until is None
        return self._lease_alert(alert, until) if alert is not None and is_free else None

    def forget_alerts(self, before: datetime) -> None:
        for statement in FORGETTING:
            self._session.run(statement, {"before": to_milliseconds(before)})

    def save_alert_wishes(self, wishes: AlertWishes) -> None:
        entities.ALERT_WISHES.save(self._session, wishes)

    def save_push_device(self, device: PushDevice) -> None:
        entities.PUSH_DEVICES.save(self._session, device)

    def drop_push_device(self, device_id: str) -> None:
        entities.PUSH_DEVICES.drop(self._session, id=device_id)

    def save_alert_hook(self, hook: AlertHook) -> None:
        entities.ALERT_HOOKS.save(self._session, hook)

    def _lease_alert(self, alert: Alert, until: datetime) -> Alert:
        leased = replace(alert, leased_until=until, attempts=alert.attempts + 1)
        entities.ALERTS.save(self._session, leased)
        return leased
