"""What people choose for themselves: which alerts reach them, when not, and on which devices."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.alerts.addresses import parse_url
from api.alerts.office import checked_topics
from api.alerts.push import decoded
from conversation.alert_wishes import AlertWishes, PushDevice, QuietTimes
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.role import Permission
from conversation.user import User

MOST_DEVICES = 10
LONGEST_LABEL = 60
LONGEST_ENDPOINT = 2000
POINT_BYTES, AUTH_BYTES = 65, 16
"""RFC 8291, sections 2.1 and 3.2."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser says of itself when it subscribes."""

    endpoint: str
    p256dh: str
    auth: str
    label: str = ""


def choose(
    books: Books,
    user: User,
    merchant_id: MerchantId,
    push: Iterable[str],
    email: Iterable[str],
    quiet: QuietTimes | None,
) -> AlertWishes:
    """Keep what the person chose for a merchant of theirs. Raises Invalid, NotAllowed."""
    user.check(Permission.READ, merchant_id)
    wishes = AlertWishes(user.id, merchant_id, checked_topics(push), checked_topics(email), quiet)
    books.save_alert_wishes(wishes)
    return wishes


def quiet_times(begins: str, ends: str, zone: str) -> QuietTimes | None:
    """Return the quiet times of a form; None where both fields are empty. Raises Invalid."""
    if not begins and not ends:
        return None
    for name, value in (("quiet from", begins), ("quiet until", ends)):
        try:
            time.fromisoformat(value)
        except ValueError as error:
            problem = f"{value or 'nothing'} is no time of day"
            raise Invalid(name, problem, "write it as 22:00, or leave both") from error
    if begins == ends:
        raise Invalid("quiet until", "it is when they begin", "name another time, or leave both")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("zone", f"{zone!r} is not known", "write it as America/New_York") from error
    return QuietTimes(begins[:5], ends[:5], zone)


def add_device(books: Books, user: User, given: Subscription, now: datetime, *, may_be_private: bool) -> PushDevice:
    """Keep a browser that takes push messages; the same one again replaces itself. Raises Invalid."""
    parse_url(given.endpoint, may_be_private=may_be_private)
    if len(given.endpoint) > LONGEST_ENDPOINT:
        raise Invalid("endpoint", f"it has {len(given.endpoint)} characters", f"at most {LONGEST_ENDPOINT} are kept")
    _check_key("p256dh", given.p256dh, POINT_BYTES)
    _check_key("auth", given.auth, AUTH_BYTES)
    digest = hashlib.sha256(given.endpoint.encode()).hexdigest()[:32]
    label = given.label.strip()[:LONGEST_LABEL] or "a browser"
    device = PushDevice(f"psh_{digest}", user.id, given.endpoint, given.p256dh, given.auth, label, now)
    others = [one for one in books.push_devices(user.id) if one.id != device.id]
    for oldest in others[: max(0, len(others) + 1 - MOST_DEVICES)]:
        books.drop_push_device(oldest.id)
    books.save_push_device(device)
    return device


def remove_device(books: Books, user: User, device_id: str) -> None:
    """Forget a device, if it is the person's own; one that is not there is forgotten already."""
    device = books.push_device(device_id)
    if device is not None and device.user_id == user.id:
        books.drop_push_device(device_id)


def _check_key(name: str, text: str, size: int) -> None:
    try:
        raw = decoded(text)
    except ValueError as error:
        raise Invalid(name, "it is not base64url", "send what the browser's subscription says") from error
    if len(raw) != size or (size == POINT_BYTES and not _is_point(raw)):
        raise Invalid(name, "it is no key of this kind", "send what the browser's subscription says")


def _is_point(raw: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True
