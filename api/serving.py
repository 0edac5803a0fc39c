"""Running a joined process: the web app, the worker, and in the demo the network's courier."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

import httpx
import uvicorn

from api.analytics.day_keeping import DayKeeping
from api.evaluating import OpensEvaluation
from api.retaining import Retention
from api.settings import Settings
from api.signals import heeding_signals
from api.trust import trusted
from api.wiring import Twolane, open_twolane
from conversation.clock import Clock
from conversation.errors import Misconfigured

STARTING_SECONDS = 15.0


class _Server(uvicorn.Server):
    """Leaves signals to the process: uvicorn ends it as soon as the web app has, while the worker is still at work."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(twolane: Twolane, host: str, port: int) -> AsyncIterator[uvicorn.Server]:
    """Serve the app until the block ends. Raises Misconfigured when the port cannot be had."""
    _check_free(host, port)
    config = uvicorn.Config(
        twolane.app, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=3
    )
    server = _Server(config)
    twolane.app.state.is_stopping = lambda: server.should_exit
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(STARTING_SECONDS):
            while not server.started and not task.done():
                await asyncio.sleep(0.02)
        yield server
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def working(twolane: Twolane) -> AsyncIterator[tuple[asyncio.Task[None], ...]]:
    """Run the worker, and the courier where there is a simulated network, until the block ends.

    Yields their tasks: one that is done has failed, and raises its error when awaited.
    """
    async with httpx.AsyncClient(verify=trusted()) as client:
        house = twolane.house
        tasks = [
            asyncio.create_task(twolane.worker.run()),
            asyncio.create_task(twolane.telling.run()),
            asyncio.create_task(twolane.importer.run_for_ever()),
            asyncio.create_task(twolane.shop_keeping.run_for_ever()),
            asyncio.create_task(DayKeeping(house.ledger, house.clock, house.loops).run()),
            asyncio.create_task(house.alerting.sender.run(house.live)),
        ]
        if house.simulator is not None:
            deliver = twolane.courier(client).run
            tasks.append(asyncio.create_task(house.loops.go_on("the simulated network", deliver, _at_once)))
        if house.settings.retention:
            tasks.append(asyncio.create_task(Retention(house.ledger, house.clock, house.loops).run_daily()))
        if house.evaluation is not None:
            judge = partial(house.evaluation.run, house.ledger, house.clock)
            tasks.append(asyncio.create_task(house.loops.go_on("evaluation", judge, _at_once)))
        if twolane.anchoring is not None:
            tasks.append(asyncio.create_task(twolane.anchoring.run()))
        try:
            yield tuple(tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    with_worker: bool,
    clock: Clock | None = None,
    evaluates: OpensEvaluation | None = None,
) -> None:
    """Serve until the process is told to stop; turns and texts that have begun are finished first."""
    twolane = await open_twolane(settings, clock, evaluates=evaluates)
    await twolane.shelve_policies()
    try:
        async with contextlib.AsyncExitStack() as stack:
            told = stack.enter_context(heeding_signals())
            tasks = await stack.enter_async_context(working(twolane)) if with_worker else ()
            server = await stack.enter_async_context(serving(twolane, host, port))
            print(f"Twolane answers at http://{host}:{port}   (model: {settings.model})", file=sys.stderr, flush=True)
            await until(lambda: told.is_set() or server.should_exit, tasks)
    finally:
        await twolane.close()


async def work(settings: Settings, clock: Clock | None = None, evaluates: OpensEvaluation | None = None) -> None:
    """Run turns and send texts until the process is told to stop; those that have begun are finished first."""
    twolane = await open_twolane(settings, clock, evaluates=evaluates)
    await twolane.shelve_policies()
    try:
        with heeding_signals() as told:
            async with working(twolane) as tasks:
                await until(told.is_set, tasks)
    finally:
        await twolane.close()


async def until(is_over: Callable[[], bool], tasks: tuple[asyncio.Task[None], ...]) -> None:
    """Wait. Raises what a worker's task raised: a web app without its worker must not look well."""
    while not is_over():
        for task in tasks:
            if task.done():
                await task
        await asyncio.sleep(0.2)


async def _at_once() -> None:
    """Rest not at all: the step goes on by itself until it is cancelled or fails."""


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misconfigured("--port", f"{host}:{port} cannot be had ({error.strerror}); name another") from error
