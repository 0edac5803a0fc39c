"""Errors as HTTP: the status is chosen here, the field and the remedy come from the error."""

from datetime import timedelta
from math import ceil

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.rest.models import ProblemOut
from channels.errors import BadSignature, BadWebhook
from conversation.errors import Conflict, Invalid, Misconfigured, NotAllowed, TwolaneError, Unknown
from tools.shop import BadShopSignature, BadShopWebhook, ShopRefused, ShopUnreachable


class Unauthorized(TwolaneError):
    """Nobody is logged in, or the key is missing or wrong."""


class Forbidden(TwolaneError):
    """The caller may not do this."""


class TooManyAttempts(TwolaneError):
    """Too many attempts failed; the next may be made after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = ceil(wait.total_seconds())
        super().__init__(f"too many attempts failed; wait {self.seconds} s")


class TooLarge(TwolaneError):
    """The body is larger than any honest caller sends."""


class Gone(TwolaneError):
    """It was there once, and is not any more."""


STATUS: dict[type[TwolaneError], int] = {
    Unauthorized: 401,
    TooManyAttempts: 429,
    Forbidden: 403,
    NotAllowed: 403,
    BadSignature: 403,
    BadShopSignature: 401,
    TooLarge: 413,
    Gone: 410,
    BadWebhook: 400,
    BadShopWebhook: 400,
    Unknown: 404,
    Conflict: 409,
    Invalid: 422,
    Misconfigured: 503,
    ShopUnreachable: 502,
    ShopRefused: 502,
}


def status_of(error: TwolaneError) -> int:
    """Return the status of the nearest known ancestor of the error's class; 500 for none."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def headers_of(error: TwolaneError) -> dict[str, str]:
    """Return what the caller's program should read beside the status."""
    return {"Retry-After": str(error.seconds)} if isinstance(error, TooManyAttempts) else {}


def problem_of(error: TwolaneError) -> ProblemOut:
    """Describe an error for the caller."""
    return ProblemOut(
        error=type(error).__name__,
        detail=str(error),
        field=getattr(error, "field", None) or getattr(error, "noun", None),
        remedy=getattr(error, "remedy", None),
    )


async def told_to_programs(request: Request, error: HTTPException) -> Response:
    """Answer as FastAPI does, but for a body that nobody can read: of that it says 400 and names no field."""
    if error.status_code != 400:
        return await http_exception_handler(request, error)
    problem = ProblemOut(error="Invalid", detail=error.detail, field="body", remedy="send it as /docs describes")
    return JSONResponse(problem.model_dump(exclude_none=True), 400)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every Twolane error, and every request that does not fit its model, as a problem."""

    @app.exception_handler(TwolaneError)
    async def twolane_error(request: Request, error: TwolaneError) -> JSONResponse:
        return JSONResponse(problem_of(error).model_dump(exclude_none=True), status_of(error), headers_of(error))

    @app.exception_handler(RequestValidationError)
    async def bad_request(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        problem = ProblemOut(error="Invalid", detail=first["msg"], field=field, remedy="send it as /docs describes")
        return JSONResponse(problem.model_dump(exclude_none=True), 422)
