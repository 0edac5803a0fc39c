"""Where a call comes from, as a mark: enough to throttle by and to compare, not the address itself."""

import hmac
from hashlib import sha256

from fastapi import Request

from api.settings import Settings

MARK_CHARACTERS = 24


def address_mark(request: Request, settings: Settings) -> str:
    """Return a hash of the caller's address, keyed where the environment holds a secret.

    Behind a proxy on this machine uvicorn knows the caller's own address.
    """
    host = request.client.host if request.client else ""
    key = settings.audit_secret.get_secret_value() or settings.api_key.get_secret_value()
    return hmac.new(key.encode(), f"twolane address {host}".encode(), sha256).hexdigest()[:MARK_CHARACTERS]
