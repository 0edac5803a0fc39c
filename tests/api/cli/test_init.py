"""`twolane init`: from nothing to a merchant, again without harm, over a pipe, and with nothing half-written."""

import asyncio
import os
import stat
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from typer.testing import CliRunner, Result

from api.cli.init import DRAFT
from api.ledgers import opened
from api.settings import Settings
from api.setup.questions import QUESTIONS
from conversation.autonomy import Autonomy
from conversation.errors import Invalid
from conversation.knowledge import DocumentState
from conversation.ledger import Reader
from conversation.role import Role
from conversation.sender import Registration
from twolane import app

T = TypeVar("T")
EXAMPLE = Path(__file__).parents[3] / "examples" / "answers.yaml"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("TWOLANE_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    return tmp_path


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def from_file(told: dict[str, Any]) -> Result:
    Path("answers.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return run("init", "--from", "answers.yaml", "--yes")


def told(**changes: Any) -> dict[str, Any]:
    answers: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    for part, change in changes.items():
        answers[part] = {**answers[part], **change} if isinstance(change, dict) else change
    return answers


def read(look: Callable[[Reader], T]) -> T:
    async def looked() -> T:
        async with opened(Settings()) as ledger:
            return await ledger.read(look)

    return asyncio.run(looked())


def test_answers_become_a_merchant_with_number_people_policies_and_voice(here: Path) -> None:
    done = run("init", "--from", str(EXAMPLE), "--yes")
    assert done.exit_code == 0, done.output
    merchant = read(lambda books: books.merchants())[0]
    assert (merchant.name, merchant.timezone) == ("Kestrel Outfitters", "America/Denver")
    assert merchant.settings.business.ein == "12-3456789"
    assert merchant.settings.autonomy.default is Autonomy.AUTO
    assert merchant.settings.business_hours is not None
    assert merchant.settings.business_hours.days == (0, 1, 2, 3, 4, 5)
    assert not merchant.settings.persona.is_plain
    assert "cart reminders" in merchant.settings.set_up.consent_wording
    sender = read(lambda books: books.senders(merchant.id))[0]
    assert (sender.phone, sender.registration) == ("+18885550199", Registration.VERIFIED)
    admin = read(lambda books: books.user_by_email("ana@kestrel.example"))
    assert admin is not None
    assert admin.roles == {merchant.id: Role.ADMIN}
    assert read(lambda books: books.documents(merchant.id, DocumentState.LIVE))
    assert "/password?token=" in done.output
    assert stat.S_IMODE((here / ".env").stat().st_mode) == 0o600
    token = Settings().simulator_token.get_secret_value()
    assert len(token) >= 32
    assert token not in done.output


def test_again_it_changes_nothing_but_the_link(here: Path) -> None:
    run("init", "--from", str(EXAMPLE), "--yes")
    env = (here / ".env").read_text()
    merchants, acts = read(lambda books: (books.merchants(), _acts(books)))
    again = run("init", "--from", str(EXAMPLE), "--yes")
    assert again.exit_code == 0, again.output
    assert (here / ".env").read_text() == env
    after, acts_after = read(lambda books: (books.merchants(), _acts(books)))
    assert after == merchants
    assert Counter(acts_after) - Counter(acts) == {"password.link_made": 1}


def _acts(books: Reader) -> list[str]:
    return [act.kind.value for merchant in books.merchants() for act in books.acts(merchant.id, limit=50)]


def test_a_change_in_the_file_is_taken_over_and_the_rest_stays() -> None:
    from_file(told())
    changed = from_file(told(brand={"support": "+13035550100"}))
    assert changed.exit_code == 0
    (merchant,) = read(lambda books: books.merchants())
    assert merchant.support == "+13035550100"
    assert merchant.settings.business.legal_name == "Kestrel Outfitters LLC"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"business": {"ein": "123-45-6789"}}, "business.ein"),
        ({"brand": {"timezone": "Mars"}}, "brand.timezone"),
        ({"brand": {"hours": "always"}}, "brand.hours"),
        ({"brand": {"name": ""}}, "brand.name"),
        ({"number": {"phone": "+13035550142"}}, "number.kind"),
        ({"number": {"kind": "fax"}}, "number.kind"),
        ({"shop": {"kind": "shopify", "domain": "https://kestrel"}}, "shop.domain"),
        ({"admin": {"email": "ana"}}, "admin.email"),
        ({"persona": {"name": "Ana"}}, "persona.name"),
        ({"policies": ["nowhere.md"]}, "files"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_written(
    changes: dict[str, Any], field: str, here: Path
) -> None:
    refused = from_file(told(**changes))
    assert isinstance(refused.exception, Invalid)
    assert refused.exception.field == field
    assert refused.exception.remedy
    assert sorted(file.name for file in here.iterdir()) == ["answers.yaml"]


def test_a_number_of_another_merchant_leaves_the_ledger_as_it_was() -> None:
    from_file(told())
    refused = from_file(told(shop={"kind": "upload", "domain": "other.example"}, policies=[]))
    assert refused.exit_code != 0
    assert "belongs to another merchant" in str(refused.exception)
    assert len(read(lambda books: books.merchants())) == 1


def test_it_asks_over_a_pipe_again_where_an_answer_will_not_do_and_goes_on_after_an_interruption(here: Path) -> None:
    first = ["Kestrel Outfitters", "help@kestrel.example", "Mars", "America/Denver", "", "Ana"]
    cut = run("init", typed="\n".join(first) + "\n")
    assert cut.exit_code == 1
    assert "timezone: 'Mars' is not known" in cut.output
    assert (here / "twolane-data" / DRAFT).exists()
    assert not (here / ".env").exists()
    rest = ["ana@kestrel.example", *[""] * 20]
    done = run("init", typed="\n".join(rest) + "\n")
    assert done.exit_code == 0, done.output
    assert "Going on from" in done.output
    assert "Consent wording, for beside the box" in done.output
    assert "shopping cart reminders" in done.output
    assert not (here / "twolane-data" / DRAFT).exists()
    (merchant,) = read(lambda books: books.merchants())
    assert (merchant.name, merchant.timezone) == ("Kestrel Outfitters", "America/Denver")
    assert merchant.settings.autonomy.default is Autonomy.SUGGEST
    assert not merchant.settings.set_up.consent_wording


def test_for_a_real_carrier_it_names_what_to_fill_in_and_asks_for_no_secret(here: Path) -> None:
    real = told(number={"carrier": "twilio", "registration": "pending"}, public_url="http://127.0.0.1:8040")
    done = from_file(real)
    assert "Fill in TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN there" in done.output
    assert "# TWILIO_AUTH_TOKEN=" in (here / ".env").read_text()
    assert not any("secret" in question.words.lower() or "token" in question.words.lower() for question in QUESTIONS)
    shown = run("setup", "show")
    assert shown.exit_code == 1
    for blocked in ("A verified number", "The carrier answers", "An address for webhooks"):
        assert blocked in shown.output


def test_the_answers_for_the_carrier_can_be_had_as_text_and_as_data() -> None:
    from_file(told())
    text = run("setup", "registration")
    assert text.exit_code == 0, text.output
    assert "BusinessName: Kestrel Outfitters LLC" in text.output
    data = run("setup", "registration", "--form", "10dlc", "--json")
    assert '"usecase": "MIXED"' in data.output
    unknown = run("setup", "registration", "--form", "fax")
    assert isinstance(unknown.exception, Invalid)


def test_nobody_is_texted_without_saying_that_they_agree() -> None:
    from_file(told())
    refused = run("setup", "test", "--phone", "+13035550142")
    assert isinstance(refused.exception, Invalid)
    sent = run("setup", "test", "--phone", "+13035550142", "--agree", "--seconds", "0")
    assert "Reply YES" in sent.output
    consents = read(lambda books: books.consents(books.merchants()[0].id, "+13035550142"))
    assert {one.method for one in consents} == {"web_form"}
    assert not any(one.is_by_text for one in consents)
    early = run("setup", "cart")
    assert "has not answered YES" in str(early.exception)
