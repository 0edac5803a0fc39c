"""Text that no text may hold is refused at the door: NUL, which Postgres cannot keep, and half a surrogate pair."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limited_body import body_within
from api.problems import problem_of, status_of
from conversation.errors import Invalid, TwolaneError

LARGEST = 4 * 1024 * 1024
"""Bytes of JSON, or of a form without files, which have limits of their own."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
WEBHOOKS = "/webhooks/"
"""Their bodies are signed as they stand, and read by whoever knows the sender."""


class WellFormed:
    """Looks at path, query and body before anything reads them. Answers 422 with the field at fault, or 413."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        is_read = kind in (JSON, FORM) and not scope["path"].startswith(WEBHOOKS)
        try:
            _check_address(scope)
            again = await _looked_at(Request(scope, receive), kind) if is_read else receive
        except ClientDisconnect:
            return
        except TwolaneError as error:
            problem = problem_of(error).model_dump(exclude_none=True)
            await JSONResponse(problem, status_of(error))(scope, receive, send)
            return
        await self.app(scope, again, send)


def _check_address(scope: Scope) -> None:
    _check("path", scope["path"])
    if b"%00" in scope["query_string"]:
        for name, value in parse_qsl(scope["query_string"].decode("latin-1")):
            _check(f"query.{name}", name + value)


async def _looked_at(request: Request, kind: str) -> Receive:
    """Return what gives the body again, once it is looked at; what broke off is given to nobody."""
    return _replayed(_checked(await body_within(request, LARGEST), kind), request.receive)


def _checked(body: bytes, kind: str) -> bytes:
    if kind == FORM and (b"%00" in body or b"\0" in body):
        for name, value in parse_qsl(body.decode("latin-1")):
            _check(name, name + value)
    if kind == JSON and b"\\u" in body:
        for name, text in _texts_in(body):
            _check(name, text)
    return body


def _texts_in(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield every text of a JSON body with where it stands. What is no JSON has none: whoever reads it says so."""
    try:
        waiting = [("body", json.loads(body))]
    except (ValueError, RecursionError):
        return
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, list):
            waiting += [(f"{where}.{at}", one) for at, one in enumerate(value)]
        elif isinstance(value, dict):
            for name, one in value.items():
                yield where, name
                waiting.append((f"{where}.{name}", one))


def _check(where: str, text: str) -> None:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        name = where.encode("utf-8", "replace").decode().replace("\0", "")
        raise Invalid(name, "it holds NUL or half of a surrogate pair, which no text can", "leave that character out")


def _replayed(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
