"""`twolane recovery`, as the operator types it."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conversation.errors import TwolaneError
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import DANA, MERCHANT, OMAR, seed
from twolane import app


@pytest.fixture
async def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", str(tmp_path))
    address = f"sqlite:///{tmp_path / 'twolane.db'}"
    ledger = await open_ledger(address)
    await ledger.write(seed)
    await ledger.close()
    return address


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["recovery", *words])


def test_it_is_off_until_it_is_switched_on_for_a_team(url: str) -> None:
    assert run("show").stdout == "Tidewater: P2P Cart Recovery is off\n"
    made = run("on", "--person", DANA.id, "--person", OMAR.id)
    assert (made.exit_code, made.stdout) == (0, "Tidewater: P2P Cart Recovery is on: Dana, Omar\n")
    assert run("off").stdout == "Tidewater: P2P Cart Recovery is off: Dana, Omar\n"
    acts = asyncio.run(_acts(url))
    assert acts == ["recovery.switched", "recovery.switched", "recovery.team_changed"]


def test_nobody_unknown_comes_onto_a_team(url: str) -> None:
    refused = run("on", "--person", "usr_nobody")
    assert isinstance(refused.exception, TwolaneError)
    assert run("show").stdout == "Tidewater: P2P Cart Recovery is off\n"


async def _acts(url: str) -> list[str]:
    ledger = await open_ledger(url)
    acts = await ledger.read(lambda books: books.acts(MERCHANT.id, 9))
    await ledger.close()
    return sorted(act.kind.value for act in acts)
