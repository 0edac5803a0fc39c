"""What Conversations costs a server in CPU when there is a lot: the list by each filter, searches, one conversation.

Each page is asked for whole, as a browser asks first, and as the fragment that follows the ledger. CPU time is this
process's, all threads together: the client's own part is in it, a few milliseconds.
"""

import argparse
import gc
import json
import os
import platform
import shlex
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from pydantic import SecretStr

from api.loop import run
from api.session import PERSON
from api.settings import Settings
from api.wiring import open_twolane
from bench.crowd import LEAD, NOW, TEXTS, seed_crowd, write_crowd
from conversation.clock import ScriptedClock
from conversation.filter import Filter

AIM_MS = 150.0
"""The most that any of them may cost."""
SEARCHES = {
    "a common word": "jacket",
    "a common beginning": "jac",
    "two letters": "th",
    "many common words": "the jacket is still in my cart",
    "a rare word": "481516",
    "a common name": "maria",
    "a whole name": "maria garcia",
    "an area code": "(205) 555",
    "a number": "+1 205 555 0042",
    "nothing there": "xylophone",
}
PACKAGES = ("fastapi", "jinja2", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU-ms of one request, once for each repetition."""

    what: str
    path: str
    cpu_ms: tuple[float, ...]

    @property
    def worst(self) -> float:
        return max(self.cpu_ms)


async def measure(folder: Path, conversations: int, repetitions: int) -> list[Cost]:
    """Measure every page over a crowd of `conversations`, written into `folder` unless one is there."""
    path = folder / f"crowd-{conversations}.db"
    is_there = path.exists()
    twolane = await open_twolane(_settings(folder, path), ScriptedClock(NOW))
    try:
        if not is_there:
            await twolane.house.ledger.write(seed_crowd)
            write_crowd(path, conversations)
        transport = httpx.ASGITransport(twolane.app)
        cookies = {PERSON: LEAD.id}
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", cookies=cookies) as client:
            open_id = await _somewhere(client)
            return [await _cost(client, what, path, repetitions) for what, path in _pages(open_id).items()]
    finally:
        await twolane.close()


def _settings(folder: Path, path: Path) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=folder,
        database_url=f"sqlite:///{path}",
        simulator_token=SecretStr("bench-network"),
        shopify_client_secret=SecretStr("bench-shop"),
        redis_url="",
        retention=False,
        demo=True,
    )


async def _somewhere(client: httpx.AsyncClient) -> str:
    """Return a conversation in the middle of the list."""
    answer = await client.get("/api/conversations", params={"limit": 200})
    answer.raise_for_status()
    found: str = answer.json()["items"][100]["id"]
    return found


def _pages(open_id: str) -> dict[str, str]:
    lists = {f"list, {one.value}": f"/conversations/list?show={one.value}&open={open_id}" for one in Filter}
    searches = {
        f"search, {what}": str(httpx.URL("/conversations/list", params={"q": q})) for what, q in SEARCHES.items()
    }
    return {
        **lists,
        **searches,
        "whole page, list": "/conversations",
        "whole page, conversation": f"/conversations/{open_id}",
        "conversation": f"/conversations/{open_id}/thread",
        "REST, conversation": f"/api/conversations/{open_id}",
        "REST, list": "/api/conversations",
        "REST, cases": "/api/cases",
    }


async def _cost(client: httpx.AsyncClient, what: str, path: str, repetitions: int) -> Cost:
    """Measure one request, after one that is not counted: a server's first has its statements to prepare."""
    spent = []
    gc.collect()
    for _ in range(repetitions + 1):
        began = time.process_time()
        answer = await client.get(path)
        spent.append((time.process_time() - began) * 1000)
        answer.raise_for_status()
    return Cost(what, path, tuple(spent[1:]))


def as_json(costs: list[Cost], conversations: int) -> dict[str, Any]:
    """Return everything that is reported."""
    return {
        "command": shlex.join(["python", *sys.argv]),
        "python": platform.python_version(),
        "versions": {"sqlite": sqlite_version, **{name: version(name) for name in PACKAGES}},
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        "conversations": conversations,
        "messages": conversations * TEXTS,
        "aim_cpu_ms": AIM_MS,
        "pages": [
            {
                "what": cost.what,
                "path": cost.path,
                "median_cpu_ms": round(median(cost.cpu_ms), 1),
                "worst_cpu_ms": round(cost.worst, 1),
                "repetitions": len(cost.cpu_ms),
            }
            for cost in costs
        ],
    }


def as_text(costs: list[Cost], conversations: int) -> str:
    """Return the report as a table for a terminal."""
    report = as_json(costs, conversations)
    versions = ", ".join(f"{name} {number}" for name, number in report["versions"].items())
    lines = [
        f"command   {report['command']}",
        f"versions  python {report['python']}, {versions}",
        f"machine   {report['machine']['cores']} cores, {report['machine']['system']}",
        f"ledger    {report['conversations']:,} conversations, {report['messages']:,} messages",
        "",
        f"CPU-ms of one request, all threads of the process; the aim is under {AIM_MS:g} each.",
        "",
        f"{'page':<32} {'median':>8} {'worst':>8}",
    ]
    for page in report["pages"]:
        lines.append(f"{page['what']:<32} {page['median_cpu_ms']:>8.1f} {page['worst_cpu_ms']:>8.1f}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Exit with 1 when any page costs more than the aim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=100_000, help=f"of {TEXTS} messages each")
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="keep the ledger here, and use it again")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(TemporaryDirectory(prefix="twolane-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        costs = run(measure(folder, given.conversations, given.repetitions))
    show = as_json(costs, given.conversations) if given.json else as_text(costs, given.conversations)
    print(json.dumps(show, indent=2) if given.json else show)
    return int(any(cost.worst >= AIM_MS for cost in costs))


if __name__ == "__main__":
    sys.exit(main())
