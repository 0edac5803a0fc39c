"""The web application over one house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import demo_actions, links, media_serving
from api.house import House
from api.joining import join_routes
from api.pages import add_pages
from api.problems import add_problem_handlers
from api.rest import (
    agents,
    analytics,
    autonomy,
    briefs,
    campaign_drafts,
    campaign_recipients,
    campaigns,
    canned,
    cases,
    consents,
    conversations,
    drafts,
    evals,
    facts,
    flow_figures,
    flows,
    halts,
    health,
    listing,
    media,
    memory,
    notes,
    offers,
    pages,
    photos,
    recovery,
    recovery_addon,
    seats,
    segments,
    senders,
    setup,
    shops,
    simulator,
    spending,
    stopping,
    suggestions,
    undoing,
    uploads,
    viewing,
)
from api.webhooks import carriers, chatwoot, shopify, woocommerce
from api.well_formed import WellFormed


def create_app(house: House) -> FastAPI:
    """Return the app with its webhooks, REST API and pages; demo routes only where the house has a simulator."""
    app = FastAPI(title="Twolane", version="0.1.0", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.house = house
    app.add_middleware(WellFormed)
    add_problem_handlers(app)
    join_routes(
        app,
        carriers.router,
        shopify.router,
        woocommerce.router,
        chatwoot.router,
        links.router,
        media_serving.router,
        conversations.router,
        listing.router,
        consents.router,
        seats.router,
        cases.router,
        agents.router,
        suggestions.router,
        undoing.router,
        notes.router,
        memory.router,
        drafts.router,
        canned.router,
        offers.router,
        stopping.router,
        viewing.router,
        facts.router,
        facts.of_text,
        briefs.router,
        campaigns.router,
        campaign_recipients.router,
        campaign_drafts.router,
        segments.router,
        halts.router,
        health.router,
        photos.router,
        media.router,
        media.shared,
        recovery.router,
        recovery_addon.router,
        shops.router,
        pages.router,
        setup.router,
        senders.router,
        flows.router,
        flow_figures.router,
        autonomy.router,
        spending.router,
        uploads.router,
        evals.router,
        analytics.router,
    )
    if house.settings.demo and house.simulator is not None:
        join_routes(app, simulator.router, demo_actions.router)
    add_pages(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
