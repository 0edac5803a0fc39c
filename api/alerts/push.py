"""Push messages to browsers by their push service (RFC 8030): encrypted for the device (8291), in our name (8292)."""

import base64
import hashlib
import importlib.util
import json
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from api.alerts.courier import Errand, Outcome, Refused
from api.alerts.posting import Poster
from api.alerts.secret import AlertSecret
from api.alerts.words import AlertWords
from conversation.alert_wishes import PushDevice
from conversation.clock import Clock

LIVES = timedelta(hours=4)
"""How long the push service keeps a message for a device that is off."""
TOKEN_LIVES = timedelta(hours=12)
"""Half of what RFC 8292 allows, so that clocks may differ."""
INSTALL = "install the extra `push` (pip install 'twolane[push]')"


def is_installed() -> bool:
    """Tell whether the libraries are there that encrypt and sign."""
    return all(importlib.util.find_spec(name) is not None for name in ("http_ece", "py_vapid"))


class PushKeys:
    """The server's key, which browsers know it by. `contact` is whom a push service writes to when we do wrong."""

    def __init__(self, secret: AlertSecret, contact: str) -> None:
        self._secret = secret
        self._contact = contact

    @cached_property
    def _vapid(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric import ec
        from py_vapid import Vapid02

        return Vapid02(private_key=ec.derive_private_key(self._secret.push_number(), ec.SECP256R1()))

    @property
    def public(self) -> str:
        """The public key as a page gives it to the browser: an uncompressed point, base64url."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return encoded(point)

    def authorization(self, endpoint: str, now: float) -> str:
        """Return the header that says to this push service who posts."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(now + TOKEN_LIVES.total_seconds()),
            "sub": self._contact,
        }
        header: str = self._vapid.sign(claims)["Authorization"]
        return header


class PushCourier:
    """An `AlertCourier`. Of two messages about one conversation a device that was off gets the newer."""

    def __init__(self, poster: Poster, keys: PushKeys, clock: Clock) -> None:
        self._poster = poster
        self._keys = keys
        self._clock = clock

    async def deliver(self, errand: Errand) -> Outcome:
        device = errand.target
        if not isinstance(device, PushDevice):
            raise TypeError(f"{errand.alert.id} goes to no device")
        if not is_installed():
            return Refused(f"push messages cannot be encrypted; {INSTALL}")
        headers = {
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(int(LIVES.total_seconds())),
            "urgency": "high",
            "topic": encoded(hashlib.sha256(errand.words.tag.encode()).digest())[:32],
            "authorization": self._keys.authorization(device.endpoint, self._clock.now().timestamp()),
        }
        return await self._poster.post(device.endpoint, encrypted(device, payload_of(errand.words)), headers)

    async def close(self) -> None:
        await self._poster.close()


def payload_of(words: AlertWords) -> bytes:
    """Return what the service worker reads."""
    path = urlsplit(words.url).path
    told = {"title": words.title, "body": words.body, "path": path, "tag": words.tag, "urgent": words.is_urgent}
    return json.dumps(told, ensure_ascii=False).encode()


def encrypted(device: PushDevice, content: bytes) -> bytes:
    """Return the content as only the device can read it."""
    import http_ece
    from cryptography.hazmat.primitives.asymmetric import ec

    sealed: bytes = http_ece.encrypt(
        content,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=decoded(device.p256dh),
        auth_secret=decoded(device.auth),
        version="aes128gcm",
    )
    return sealed


def encoded(raw: bytes) -> str:
    """Return base64url without its padding, as browsers write it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read base64url with or without its padding. Raises ValueError."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
