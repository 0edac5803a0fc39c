"""Trying a way: a test takes the whole road of an alert, once, and its outcome is told at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.alerts.sending import AlertSender
from conversation.alert import Alert, AlertState, AlertWay
from conversation.alert_hook import AlertHook
from conversation.ids import MerchantId
from conversation.user import User
from handoff.notify import trial_alert

NO_DEVICE = "no device of yours takes alerts yet; press “Alert this device” on each"
NO_ADDRESS = "you have no e-mail address; an admin can add one"


@dataclass(frozen=True, slots=True)
class Trial:
    """Whether every test arrived, and what the other side said."""

    arrived: bool
    words: str


async def try_hook(sender: AlertSender, hook: AlertHook) -> Trial:
    """Send a test to a hook."""
    alert = trial_alert(hook.merchant_id, hook.way, hook.id, None, sender.clock.now())
    return await _try(sender, (alert,))


async def try_push(sender: AlertSender, user: User, merchant_id: MerchantId) -> Trial:
    """Send a test to each of the person's devices."""
    now, devices = sender.clock.now(), await sender.ledger.read(lambda books: books.push_devices(user.id))
    if not devices:
        return Trial(False, NO_DEVICE)
    return await _try(sender, [trial_alert(merchant_id, AlertWay.PUSH, one.id, user.id, now) for one in devices])


async def try_email(sender: AlertSender, user: User, merchant_id: MerchantId) -> Trial:
    """Send a test to the person's address."""
    if not user.email:
        return Trial(False, NO_ADDRESS)
    alert = trial_alert(merchant_id, AlertWay.EMAIL, user.id, user.id, sender.clock.now())
    return await _try(sender, (alert,))


async def _try(sender: AlertSender, alerts: Sequence[Alert]) -> Trial:
    tried = [await sender.send_now(one) for one in alerts]
    arrived = all(one.state is AlertState.SENT for one in tried)
    said = ", ".join(dict.fromkeys(one.answer for one in tried))
    return Trial(arrived, f"the test {'arrived' if arrived else 'did not arrive'} ({said})")
