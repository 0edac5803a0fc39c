"""The pages: server-rendered, with small fragments that follow the ledger. They work without JavaScript."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.house import House
from api.pages import compliance, demo, desk, events, login, person, preview, reference, routes, suggesting, why

STATIC = Path(__file__).parent.parent / "static"


def add_pages(app: FastAPI) -> None:
    """Add Conversations and its fragments, the styles, and in the demo the shopper's phone; elsewhere the login."""
    house: House = app.state.house
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (routes, desk, suggesting, preview, why, compliance, events, person, reference):
        app.include_router(part.router)
    if not house.settings.demo:
        app.include_router(login.router)
    elif house.simulator is not None:
        app.include_router(demo.router)
