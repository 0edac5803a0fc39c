"""An address that leads nowhere: a page for people, a few words for programs."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.pages.page_route import problem_page
from api.problems import told_to_programs

FOR_PROGRAMS = ("/api/", "/webhooks/")
REMEDIES = {404: "look the address up again", 405: "open the page that it belongs to"}


def add_lost(app: FastAPI) -> None:
    """Answer whoever opens an address in a browser that leads nowhere, or that takes forms only, with a page."""

    @app.exception_handler(HTTPException)
    async def lost(request: Request, error: HTTPException) -> Response:
        is_read = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if not is_read or request.url.path.startswith(FOR_PROGRAMS):
            return await told_to_programs(request, error)
        words = "there is no such page" if error.status_code in REMEDIES else str(error.detail)
        return problem_page(request, error.status_code, words, REMEDIES.get(error.status_code))
