"""The pages' session in the browser: its cookie, and what shows that a change comes from a page of ours."""

import hmac
from contextvars import ContextVar
from hashlib import sha256
from urllib.parse import urlsplit

from fastapi import Request, Response

from api.problems import Forbidden
from conversation.web_session import LASTS

SESSION = "twolane_session"
PERSON = "twolane_person"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

page_token: ContextVar[str] = ContextVar("page_token", default="")
"""What the forms of the answer under way carry; empty where nobody is logged in, as in the demo."""


def keep_cookie(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Keep a cookie that no script reads and that no other site's page makes the browser send."""
    response.set_cookie(
        name, value, max_age=int(LASTS.total_seconds()), httponly=True, samesite="strict", secure=secure
    )


def is_secure(request: Request, public_url: str) -> bool:
    """Tell whether the browser came by TLS, perhaps only as far as a proxy."""
    return request.url.scheme == "https" or public_url.startswith("https://")


def check_same_site(request: Request, public_url: str) -> None:
    """Raise Forbidden when a change asked for by a browser does not come from a page of ours."""
    if request.method in SAFE:
        return
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if not origin or origin not in (request.headers.get("host"), urlsplit(public_url).netloc):
        raise Forbidden("changes are taken from Twolane's own pages only")


BY_THEMSELVES = ("/preview", "/read", "/presence")
"""What pages post while nobody touches them: they ask the gate anew, note what is shown, and say that they are open."""


def is_sign_of_person(request: Request) -> bool:
    """Tell whether somebody did something: pages follow the ledger, and post `BY_THEMSELVES`.

    A page that says that its person is typing speaks for them.
    """
    path = request.url.path
    if path.endswith("/viewing"):
        return request.query_params.get("typing") == "true"
    if path.endswith(BY_THEMSELVES):
        return False
    if request.method not in SAFE:
        return True
    return "hx-request" not in request.headers and "text/event-stream" not in request.headers.get("accept", "")


def page_token_of(token: str) -> str:
    """Return the token of the session's pages: it comes from the session's own, and lives and ends with it."""
    return sha256(f"twolane pages of {token}".encode()).hexdigest()


async def check_page_token(request: Request, token: str) -> None:
    """Raise Forbidden for a change without the token that the session's pages carry, in a header or a form."""
    if request.method in SAFE:
        return
    given = request.headers.get(CSRF_HEADER, "")
    if not given and request.headers.get("content-type", "").startswith(FORMS):
        given = str((await request.form()).get(CSRF_FIELD, ""))
    if not hmac.compare_digest(given.encode(), page_token_of(token).encode()):
        raise Forbidden("the page is out of date; load it again")
