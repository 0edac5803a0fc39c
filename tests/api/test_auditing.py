"""`twolane audit verify`, the key file and the anchors."""

import asyncio
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.anchors import AnchorFile, Anchoring, AnchorsForged
from api.audit_keys import KEY_FILE, anchor_file, audit_keys
from api.cli import audit
from api.settings import Settings
from conversation.clock import ScriptedClock
from conversation.store_sql.opening import open_ledger
from tests.compliance.logged import tell_story
from tests.conversation.world import MERCHANT

NOON = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def settings_in(folder: Path, **others: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **others)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The story in a data directory, its heads noted."""
    chosen = settings_in(tmp_path)

    async def live() -> None:
        keys = audit_keys(chosen)
        assert keys is not None
        ledger = await open_ledger(chosen.ledger_url, audit=keys)
        await tell_story(ledger)
        await Anchoring(ledger, ScriptedClock(NOON), anchor_file(chosen, keys)).note()
        await ledger.close()

    asyncio.run(live())
    return chosen


def verified(folder: Path) -> tuple[int, dict[str, object]]:
    ran = CliRunner().invoke(audit.app, ["verify", "--json", "--data-dir", str(folder)])
    return ran.exit_code, json.loads(ran.stdout)


def test_a_sound_log_exits_with_0_and_says_how_far_it_is_anchored(settings: Settings) -> None:
    code, report = verified(settings.data_dir)
    assert (code, report["verdict"]) == (0, "sound")
    [chain] = report["chains"]  # type: ignore[misc]
    assert chain["merchant"] == MERCHANT.id
    assert chain["anchored_to"] == chain["entries"]
    words = CliRunner().invoke(audit.app, ["verify", "--data-dir", str(settings.data_dir)]).stdout
    assert "anchored to entry" in words


def test_the_key_file_is_its_owners_alone_and_is_made_once(settings: Settings) -> None:
    path = settings.data_dir / KEY_FILE
    before = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    audit_keys(settings)
    assert path.read_text() == before


def test_with_another_key_the_log_does_not_pass(settings: Settings) -> None:
    (settings.data_dir / KEY_FILE).write_text("00" * 32)
    ran = CliRunner().invoke(audit.app, ["verify", "--data-dir", str(settings.data_dir)])
    assert isinstance(ran.exception, AnchorsForged)


def test_postgres_without_a_secret_proves_nothing(tmp_path: Path) -> None:
    assert audit_keys(settings_in(tmp_path, database_url="postgresql://nobody@nowhere/none")) is None


def test_a_forged_anchor_is_refused(settings: Settings) -> None:
    keys = audit_keys(settings)
    assert keys is not None
    file = anchor_file(settings, keys)
    noted = json.loads(file.path.read_text())
    noted["anchors"] = noted["anchors"].replace("[", "[1", 1)
    file.path.write_text(json.dumps(noted))
    with pytest.raises(AnchorsForged, match="not written with this key"):
        AnchorFile(file.path, keys).read()


def test_an_anchor_never_moves_back(settings: Settings) -> None:
    keys = audit_keys(settings)
    assert keys is not None
    file = anchor_file(settings, keys)
    before = file.read()

    async def note_a_younger_ledger() -> None:
        ledger = await open_ledger(f"sqlite:///{settings.data_dir / 'younger.db'}", audit=keys)
        await Anchoring(ledger, ScriptedClock(NOON), file).note()
        await ledger.close()

    asyncio.run(note_a_younger_ledger())
    assert file.read() == before


def test_where_there_is_nothing_to_verify_it_says_so(tmp_path: Path) -> None:
    ran = CliRunner().invoke(audit.app, ["verify", "--data-dir", str(tmp_path)])
    assert ran.exit_code == 0
    assert "there is no merchant here, so that nothing was compared" in ran.stdout
