"""Telnyx's webhook signature: Ed25519 over the time of sending and the raw body.

Source: developers.telnyx.com/docs/messaging/messages/receiving-webhooks; how old a webhook may be is what Telnyx's own
libraries take.
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from channels.carrier import WebhookRequest
from channels.errors import BadSignature
from conversation.errors import Misconfigured

SIGNATURE_HEADER = "telnyx-signature-ed25519"
TIME_HEADER = "telnyx-timestamp"
OLDEST = timedelta(minutes=5)
_REMEDY = "check the public key and that nothing on the way changes the body"
_SETTING = "TELNYX_PUBLIC_KEY"

Verify = Callable[[bytes, bytes], bool]
"""Tells whether a signature, given first, is one over the words given second."""


def verifier_of(public_key: str) -> Verify:
    """Return what verifies by Telnyx's public key (base64). Raises Misconfigured for what is none."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise Misconfigured(_SETTING, "Telnyx needs more packages: pip install 'twolane[telnyx]'") from error
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))
    except (NotBase64, ValueError) as error:
        raise Misconfigured(_SETTING, "it is no public key; copy it from the Telnyx portal as it stands") from error

    def verify(signature: bytes, signed: bytes) -> bool:
        try:
            key.verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    return verify


def check_signature(verify: Verify, request: WebhookRequest, now: datetime) -> None:
    """Raise BadSignature unless the request was signed by Telnyx within the last few minutes."""
    sent, given = request.headers.get(TIME_HEADER, ""), request.headers.get(SIGNATURE_HEADER, "")
    if not sent or not given:
        raise BadSignature(f"send the {TIME_HEADER} and {SIGNATURE_HEADER} headers")
    if abs(now - _moment(sent)) > OLDEST:
        raise BadSignature("it is too old to be believed: set the clock of this machine right")
    try:
        signature = b64decode(given, validate=True)
    except (NotBase64, ValueError) as error:
        raise BadSignature(_REMEDY) from error
    if not verify(signature, sent.encode() + b"|" + request.body):
        raise BadSignature(_REMEDY)


def _moment(seconds: str) -> datetime:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        raise BadSignature(f"send whole seconds since 1970 as {TIME_HEADER}")
    return datetime.fromtimestamp(int(seconds), UTC)
