"""Tools of MCP servers, kept to what the operator allowed: by name, within their terms, about this shopper alone."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from langchain.tools import ToolRuntime
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool

from conversation.errors import Misconfigured
from tools.answer import answer
from tools.context import TurnContext
from tools.errors import ShopUnreachable
from tools.mcp_servers import SETTING, AllowedTool, Fill, McpServer, read_mcp_servers
from tools.terms import Effect, Retry, ToolTerms, on_terms

LONGEST_ANSWER = 2000
"""Characters of a server's answer that the model reads."""
_FENCES = str.maketrans("", "", "\u27e6\u27e7")


async def open_mcp_tools(file: Path | None) -> list[BaseTool]:
    """Ask every configured server for the tools that are allowed. Without a file there are none, and nothing is loaded.

    Raises Misconfigured where the extra is missing, a server cannot be reached or lacks a tool that is allowed.
    """
    if file is None:
        return []
    servers = read_mcp_servers(file)
    try:
        from langchain_mcp_adapters.client import MultiServerMCPClient
    except ModuleNotFoundError as error:
        raise Misconfigured(SETTING, "MCP servers need another package: pip install 'twolane[mcp]'") from error
    client = MultiServerMCPClient({server.name: cast(Any, _connection(server)) for server in servers})
    return [tool for server in servers for tool in await _tools_of(client, server)]


async def _tools_of(client: Any, server: McpServer) -> list[BaseTool]:
    try:
        offered = {tool.name: tool for tool in await client.get_tools(server_name=server.name)}
    except Exception as error:
        raise Misconfigured(SETTING, f"the server {server.name} does not answer: {_first(error)}") from error
    missing = [allowed.name for allowed in server.tools if allowed.name not in offered]
    if missing:
        known = ", ".join(sorted(offered)) or "none"
        raise Misconfigured(SETTING, f"{server.name} has no tool {missing[0]!r}; it has {known}")
    return [_kept(server, allowed, offered[allowed.name]) for allowed in server.tools]


def _kept(server: McpServer, allowed: AllowedTool, theirs: StructuredTool) -> BaseTool:
    name = f"{server.name}_{allowed.name}".replace("-", "_")
    schema = _without(cast(dict[str, Any], theirs.args_schema), allowed.fill)

    async def use(runtime: ToolRuntime[TurnContext], **arguments: Any) -> str:
        context = runtime.context
        given = {key: value for key, value in arguments.items() if key in schema["properties"]}
        filled = {key: _filled(what, context) for key, what in allowed.fill.items()}
        said = await _asked(theirs, given | filled)
        context.record(name, "answered" if said else "empty", arguments={k: str(v)[:200] for k, v in given.items()})
        if said:
            context.sources.append(f"{name}: {said}")
        return answer(found=bool(said), text=said or None)

    kept = StructuredTool(name=name, description=theirs.description, args_schema=schema, coroutine=use)
    effect = Effect.READS if allowed.reads else Effect.COMMITS
    return on_terms(kept, ToolTerms(effect, allowed.seconds, allowed.most, Retry.NEVER))


async def _asked(theirs: BaseTool, arguments: dict[str, Any]) -> str:
    """Return what the server says. Raises ShopUnreachable where it cannot be asked: the turn goes on without it."""
    call = {"args": arguments, "id": "1", "name": theirs.name, "type": "tool_call"}
    try:
        return _words(await theirs.ainvoke(call))
    except Exception as error:
        raise ShopUnreachable(_first(error)) from error


def _without(schema: Mapping[str, Any], filled: Iterable[str]) -> dict[str, Any]:
    """Return the schema of the arguments that the model may choose."""
    hidden = set(filled)
    properties = {key: about for key, about in schema.get("properties", {}).items() if key not in hidden}
    required = [key for key in schema.get("required", ()) if key not in hidden]
    return {**schema, "type": "object", "properties": properties, "required": required}


def _filled(what: Fill, context: TurnContext) -> str:
    match what:
        case Fill.PHONE:
            return context.contact.phone
        case Fill.FIRST_NAME:
            return context.contact.first_name
        case Fill.CONVERSATION:
            return context.conversation.id


def _words(result: object) -> str:
    """Return an answer's text on one line; a refusal of the server's has none."""
    if not isinstance(result, ToolMessage) or result.status == "error":
        return ""
    return " ".join(result.text.translate(_FENCES).split())[:LONGEST_ANSWER]


def _connection(server: McpServer) -> dict[str, object]:
    if server.url:
        return {"transport": "streamable_http", "url": server.url}
    return {"transport": "stdio", "command": server.command[0], "args": server.command[1:]}


def _first(error: BaseException) -> str:
    """Return the cause at the bottom of a group of errors."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
