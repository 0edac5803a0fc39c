"""The web application over one house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import demo_actions
from api.house import House
from api.pages import add_pages
from api.problems import add_problem_handlers
from api.rest import (
    agents,
    autonomy,
    briefs,
    canned,
    cases,
    consents,
    conversations,
    drafts,
    facts,
    halts,
    health,
    listing,
    memory,
    notes,
    offers,
    photos,
    recovery,
    recovery_addon,
    seats,
    simulator,
    stopping,
    suggestions,
    undoing,
    viewing,
)
from api.webhooks import carriers, chatwoot, shopify


def create_app(house: House) -> FastAPI:
    """Return the app with its webhooks, REST API and pages; demo routes only where the house has a simulator."""
    app = FastAPI(title="Twolane", version="0.1.0", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.house = house
    add_problem_handlers(app)
    app.include_router(carriers.router)
    app.include_router(shopify.router)
    app.include_router(chatwoot.router)
    app.include_router(conversations.router)
    app.include_router(listing.router)
    app.include_router(consents.router)
    app.include_router(seats.router)
    app.include_router(cases.router)
    app.include_router(agents.router)
    app.include_router(suggestions.router)
    app.include_router(undoing.router)
    app.include_router(notes.router)
    app.include_router(memory.router)
    app.include_router(drafts.router)
    app.include_router(canned.router)
    app.include_router(offers.router)
    app.include_router(stopping.router)
    app.include_router(viewing.router)
    app.include_router(facts.router)
    app.include_router(facts.of_text)
    app.include_router(briefs.router)
    app.include_router(halts.router)
    app.include_router(health.router)
    app.include_router(photos.router)
    app.include_router(recovery.router)
    app.include_router(recovery_addon.router)
    app.include_router(autonomy.router)
    if house.settings.demo and house.simulator is not None:
        app.include_router(simulator.router)
        app.include_router(demo_actions.router)
    add_pages(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
