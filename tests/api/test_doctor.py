"""What `doctor` and every start say of settings that cannot work: which it is and what to do, and nothing twice."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.checkup import audit_finding
from api.doctor import examine
from api.settings import Settings
from conversation.errors import Misconfigured
from twolane import app


async def test_a_fault_that_several_checks_meet_is_told_once_with_its_own_remedy(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, simulator=True)
    met = [one for one in await examine(settings) if "TWOLANE_SIMULATOR_TOKEN" in one.fact]
    assert [(one.subject, one.remedy) for one in met] == [
        ("carriers", "without it anybody could text as anybody; choose a long one")
    ]
    (tmp_path / "folder").touch()
    nowhere = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/folder/twolane.db", data_dir=tmp_path)
    met = [one for one in await examine(nowhere) if "folder/twolane.db" in one.fact]
    assert [(one.subject, "TWOLANE_DATABASE_URL" in one.remedy) for one in met] == [("database", True)]


@pytest.mark.parametrize("name", ["mcp_servers", "model_prices", "do_not_call_file"])
async def test_a_file_that_is_named_and_not_there_is_a_fault_before_the_process_starts(
    tmp_path: Path, name: str
) -> None:
    given: dict[str, object] = {name: tmp_path / "gone.yaml"}
    fault = next(
        one for one in await examine(Settings(_env_file=None, data_dir=tmp_path, **given)) if "gone" in one.fact
    )
    assert (fault.subject, bool(fault.remedy)) == ("files", True)


async def test_a_ledger_on_postgres_needs_the_secret_that_proves_what_was_sent(tmp_path: Path) -> None:
    found = await audit_finding(Settings(_env_file=None, data_dir=tmp_path, database_url="postgresql://x/y"))
    assert "TWOLANE_AUDIT_SECRET" in found.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [("TWOLANE_MODEL_TIMEOUT", "s3cret"), ("TWOLANE_EMBEDDINGS", "s3cret"), ("TWOLANE_MODEL_FALLBACKS", "s3cret")],
)
def test_a_setting_that_cannot_be_read_is_one_line_that_names_it_and_not_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    done = CliRunner().invoke(app, ["users", "list"])
    assert isinstance(done.exception, Misconfigured)
    said = str(done.exception)
    assert name.removeprefix("TWOLANE_").casefold() in said.casefold() and "s3cret" not in said
