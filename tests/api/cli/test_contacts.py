"""`twolane contacts` and `twolane retention`: what they say, what they refuse, and what is left on the disk."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.ledgers import opened
from api.settings import Settings
from channels.simulator_file import SimulatorFile
from channels.simulator_phones import Direction, Phones
from channels.status import CarrierStatus
from conversation.clock import ScriptedClock
from conversation.consent import SuppressionReason
from conversation.errors import Invalid, Misconfigured, OnHold, Unknown
from conversation.store_sql.sqlite_files import connect_to_read
from conversation.suppression import suppress
from tests.conversation.test_erasing import PHONE, SECRETS, WORDING, live
from tests.conversation.world import MERCHANT, NOW
from twolane import app

WHO = ("--by", "case 77", "--reason", "asked to be forgotten")


@pytest.fixture
async def data_dir(tmp_path: Path) -> Path:
    async with opened(Settings(data_dir=tmp_path)) as ledger:
        await live(ledger)
        await ledger.write(lambda books: suppress(books, MERCHANT.id, PHONE, SuppressionReason.OPT_OUT, "STOP", NOW))
    network = SimulatorFile(str(tmp_path / "network.db"))
    Phones(network).keep(
        direction=Direction.FROM_PHONE,
        phone=PHONE,
        business="+18885550100",
        body="peppermint",
        at=NOW,
        status=CarrierStatus.DELIVERED,
    )
    network.close()
    return tmp_path


def contacts(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["contacts", *arguments, "--merchant", MERCHANT.id, "--data-dir", str(data_dir)])


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_a_dry_run_says_what_would_go_and_changes_nothing(data_dir: Path) -> None:
    before = bytes_of(data_dir)
    told = contacts(data_dir, "erase", PHONE, *WHO, "--dry-run")
    assert told.exit_code == 0, told.output
    assert "would erase" in told.output and "nothing was changed" in told.output
    assert PHONE.encode() in bytes_of(data_dir) and b"peppermint" in before
    assert contacts(data_dir, "erase", PHONE, *WHO, "--dry-run").output == told.output


def test_erasing_says_what_is_kept_and_why_and_leaves_no_trace(data_dir: Path) -> None:
    told = contacts(data_dir, "erase", "(303) 555-0147", *WHO)
    assert told.exit_code == 0, told.output
    for words in ("by request of case 77", "2 consents with wording", "1 record of sending", "the opt-out", "backups"):
        assert words in told.output
    assert not any(secret in told.output for secret in SECRETS)
    left = bytes_of(data_dir)
    assert [secret for secret in SECRETS if secret.encode() in left] == []
    verified = CliRunner().invoke(app, ["audit", "verify", "--data-dir", str(data_dir)])
    assert verified.exit_code == 0, verified.output
    assert "by request of case 77" in verified.output
    with pytest.raises(Unknown):
        raise contacts(data_dir, "erase", PHONE, *WHO).exception or AssertionError


def test_a_hold_is_placed_respected_and_released(data_dir: Path) -> None:
    held = contacts(data_dir, "hold", PHONE, "--by", "counsel", "--reason", "Doe v. Tidewater")
    assert held.exit_code == 0 and "is held" in held.output
    assert isinstance(contacts(data_dir, "erase", PHONE, *WHO).exception, OnHold)
    assert contacts(data_dir, "release", PHONE, "--by", "counsel").exit_code == 0
    assert contacts(data_dir, "erase", PHONE, *WHO).exit_code == 0


def test_what_cannot_be_is_named(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(contacts(data_dir, "erase", "555", *WHO).exception, Invalid)
    other = ["contacts", "erase", PHONE, *WHO, "--merchant", "mer_none", "--data-dir", str(data_dir)]
    assert isinstance(CliRunner().invoke(app, other).exception, Unknown)
    monkeypatch.setattr("api.forgetting.audit_keys", lambda settings: None)
    assert isinstance(contacts(data_dir, "erase", PHONE, *WHO).exception, Misconfigured)


def test_retention_says_what_went(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = ScriptedClock(NOW + timedelta(days=MERCHANT.settings.retention_days + 4))
    monkeypatch.setattr("api.forgetting.clock_for", lambda settings: later)
    told = CliRunner().invoke(app, ["retention", "run", "--data-dir", str(data_dir)])
    assert told.exit_code == 0, told.output
    assert told.output.startswith("3 texts")
    assert b"peppermint" not in (data_dir / "twolane.db").read_bytes()


def test_retention_leaves_no_older_page_though_somebody_has_the_ledger_open(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = ScriptedClock(NOW + timedelta(days=MERCHANT.settings.retention_days + 4))
    monkeypatch.setattr("api.forgetting.clock_for", lambda settings: later)
    with closing(connect_to_read(data_dir / "twolane.db")) as reader:
        reader.execute("SELECT count(*) FROM messages").fetchone()
        CliRunner().invoke(app, ["retention", "run", "--data-dir", str(data_dir)])
        files = [path.read_bytes() for path in data_dir.glob("twolane.db*")]
        assert len(files) > 1 and not any(b"peppermint" in held for held in files)


def test_a_record_is_exported_once_to_one_file(data_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "record.html"
    command = ["audit", "export", "--contact", PHONE, "--merchant", MERCHANT.id, "--out", str(out)]
    told = CliRunner().invoke(app, [*command, "--data-dir", str(data_dir)])
    assert told.exit_code == 0, told.output
    assert "audit log: sound" in told.output
    assert "peppermint" in out.read_text(encoding="utf-8")
    assert isinstance(CliRunner().invoke(app, [*command, "--data-dir", str(data_dir)]).exception, Invalid)


def test_consent_that_is_imported_is_vouched_for_and_an_erased_opt_out_still_binds(data_dir: Path) -> None:
    assert contacts(data_dir, "erase", PHONE, *WHO).exit_code == 0
    rows = data_dir / "consents.csv"
    header = "phone,scope,wording,method,source,obtained_at\n"
    rows.write_text(f"{header}{PHONE},marketing,{WORDING},paper,shop counter,2026-11-25T10:00:00Z\n", encoding="utf-8")
    command = ["consents", "import", str(rows), "--merchant", MERCHANT.id, "--data-dir", str(data_dir)]
    taken = CliRunner().invoke(app, command)
    assert taken.exit_code == 0, taken.output
    shown = CliRunner().invoke(app, ["consents", "show", PHONE, *command[3:]])
    assert "opted out" in shown.output
    verified = CliRunner().invoke(app, ["audit", "verify", "--data-dir", str(data_dir)])
    assert verified.exit_code == 0, verified.output
