"""A process that is told to stop finishes what it has begun."""

import asyncio
import contextlib
import os
import signal
from dataclasses import replace
from pathlib import Path

from api.serving import serving
from api.settings import Settings
from api.signals import heeding_signals
from api.stage import open_stage
from api.wiring import open_twolane
from channels.carrier import Outgoing, Receipt
from conversation.outbox import OutboxState
from tests.api.pages import NOON
from tests.api.served import free_port
from tests.channels.sending_world import World


async def test_a_text_that_a_carrier_is_being_given_is_sent_and_written_down_though_the_worker_stops() -> None:
    world, begun, goes_on = World("twilio"), asyncio.Event(), asyncio.Event()
    quick = world.network.send

    async def slow(outgoing: Outgoing) -> Receipt:
        begun.set()
        await goes_on.wait()
        return await quick(outgoing)

    world.network.send = slow  # type: ignore[method-assign]
    row = await world.text()
    async with open_stage(NOON) as stage:
        worker = replace(stage.twolane.worker, ledger=world.ledger, sender=world.sender, clock=world.clock, slots=0)
        running = asyncio.create_task(worker.run())
        await begun.wait()
        running.cancel()
        asyncio.get_running_loop().call_later(0.1, goes_on.set)
        with contextlib.suppress(asyncio.CancelledError):
            await running
    assert (world.network.sent, (await world.row(row)).state) == (1, OutboxState.SENT)


async def test_the_first_signal_is_heeded_and_the_next_ends_the_process() -> None:
    for one in (signal.SIGTERM, signal.SIGINT):
        with heeding_signals() as told:
            assert not told.is_set()
            os.kill(os.getpid(), one)
            await asyncio.wait_for(told.wait(), 5)
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


async def test_the_web_app_leaves_signals_to_the_process_that_also_works(tmp_path: Path) -> None:
    twolane = await open_twolane(Settings(_env_file=None, data_dir=tmp_path))
    with heeding_signals() as told:
        async with serving(twolane, "127.0.0.1", free_port()):
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(told.wait(), 5)
    await twolane.close()
