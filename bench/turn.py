"""What one whole turn costs in CPU, beside a bare `openai` loop over the same model in the same run.

A whole turn: signed webhook -> text and intent in one durable commit -> lease -> view -> agent, with two model calls
and `lookup_cart` between them -> gate -> durable commit with the text's claim -> simulated network -> settled.

A machine's speed drifts by a third within seconds. So single turns alternate, and so does which of the two goes first:
drift meets both alike. A repetition is some such pairs, and its ratio is that of their sums, not of single turns: what
comes only now and then counts as well, be it a checkpoint of the database, a collection of garbage, or the index of
words, which a worker brings up to date once a second and this once a repetition. The median of the repetitions' ratios
is reported, with the quartiles beside it: a neighbour's burst in one repetition moves neither.

CPU time is this process's, all threads together; the model is a process of its own. Both loops stay on one core, as
where each core has a worker of its own: between two idle cores the threads' waking each other costs a tenth more.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from openai import AsyncOpenAI

from api.loop import run
from api.sample_world import NUMBER
from api.serving import serving
from api.stage import network_of
from api.wiring import Twolane
from api.worker import INDEXED_AT_ONCE
from bench.bare import bare_turn
from bench.mock_openai import TEXT
from bench.model_process import free_port, running_model
from bench.one_core import stay_on_one_core
from bench.report import Figure, as_json, as_text
from bench.webhook import Caller, calling, text_request
from bench.world import SHOPPER_WROTE, WE_WROTE, add_conversation, open_world, phone
from conversation.ledger import Books

LENGTHS = (10, 100, 500)
REPETITIONS = {10: 30, 100: 12, 500: 6}
"""The cheaper a turn, the more of it is noise. All of them take about a minute."""
OTHERWISE = 12
QUESTION = "What is in my cart, and what does it come to?"
WARM_UP = 5


class TurnLost(Exception):
    """A turn did not end with its text on the phone: its cost means nothing."""


class Whole:
    """Whole turns of Twolane, each in a conversation of its own."""

    def __init__(self, twolane: Twolane, port: int) -> None:
        self.port = port
        self._twolane = twolane
        self._shoppers = 0

    async def prepare(self, turns: int, length: int) -> list[tuple[str, bytes]]:
        """Write `turns` conversations of `length` old texts; return each shopper's number and next signed text."""
        first, self._shoppers = self._shoppers, self._shoppers + turns
        numbers = range(first, self._shoppers)
        clock, ledger = self._twolane.house.clock, self._twolane.house.ledger

        def command(books: Books) -> None:
            for number in numbers:
                add_conversation(books, number, length, clock.now())

        await ledger.write(command)
        await self.index_words()
        return [(phone(number), self._request(number)) for number in numbers]

    async def turn(self, caller: Caller, request: bytes) -> None:
        """Deliver a text and do everything that follows from it."""
        await caller.post(request)
        await self._twolane.worker.drain()

    async def index_words(self) -> None:
        """Do what a worker does once a second for all texts together."""
        while await self._twolane.house.ledger.write(lambda books: books.index_words(INDEXED_AT_ONCE)):
            pass

    def check(self, number: str) -> None:
        """Raises TurnLost unless the model's text is on the phone."""
        texts = network_of(self._twolane).phone(number)
        if len(texts) != 1 or TEXT not in texts[0].body:
            raise TurnLost(f"{number} got {[text.body for text in texts]}")

    def _request(self, number: int) -> bytes:
        token = self._twolane.house.settings.simulator_token.get_secret_value()
        return text_request(f"127.0.0.1:{self.port}", phone(number), NUMBER, QUESTION, token, f"SMbench{number:025}")


async def measure(
    lengths: tuple[int, ...], turns: int, repetitions: int | None, *, on_all_cores: bool = False
) -> list[Figure]:
    """Measure whole and bare turns by turns, at each length."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="twolane-bench-")))
        model_url = stack.enter_context(running_model())
        if not on_all_cores:
            stay_on_one_core()
        port = free_port()
        twolane = await stack.enter_async_context(open_world(folder, port, model_url))
        await stack.enter_async_context(serving(twolane, "127.0.0.1", port))
        whole = Whole(twolane, port)
        client = await stack.enter_async_context(AsyncOpenAI(api_key="bench", base_url=model_url))
        await _repetition(whole, client, WARM_UP, LENGTHS[0])
        return [await _figure(whole, client, length, turns, repetitions) for length in lengths]


async def _figure(whole: Whole, client: AsyncOpenAI, length: int, turns: int, repetitions: int | None) -> Figure:
    enough = repetitions or REPETITIONS.get(length, OTHERWISE)
    measured = [await _repetition(whole, client, turns, length) for _ in range(enough)]
    return Figure(length, tuple(ours for ours, _ in measured), tuple(bare for _, bare in measured))


async def _repetition(whole: Whole, client: AsyncOpenAI, turns: int, length: int) -> tuple[float, float]:
    """Return the CPU-ms of a whole turn and of a bare one."""
    prepared = await whole.prepare(turns, length)
    texts = [WE_WROTE if place % 2 else SHOPPER_WROTE for place in range(length)] + [QUESTION]
    ours, bare = Spent(), Spent()
    gc.collect()
    async with calling(whole.port) as caller:
        for place, (_, request) in enumerate(prepared):
            is_bare_first = bool(place % 2)
            if is_bare_first:
                await bare.on(bare_turn(client, texts))
            await ours.on(whole.turn(caller, request))
            if not is_bare_first:
                await bare.on(bare_turn(client, texts))
        await ours.on(whole.index_words())
    for number, _ in prepared:
        whole.check(number)
    return ours.cpu_ms / turns, bare.cpu_ms / turns


@dataclass(slots=True)
class Spent:
    """CPU time of this process, all threads together."""

    cpu_ms: float = 0.0

    async def on(self, work: Awaitable[object]) -> None:
        """Do `work`, and add what it costs."""
        began = time.process_time()
        await work
        self.cpu_ms += (time.process_time() - began) * 1000


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS, help="stored messages before the turn")
    parser.add_argument("--turns", type=int, default=10, help="pairs of turns in each repetition")
    parser.add_argument("--repetitions", type=int, help="their median counts; by default the fewer the longer")
    parser.add_argument("--all-cores", action="store_true", help="let the threads of both loops use every core")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    lengths = tuple(given.lengths)
    figures = run(measure(lengths, given.turns, given.repetitions, on_all_cores=given.all_cores))
    print(json.dumps(as_json(figures), indent=2) if given.json else as_text(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
