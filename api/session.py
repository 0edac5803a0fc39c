"""The pages' session: a cookie that proves the API key was given, without holding it."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Request, Response

from api.problems import Forbidden

SESSION = "twolane_session"
PERSON = "twolane_person"
LASTS = timedelta(hours=12)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def write_session(key: str, now: datetime) -> str:
    """Return a token that is good for `LASTS`. It dies with the key that signs it."""
    until = str(int((now + LASTS).timestamp()))
    return f"{until}.{_signature(key, until)}"


def is_session(key: str, token: str, now: datetime) -> bool:
    """Tell whether `token` was written with this key and has not run out; an empty key lets nobody in."""
    until, _, signature = token.partition(".")
    if not key or not until.isascii() or not until.isdigit():
        return False
    return hmac.compare_digest(signature.encode(), _signature(key, until).encode()) and now.timestamp() < int(until)


def keep_cookie(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Keep a cookie that no script reads and that no other site's page makes the browser send."""
    response.set_cookie(
        name, value, max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict", secure=secure
    )


def is_secure(request: Request, public_url: str) -> bool:
    """Tell whether the browser came by TLS, perhaps only as far as a proxy."""
    return request.url.scheme == "https" or public_url.startswith("https://")


def check_same_site(request: Request, public_url: str) -> None:
    """Raise Forbidden when a change asked for by cookie does not come from a page of ours."""
    if request.method in SAFE:
        return
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if not origin or origin not in (request.headers.get("host"), urlsplit(public_url).netloc):
        raise Forbidden("changes are taken from Twolane's own pages only")


def _signature(key: str, until: str) -> str:
    return hmac.new(key.encode(), f"twolane pages until {until}".encode(), sha256).hexdigest()
