"""One MCP server's session: held open between turns, shared by all of them, and opened again after it broke."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tools.errors import ShopUnreachable

if TYPE_CHECKING:
    from mcp import ClientSession
    from mcp.types import CallToolResult

logger = logging.getLogger(__name__)

T = TypeVar("T")
Connect = Callable[[], AbstractAsyncContextManager["ClientSession"]]

OPENS_WITHIN = 20.0
"""Seconds for a server to be started or reached, and to greet. A tool's own time is mostly shorter."""
ANSWERS_WITHIN = 2.0
"""Seconds for a server that kept a call waiting to say that it is there, and for a session to end."""
TERMINATED = 32600
"""The code by which the client says that the server no longer knows the session: then it did nothing."""
CLOSED = -32000
"""The code by which the client says that the connection is gone: what the server did is not known."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A session, the task that it was opened in and must be closed in, and what tells that task to."""

    session: "ClientSession"
    keeper: asyncio.Task[None]
    ends: asyncio.Event


class McpSession:
    """Opened when first needed. `connect` reaches the server and greets it."""

    def __init__(self, name: str, connect: Connect) -> None:
        self._name = name
        self._connect = connect
        self._opening = asyncio.Lock()
        self._held: _Held | None = None
        self._in_doubt = False

    async def use(self, ask: "Callable[[ClientSession], Awaitable[T]]") -> T:
        """Ask something of the open session. Raises what reaching the server raises."""
        return await self._asked(await self._current(), ask)

    async def call(self, tool: str, arguments: Mapping[str, Any], *, again: bool) -> "CallToolResult":
        """Call a tool, and once more where the session broke and the call surely was not done, or may be done `again`.

        Raises ShopUnreachable.
        """
        try:
            held = await self._current()
            try:
                return await self._asked(held, lambda session: session.call_tool(tool, dict(arguments)))
            except Exception as error:
                if not (code := _broken(error)):
                    raise
                await self._let_go(held)
                if not again and code != TERMINATED:
                    raise
            return await self.use(lambda session: session.call_tool(tool, dict(arguments)))
        except Exception as error:
            raise ShopUnreachable(f"the MCP server {self._name}: {first_cause(error)}") from error

    async def close(self) -> None:
        """Let go of the session; another use opens it again."""
        if self._held is not None:
            await self._let_go(self._held)

    async def _asked(self, held: _Held, ask: "Callable[[ClientSession], Awaitable[T]]") -> T:
        asking = asyncio.ensure_future(ask(held.session))
        try:
            await _first_of(asking, held.keeper)
        except asyncio.CancelledError:
            self._in_doubt = True
            asking.cancel()
            raise
        if asking.done():
            return asking.result()
        asking.cancel()
        raise ConnectionError("the session broke")

    async def _let_go(self, held: _Held) -> None:
        if self._held is held:
            self._held = None
        held.ends.set()
        await _first_of(held.keeper, within=ANSWERS_WITHIN)
        held.keeper.cancel()

    async def _current(self) -> _Held:
        async with self._opening:
            if self._in_doubt and self._held is not None and not await _answers(self._held):
                await self._let_go(self._held)
            self._in_doubt = False
            if self._held is None or self._held.keeper.done():
                self._held = await self._open()
            return self._held

    async def _open(self) -> _Held:
        opened: asyncio.Future[ClientSession] = asyncio.get_running_loop().create_future()
        ends = asyncio.Event()
        keeper = asyncio.create_task(self._keep(opened, ends), name=f"mcp {self._name}")
        keeper.add_done_callback(self._tell)
        try:
            await _first_of(opened, keeper, within=OPENS_WITHIN)
            if keeper.done():
                keeper.result()
            if not opened.done():
                raise TimeoutError(f"no greeting within {OPENS_WITHIN:g} seconds")
        except BaseException:
            keeper.cancel()
            raise
        return _Held(opened.result(), keeper, ends)

    async def _keep(self, opened: "asyncio.Future[ClientSession]", ends: asyncio.Event) -> None:
        """Open the session and hold it until it is to end or breaks: it must be closed by the task that opened it."""
        async with self._connect() as session:
            opened.set_result(session)
            await ends.wait()

    def _tell(self, keeper: asyncio.Task[None]) -> None:
        if not keeper.cancelled() and (error := keeper.exception()) is not None:
            logger.warning("the session with the MCP server %s broke: %s", self._name, first_cause(error))


async def _answers(held: _Held) -> bool:
    """Tell whether the server says that it is there."""
    asking = asyncio.ensure_future(held.session.send_ping())
    await _first_of(asking, held.keeper, within=ANSWERS_WITHIN)
    if asking.done():
        return asking.exception() is None
    asking.cancel()
    return False


async def _first_of(*waiting: asyncio.Future[Any], within: float | None = None) -> None:
    """Wait until one of them is done, or for so many seconds."""
    await asyncio.wait(set(waiting), timeout=within, return_when=asyncio.FIRST_COMPLETED)


def _broken(error: Exception) -> int:
    """Return by which code a session is of no more use; 0 where it is, and the server merely said no."""
    from mcp import McpError

    if not isinstance(error, McpError):
        return CLOSED
    return error.error.code if error.error.code in (TERMINATED, CLOSED) else 0


def first_cause(error: BaseException) -> str:
    """Return the cause at the bottom of a group of errors."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
