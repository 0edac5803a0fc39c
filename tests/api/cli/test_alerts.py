"""`twolane alerts` and what `doctor` says of alerts, as the operator meets them."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr
from standardwebhooks import Webhook
from typer.testing import CliRunner, Result

from api.alerts import checkup
from api.doctor import CHECKS, examine
from api.mail_security import Security
from api.settings import Settings
from conversation.alert import TOPICS
from conversation.errors import Invalid, Unknown
from conversation.store_sql.opening import open_ledger
from tests.api.alerts.receiver import Receiver, mail_server, receiving
from tests.conversation.world import DANA, MERCHANT, seed
from twolane import app


@pytest.fixture
async def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TWOLANE_ALERTS_TO_PRIVATE", "true")
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'twolane.db'}")
    await ledger.write(seed)
    await ledger.close()
    return tmp_path


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver with a loop of its own, for a command runs one too."""
    loop, ready = asyncio.new_event_loop(), asyncio.Event()
    found: list[Receiver] = []
    end = asyncio.Event()

    async def serve() -> None:
        async with receiving() as one:
            found.append(one)
            ready.set()
            await end.wait()

    thread = Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    asyncio.run_coroutine_threadsafe(ready.wait(), loop).result(10)
    yield found[0]
    loop.call_soon_threadsafe(end.set)
    thread.join(10)
    loop.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["alerts", *words])


def test_a_hook_is_added_tested_rotated_and_removed(folder: Path, receiver: Receiver) -> None:
    added = run("add", "--way", "webhook", "--name", "Ours", "--url", f"{receiver.url}/secret/path")
    assert added.exit_code == 0, added.output
    first, hook = added.stdout.strip(), added.stderr.split(":")[0]
    tried = run("test", "--hook", hook)
    assert (tried.exit_code, tried.stdout) == (0, "the test arrived (HTTP 200)\n")
    Webhook(first).verify(receiver.posts[0].body, dict(receiver.posts[0].headers))
    assert run("list").stdout == f"{hook}\t{MERCHANT.id}\twebhook\tOurs\t127.0.0.1\t{len(TOPICS)}\n"
    second = run("rotate", hook).stdout.strip()
    assert second.startswith("whsec_") and second != first
    receiver.will_answer(500)
    failed = run("test", "--hook", hook)
    assert (failed.exit_code, failed.stdout) == (1, "the test did not arrive (HTTP 500)\n")
    assert run("remove", hook).stdout == "Ours gets nothing any more\n"
    assert isinstance(run("test", "--hook", hook).exception, Unknown)
    newest, oldest = run("log").stdout.splitlines()
    assert newest.endswith("\ta test\tfailed\t1\tHTTP 500") and oldest.endswith("\ta test\tsent\t1\tHTTP 200")


@pytest.mark.parametrize(
    "words",
    [
        ("add", "--way", "pigeon", "--name", "x", "--url", "https://x.example"),
        ("add", "--way", "slack", "--name", "x", "--url", "x.example"),
        ("add", "--way", "slack", "--name", "x", "--url", "https://x.example", "--topic", "gossip"),
        ("test",),
        ("test", "--hook", "x", "--email", "y"),
    ],
)
def test_what_does_not_fit_is_a_typed_error(folder: Path, words: tuple[str, ...]) -> None:
    assert isinstance(run(*words).exception, Invalid)


def test_a_person_without_an_address_is_told_so(folder: Path) -> None:
    tried = run("test", "--email", DANA.id)
    assert tried.exit_code == 1 and "no e-mail address" in tried.stdout


def named(folder: Path, **changes: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **changes)


async def test_doctor_greets_the_mail_server_and_has_a_remedy_for_each_fault(tmp_path: Path) -> None:
    mail = CHECKS["e-mail"]
    assert (await mail(named(tmp_path))).is_well
    assert (await mail(named(tmp_path, smtp_host="mail.example"))).remedy == "set TWOLANE_SMTP_FROM too"
    assert (await mail(named(tmp_path, smtp_from="a@b.example"))).remedy == "set TWOLANE_SMTP_HOST too"
    clear = named(tmp_path, smtp_host="mail.example", smtp_from="a@b.example", smtp_security=Security.NONE)
    assert "STARTTLS" in (await mail(clear)).remedy.upper()
    async with mail_server() as box:
        here = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_from": "a@b.example"}
        well = await mail(named(tmp_path, **here, smtp_security=Security.NONE))
        assert well.is_well and "takes mail from a@b.example" in well.fact and box.mails == []
        plain = named(tmp_path, **here)
        assert "e-mail" in [one.subject for one in await examine(plain) if "TWOLANE_SMTP_HOST" in one.remedy]


async def test_doctor_says_what_push_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    push = CHECKS["push"]
    assert "TWOLANE_PUBLIC_URL" in (await push(named(tmp_path))).remedy
    public = {"public_url": "https://texts.example"}
    assert (await push(named(tmp_path, **public))).is_well
    several = named(tmp_path, **public, database_url="postgresql://x/y")
    assert "TWOLANE_ALERT_SECRET" in (await push(several)).remedy
    assert (await push(several.model_copy(update={"alert_secret": SecretStr("long and random")}))).is_well
    monkeypatch.setattr(checkup, "is_installed", lambda: False)
    missing = await push(named(tmp_path))
    assert missing.is_well and "twolane[push]" in missing.fact
