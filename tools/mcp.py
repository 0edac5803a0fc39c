"""Tools of MCP servers, kept to what the operator allowed: by name, within their terms, about this shopper alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool

from conversation.errors import Misconfigured
from tools.answer import answer
from tools.context import TurnContext
from tools.mcp_servers import SETTING, AllowedTool, Fill, McpServer, read_mcp_servers
from tools.mcp_session import McpSession, first_cause
from tools.terms import Effect, Retry, ToolTerms, on_terms

if TYPE_CHECKING:
    from mcp.types import CallToolResult

LONGEST_ANSWER = 2000
"""Characters of a server's answer that the model reads."""
_FENCES = str.maketrans("", "", "\u27e6\u27e7")


@dataclass(frozen=True, slots=True)
class McpTools:
    """The tools that are allowed, and the sessions by which they are used."""

    tools: tuple[BaseTool, ...] = ()
    sessions: tuple[McpSession, ...] = ()

    async def close(self) -> None:
        """Let go of the servers."""
        for session in self.sessions:
            await session.close()


async def open_mcp_tools(file: Path | None, environ: Mapping[str, str]) -> McpTools:
    """Ask every configured server for the tools that are allowed. Without a file there are none, and nothing is loaded.

    Raises Misconfigured where the extra is missing, a token is, a server cannot be reached or lacks a tool that is
    allowed.
    """
    if file is None:
        return McpTools()
    servers = read_mcp_servers(file)
    try:
        from langchain_mcp_adapters.client import MultiServerMCPClient
    except ModuleNotFoundError as error:
        raise Misconfigured(SETTING, "MCP servers need another package: pip install 'twolane[mcp]'") from error
    client = MultiServerMCPClient({server.name: cast(Any, server.connection(environ)) for server in servers})
    opened = McpTools((), tuple(_session(client, server) for server in servers))
    try:
        tools = [tool for server, one in zip(servers, opened.sessions, strict=True) for tool in await _of(server, one)]
    except Misconfigured:
        await opened.close()
        raise
    return McpTools(tuple(tools), opened.sessions)


def _session(client: Any, server: McpServer) -> McpSession:
    return McpSession(server.name, lambda: client.session(server.name))


async def _of(server: McpServer, session: McpSession) -> list[BaseTool]:
    from langchain_mcp_adapters.tools import load_mcp_tools

    try:
        offered = {tool.name: cast(StructuredTool, tool) for tool in await session.use(load_mcp_tools)}
    except Exception as error:
        where = server.url or " ".join(server.command)
        raise Misconfigured(
            SETTING, f"the server {server.name} ({where}) does not answer: {first_cause(error)}"
        ) from error
    missing = [allowed.name for allowed in server.tools if allowed.name not in offered]
    if missing:
        known = ", ".join(sorted(offered)) or "none"
        raise Misconfigured(SETTING, f"{server.name} has no tool {missing[0]!r}; it has {known}")
    return [_kept(server, session, allowed, offered[allowed.name]) for allowed in server.tools]


def _kept(server: McpServer, session: McpSession, allowed: AllowedTool, theirs: StructuredTool) -> BaseTool:
    name = f"{server.name}_{allowed.name}".replace("-", "_")
    schema = _without(cast(dict[str, Any], theirs.args_schema), allowed.fill)

    async def use(runtime: ToolRuntime[TurnContext], **arguments: Any) -> str:
        context = runtime.context
        given = {key: value for key, value in arguments.items() if key in schema["properties"]}
        filled = {key: _filled(what, context) for key, what in allowed.fill.items()}
        said = _words(await session.call(allowed.name, given | filled, again=allowed.reads))
        context.record(name, "answered" if said else "empty", arguments={k: str(v)[:200] for k, v in given.items()})
        if said:
            context.sources.append(f"{name}: {said}")
        return answer(found=bool(said), text=said or None)

    kept = StructuredTool(name=name, description=theirs.description, args_schema=schema, coroutine=use)
    effect = Effect.READS if allowed.reads else Effect.COMMITS
    return on_terms(kept, ToolTerms(effect, allowed.seconds, allowed.most, Retry.NEVER))


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


def _words(result: "CallToolResult") -> str:
    """Return an answer's text on one line; a refusal of the server's has none."""
    if result.isError:
        return ""
    text = " ".join(block.text for block in result.content if block.type == "text")
    return " ".join(text.translate(_FENCES).split())[:LONGEST_ANSWER]
