"""docs/operations.md, done as it says: what a new merchant types is typed here, in order; what is named is there."""

import re
import shlex
from pathlib import Path

import httpx
import pytest
import typer.main
import yaml
from typer.testing import CliRunner

from api.serving import serving
from api.settings import Settings
from api.wiring import open_twolane
from tests.api.served import free_port
from twolane import app

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text()
LINES = [line for block in re.findall(r"```\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
COMMANDS = [line.split("#")[0].strip() for line in LINES if line.startswith("twolane ")]
TYPED = [line for line in COMMANDS if line.split()[1] not in ("serve", "doctor")]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the store file as section 3 has it edited, and the settings of section 2."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", "data")
    monkeypatch.setenv("TWOLANE_PUBLIC_URL", "https://texts.example.com")
    monkeypatch.setenv("TWOLANE_AUDIT_SECRET", "a" * 64)
    (tmp_path / "backups").mkdir()
    store = (ROOT / "examples" / "store.yaml").read_text()
    store = store.replace("registration: pending ", "registration: verified").replace("people: [Dana, Omar]\n", "")
    (tmp_path / "store.yaml").write_text(store)
    return tmp_path


def test_a_new_merchant_with_its_people_is_set_up_from_the_page_alone(machine: Path) -> None:
    runner = CliRunner()
    said: dict[str, str] = {}
    for line in TYPED:
        done = runner.invoke(app, shlex.split(line)[1:])
        assert (done.exit_code, done.exception) == (0, None), f"{line}: {done.output}"
        said[line] = done.output
    assert len(TYPED) >= 10
    people = said["twolane users list"]
    assert [line.split("\t")[1] for line in people.splitlines()] == ["Lena", "Dana", "Omar"]
    assert all(f"{role} of Your Brand" in people for role in ("admin", "lead", "agent"))
    assert all("at https://texts.example.com/" in words for line, words in said.items() if "--link" in line)
    assert "sound" in said["twolane audit verify"]
    assert (machine / "backups" / "today.db").stat().st_size > 0
    faults = runner.invoke(app, ["doctor"]).output
    assert "ok   sender: +18885550199" in faults
    assert "FAIL people: Lena, who manages people, has chosen no password yet" in faults
    assert "twolane users reset-password usr_" in faults
    assert "remedy" in faults.split("ok   database")[0]


async def test_the_process_that_is_set_up_says_that_it_is_well(machine: Path) -> None:
    twolane, port = await open_twolane(Settings(_env_file=None)), free_port()
    async with serving(twolane, "127.0.0.1", port), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()) == (200, {"ledger": "answers", "events": "up", "stumbling": []})
    await twolane.close()


async def test_a_process_whose_ledger_is_gone_does_not_say_that_it_is_well(machine: Path) -> None:
    twolane, port = await open_twolane(Settings(_env_file=None)), free_port()
    async with serving(twolane, "127.0.0.1", port), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        await twolane.house.ledger.close()
        assert (await client.get("/health")).status_code >= 500


def test_whatever_command_or_setting_the_page_names_exists() -> None:
    known = {" ".join(path) for path in _paths(typer.main.get_command(app))}
    named = {found.rstrip(".") for found in re.findall(r"(?:^|`)twolane ((?:[a-z-]+ ?){1,2})", PAGE, re.M)}
    for words in named:
        first, *rest = words.split()
        assert first in known
        group = {path for path in known if path.startswith(f"{first} ")}
        assert not group or not rest or f"{first} {rest[0]}" in known, words
    settings = {field.alias for field in Settings.model_fields.values()}
    assert set(re.findall(r"\bTWOLANE_[A-Z_]+", PAGE)) <= settings


def test_each_extra_that_the_page_installs_is_there() -> None:
    extras = set(re.findall(r"src\[([a-z,]+)\]", PAGE).pop().split(","))
    assert extras <= set(re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text(), re.M))
    assert yaml.safe_load((ROOT / "examples" / "store.yaml").read_text())["numbers"][0]["registration"] == "pending"


def _paths(command: object, *above: str) -> list[tuple[str, ...]]:
    found = [above] if above else []
    for name, below in getattr(command, "commands", {}).items():
        found += _paths(below, *above, name)
    return found
