"""What `doctor` asks about what a process reads and opens when it starts."""

import os

from agent.prices import read_prices
from api.audit_keys import SETTING, audit_keys
from api.finding import Finding
from api.ledgers import opened
from api.settings import Settings
from compliance.number_lists import open_number_lists
from tools.mcp import open_mcp_tools


async def audit_finding(settings: Settings) -> Finding:
    """Open the ledger with the secret that seals its log. Raises Misconfigured for another than it is sealed with."""
    if audit_keys(settings) is None:
        remedy = f"set {SETTING} to one long random value, the same for every process (openssl rand -hex 32)"
        return Finding("audit log", "nothing that is sent could be proven", remedy)
    async with opened(settings):
        return Finding("audit log", "the ledger opens with the secret that it is sealed with")


async def files_finding(settings: Settings) -> Finding:
    """Read the files that settings name, and ask the MCP servers in one of them. Raises Misconfigured or Invalid."""
    read_prices(settings.model_prices)
    open_number_lists(settings.do_not_call_file, settings.reassigned_file)
    lent = await open_mcp_tools(settings.mcp_servers, os.environ)
    await lent.close()
    return Finding("files", f"those that settings name can be read; {len(lent.tools)} tool(s) of MCP servers")
