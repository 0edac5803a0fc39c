"""The part of the ledger's port that holds alerts: what gave cause, what is to leave, and who wants what."""

from datetime import datetime
from typing import Protocol

from conversation.alert import Alert, AlertCause
from conversation.alert_hook import AlertHook
from conversation.alert_wishes import AlertWishes, PushDevice
from conversation.ids import MerchantId, UserId


class AlertReader(Protocol):
    """Looks rows up."""

    def alert(self, merchant_id: MerchantId, alert_id: str) -> Alert | None: ...

    def alerts(self, merchant_id: MerchantId, limit: int) -> tuple[Alert, ...]:
        """The merchant's newest alerts, newest first."""
        ...

    def is_alert_due(self, now: datetime) -> bool:
        """Tell whether a cause or an alert of any merchant waits that is due and that nobody is at."""
        ...

    def alert_wishes(self, user_id: UserId, merchant_id: MerchantId) -> AlertWishes | None: ...

    def push_device(self, device_id: str) -> PushDevice | None: ...

    def push_devices(self, user_id: UserId) -> tuple[PushDevice, ...]:
        """In the order they were added."""
        ...

    def alert_hook(self, merchant_id: MerchantId, hook_id: str) -> AlertHook | None: ...

    def alert_hooks(self, merchant_id: MerchantId) -> tuple[AlertHook, ...]:
        """Every hook of the merchant, removed or not, in the order they were made."""
        ...


class AlertBooks(AlertReader, Protocol):
    """The rows inside one transaction."""

    def save_alert_cause(self, cause: AlertCause) -> None: ...

    def take_alert_causes(self, now: datetime, limit: int) -> tuple[AlertCause, ...]:
        """Hold up to `limit` causes that are due until the transaction ends, without those another one holds."""
        ...

    def save_alert(self, alert: Alert) -> None: ...

    def claim_alerts(self, now: datetime, limit: int, until: datetime) -> tuple[Alert, ...]:
        """Lease up to `limit` queued alerts that are due and not leased, and count one more attempt for each."""
        ...

    def claim_alert(self, merchant_id: MerchantId, alert_id: str, until: datetime) -> Alert | None:
        """Lease this one, if it is queued and not leased."""
        ...

    def forget_alerts(self, before: datetime) -> None:
        """Remove causes that were done, and alerts that were settled, before then."""
        ...

    def save_alert_wishes(self, wishes: AlertWishes) -> None: ...
    def save_push_device(self, device: PushDevice) -> None: ...
    def drop_push_device(self, device_id: str) -> None: ...
    def save_alert_hook(self, hook: AlertHook) -> None: ...
