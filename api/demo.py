"""The demo: a store, three abandoned carts, and a clock that stands on a Tuesday morning where the shopper lives."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from api.sample_world import record_double_opt_in, seed_replies, seed_store
from api.second_brand import seed_second_brand
from api.settings import Settings
from api.wiring import Twolane
from conversation.clock import Clock, ShiftedClock, SystemClock
from tools.sample_catalog import sample_catalog
from tools.sample_checkout import checkout_post, sample_checkout

SHOPPERS = ("noah_brown_6181", "ivan_santos_7021", "mei_kovacs_8020")
FIRST_SHOPPER_ZONE = ZoneInfo("America/Denver")
START_TIME = (10, 30)
TUESDAY = 1


def demo_settings(folder: Path, port: int, base: Settings) -> Settings:
    """Return settings for a demo in `folder`, with secrets of its own that survive a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = _secrets(folder / "demo-secrets.json")
    return base.model_copy(
        update={
            "data_dir": folder,
            "public_url": f"http://127.0.0.1:{port}",
            "demo": True,
            "shopify_client_secret": SecretStr(kept["shop"]),
            "simulator_token": SecretStr(kept["network"]),
        }
    )


class DemoClock(ShiftedClock):
    """A clock that ticks from a Tuesday 10:30 in the first shopper's zone. Its offset is kept in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._read_at = 0.0
        if path.exists():
            self._load()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.jump_to(tuesday_morning(datetime.now(UTC)))

    def now(self) -> datetime:
        if self._path.stat().st_mtime != self._read_at:
            self._load()
        return super().now()

    def jump_to(self, moment: datetime) -> None:
        super().jump_to(moment)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"offset_seconds": self.offset.total_seconds()}), encoding="utf-8")
        fresh.replace(self._path)
        self._read_at = self._path.stat().st_mtime

    def _load(self) -> None:
        self._read_at = self._path.stat().st_mtime
        kept = json.loads(self._path.read_text(encoding="utf-8"))
        self.offset = timedelta(seconds=kept["offset_seconds"])


def demo_clock(settings: Settings) -> DemoClock:
    """Return the clock that every process of one demo shares."""
    return DemoClock(settings.data_dir / "clock.json")


def clock_for(settings: Settings) -> Clock:
    """Return the demo's clock in the demo, the machine's own everywhere else."""
    return demo_clock(settings) if settings.demo else SystemClock()


def tuesday_morning(now: datetime) -> datetime:
    """Return the next Tuesday 10:30 in the first shopper's zone."""
    local = now.astimezone(FIRST_SHOPPER_ZONE)
    hour, minute = START_TIME
    day = local + timedelta(days=(TUESDAY - local.weekday()) % 7)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


async def seed_demo(twolane: Twolane, client: httpx.AsyncClient) -> None:
    """Let three shoppers leave carts through the signed shop webhook, unless they have: their first texts are due."""
    house = twolane.house
    await house.ledger.write(seed_store)
    await twolane.shelve_policies()
    if await house.ledger.read(lambda books: books.conversations(tuple(row.id for row in books.merchants()), limit=1)):
        return
    now, catalog = house.clock.now(), sample_catalog()
    secret = house.settings.shopify_client_secret.get_secret_value()
    await house.ledger.write(lambda books: seed_replies(books, now))
    await house.ledger.write(lambda books: [record_double_opt_in(books, one, now) for one in catalog.shoppers])
    for user_id in SHOPPERS:
        post = checkout_post(sample_checkout(user_id, at=now - timedelta(minutes=30)), secret)
        answer = await client.post("/webhooks/shopify", content=post.body, headers=dict(post.headers))
        answer.raise_for_status()
    await house.ledger.write(lambda books: seed_second_brand(books, now))


def _secrets(path: Path) -> dict[str, str]:
    if not path.exists():
        made = {"shop": secrets.token_hex(16), "network": secrets.token_hex(16)}
        path.write_text(json.dumps(made), encoding="utf-8")
        path.chmod(0o600)
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
