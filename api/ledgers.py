"""Opening the ledger for one command: with its audit log, so that what the command writes is vouched for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.audit_keys import audit_keys
from api.settings import Settings
from conversation.ledger import Ledger
from conversation.store_sql.opening import open_ledger


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Ledger]:
    """Open the ledger and close it afterwards. Raises Misconfigured."""
    ledger = await open_ledger(settings.ledger_url, audit=audit_keys(settings))
    try:
        yield ledger
    finally:
        await ledger.close()
