"""`twolane users` and `twolane keys`, as the operator types them."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from conversation.act import Act
from conversation.api_key import ApiKey
from conversation.errors import TwolaneError
from conversation.store_sql.opening import open_ledger
from conversation.tokens import digest_of_token
from tests.conversation.world import MERCHANT, seed
from twolane import app

PASSWORD = "seven lanes lead to the sea"
ANN = "ann@tidewater.example"


@pytest.fixture
async def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOLANE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TWOLANE_PUBLIC_URL", "https://texts.tidewater.example")
    address = f"sqlite:///{tmp_path / 'twolane.db'}"
    ledger = await open_ledger(address)
    await ledger.write(seed)
    await ledger.close()
    return address


def run(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [*words], input=stdin)


def add(*words: str) -> Result:
    given = ("--email", ANN, "--name", "Ann", "--role", "admin", "--password-stdin", *words)
    return run("users", "add", *given, stdin=f"{PASSWORD}\n")


def test_the_first_admin_is_made(url: str) -> None:
    made = add()
    assert (made.exit_code, made.stderr) == (0, "")
    listed = run("users", "list").stdout
    assert f"Ann\t{ANN}\tadmin of Tidewater" in listed
    assert "Dana\tlead of Tidewater\tno address yet" in listed
    assert PASSWORD not in made.stdout + listed


@pytest.mark.parametrize(
    ("words", "stdin", "told"),
    [
        (("--password-stdin",), "short\n", "password: it has 5 characters"),
        ((), "", "password: there is no terminal"),
        (("--link", "--merchant", "nobody"), "", "no merchant 'nobody'"),
        (("--link", "--email", "no address"), "", "email: 'no address'"),
    ],
)
def test_what_cannot_be_added_is_a_typed_error(url: str, words: tuple[str, ...], stdin: str, told: str) -> None:
    result = run("users", "add", "--email", ANN, "--name", "Ann", *words, stdin=stdin)
    assert isinstance(result.exception, TwolaneError)
    assert told in str(result.exception)


def test_a_link_sets_a_password(url: str) -> None:
    made = run("users", "add", "--email", ANN, "--name", "Ann", "--link").stdout
    assert "https://texts.tidewater.example/password?token=" in made
    again = run("users", "reset-password", ANN).stdout.strip()
    assert again.startswith("https://texts.tidewater.example/password?token=") and again not in made


def test_who_came_with_a_store_gets_an_address(url: str) -> None:
    assert run("users", "reset-password", "usr_dana").exit_code == 1
    assert run("users", "email", "usr_dana", "Dana@Tidewater.example").exit_code == 0
    assert "token=" in run("users", "reset-password", "dana@tidewater.example").stdout


async def read(url: str, secret: str) -> tuple[ApiKey | None, tuple[Act, ...]]:
    ledger = await open_ledger(url)
    try:
        return await ledger.read(
            lambda books: (books.api_key_by_digest(digest_of_token(secret)), books.acts(MERCHANT.id, 20))
        )
    finally:
        await ledger.close()


def test_a_removed_person_is_listed_as_such_and_their_keys_open_nothing(url: str) -> None:
    add()
    made = run("keys", "add", "--name", "warehouse", "--person", ANN, "--scope", "read", "--scope", "reply")
    secret = made.stdout.strip()
    assert secret.startswith("twl_") and secret not in made.stderr
    assert "warehouse\tTidewater\tAnn\tread reply\tnever used" in run("keys", "list").stdout
    assert run("users", "role", ANN, "--role", "lead").stdout == "Ann is lead now\n"
    assert run("users", "remove", ANN).stdout == "Ann was removed\n"
    assert "removed 20" in run("users", "list").stdout
    assert run("users", "remove", ANN).exit_code == 1
    key, acts = asyncio.run(read(url, secret))
    assert key is not None and run("keys", "revoke", key.id).exit_code == 0
    assert {act.actor for act in acts} == {"operator"}
    assert {act.kind.value for act in acts} == {"user.added", "key.made", "role.changed", "user.removed"}
