"""Errors as pages: the status is REST's, the words are for people, and who is not logged in is asked to."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api.pages.rendering import render, wants_fragment
from api.problems import Unauthorized, problem_of, status_of
from conversation.errors import TwolaneError


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, and what to do about it where that is known."""

    status: int
    words: str
    remedy: str | None


class PageRoute(APIRoute):
    """A route whose errors are shown in a page instead of JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_for_people(request: Request) -> Response:
            try:
                return await handle(request)
            except Unauthorized:
                return _to_login(request)
            except TwolaneError as error:
                problem = problem_of(error)
                return problem_page(request, status_of(error), problem.detail, problem.remedy)
            except RequestValidationError as error:
                return problem_page(request, 422, str(error.errors()[0]["msg"]), None)

        return handle_for_people


def local_path(path: str, otherwise: str) -> str:
    """Return `path` if it stays on this site, else `otherwise`: a form must not send anybody elsewhere."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_local else otherwise


def _to_login(request: Request) -> Response:
    if wants_fragment(request):
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    wanted = request.url.path if request.method == "GET" else "/conversations"
    return RedirectResponse(f"/login?next={quote(wanted)}", 303)


def problem_page(request: Request, status: int, words: str, remedy: str | None) -> Response:
    """Show what went wrong, in the page's own place where a fragment was asked for."""
    name = "fragments/problem.html" if wants_fragment(request) else "problem.html"
    return render(name, status, problem=Problem(status, words, remedy))
