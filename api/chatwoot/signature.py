"""Whether a webhook comes from the merchant's own inbox: Chatwoot signs it with a secret of that inbox."""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from api.chatwoot.secrets import InboxSecret
from channels.errors import BadSignature

FRESH = timedelta(minutes=5)
"""Older ones may be replayed ones. Chatwoot itself names this figure (its pull request 13573)."""
REMEDY = "connect the inbox again with the secret that Chatwoot shows beside its webhook"


def check_signature(
    secret: InboxSecret, headers: Mapping[str, str], body: bytes, url_token: str, now: datetime
) -> None:
    """Raises BadSignature. `headers` have lower-case names.

    Where the inbox signs, nothing else counts; where it is too old to sign, the token in the address must be right.
    """
    signing = secret.signing.get_secret_value()
    if not signing:
        expected = secret.url_token.get_secret_value()
        if not expected or not hmac.compare_digest(expected.encode(), url_token.encode()):
            raise BadSignature(REMEDY)
        return
    moment = headers.get("x-chatwoot-timestamp", "")
    if not moment.isascii() or not moment.isdigit() or abs(int(moment) - now.timestamp()) > FRESH.total_seconds():
        raise BadSignature("its timestamp is missing or not of now; set both machines' clocks")
    if not hmac.compare_digest(sign(signing, moment, body).encode(), headers.get("x-chatwoot-signature", "").encode()):
        raise BadSignature(REMEDY)


def sign(signing: str, moment: str, body: bytes) -> str:
    """Return the header's value."""
    return f"sha256={hmac.new(signing.encode(), f'{moment}.'.encode() + body, sha256).hexdigest()}"
