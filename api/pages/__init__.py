"""The pages: server-rendered, with small fragments that follow the ledger. They work without JavaScript."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.house import House
from api.joining import join_routes
from api.pages import (
    account,
    agent_answers,
    agent_autonomy,
    agent_guidelines,
    agent_knowledge,
    agent_packs,
    agent_persona,
    agent_playground,
    agent_usage,
    alerts,
    analytics,
    analytics_counting,
    campaigns,
    casework,
    compliance,
    composing,
    demo,
    desk,
    earlier,
    evals,
    evals_labelling,
    evals_labels,
    evals_runs,
    events,
    fact_keeping,
    flows,
    forgetting,
    login,
    noting,
    password_link,
    person,
    photos,
    pictures,
    presence,
    preview,
    reading,
    recovery,
    reference,
    routes,
    settings_acts,
    settings_alerts,
    settings_facts,
    settings_inbox,
    settings_keys,
    settings_numbers,
    settings_people,
    settings_recovery,
    settings_replies,
    settings_setup,
    settings_shop,
    settings_uploads,
    setup_new,
    setup_trial,
    stopping,
    suggesting,
    summary,
    undoing,
    viewing,
    why,
)
from api.pages import (
    app as installable,
)

STATIC = Path(__file__).parent.parent / "static"


def add_pages(app: FastAPI) -> None:
    """Add Conversations and its fragments, the styles, and in the demo the shopper's phone; elsewhere the login."""
    house: House = app.state.house
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    parts = [
        routes,
        campaigns,
        earlier,
        summary,
        photos,
        fact_keeping,
        forgetting,
        desk,
        suggesting,
        undoing,
        noting,
        composing,
        pictures,
        stopping,
        viewing,
        preview,
        why,
        compliance,
        analytics,
        analytics_counting,
        evals,
        casework,
        presence,
        reading,
        recovery,
        flows,
        events,
        account,
        alerts,
        installable,
        settings_acts,
        settings_people,
        settings_inbox,
        settings_facts,
        settings_keys,
        settings_numbers,
        settings_uploads,
        settings_recovery,
        settings_setup,
        setup_new,
        setup_trial,
        settings_replies,
        settings_shop,
        settings_alerts,
        agent_autonomy,
        agent_answers,
        agent_guidelines,
        agent_knowledge,
        agent_persona,
        agent_packs,
        agent_playground,
        agent_usage,
        evals_labels,
        evals_runs,
        evals_labelling,
    ]
    if not house.settings.demo:
        parts += [login, password_link]
    elif house.simulator is not None:
        parts += [person, demo]
    join_routes(app, *(part.router for part in (*parts, reference)))
