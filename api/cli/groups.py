"""The commands in groups, joined to the front door."""

import typer

from api.cli import (
    alerts,
    analytics,
    audit,
    autonomy,
    campaigns,
    chatwoot,
    compliance,
    consents,
    contacts,
    escalations,
    flows,
    init,
    keys,
    knowledge,
    links,
    persona,
    recovery,
    retention,
    senders,
    setup,
    shop,
    users,
)

GROUPS = {
    "compliance": compliance.app,
    "consents": consents.app,
    "autonomy": autonomy.app,
    "users": users.app,
    "keys": keys.app,
    "senders": senders.app,
    "knowledge": knowledge.app,
    "persona": persona.app,
    "escalations": escalations.app,
    "audit": audit.app,
    "contacts": contacts.app,
    "retention": retention.app,
    "recovery": recovery.app,
    "chatwoot": chatwoot.app,
    "links": links.app,
    "flows": flows.app,
    "campaigns": campaigns.app,
    "alerts": alerts.app,
    "analytics": analytics.app,
    "shop": shop.app,
    "setup": setup.app,
}


def add_groups(app: typer.Typer) -> None:
    """Give the command line every group, and `init`."""
    for name, group in GROUPS.items():
        app.add_typer(group, name=name)
    app.command("init")(init.init)
