"""Loading a merchant from YAML."""

from pathlib import Path

import pytest

from api.settings import Settings
from api.store_file import load_store, read_store, settings_of
from conversation.errors import Invalid
from conversation.escalation import EscalationTrigger, Priority
from conversation.store_sql.opening import open_ledger

EXAMPLE = Path(__file__).parents[2] / "examples" / "store.yaml"


async def test_loading_twice_updates_one_merchant(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = await load_store(EXAMPLE, settings)
    changed = tmp_path / "store.yaml"
    changed.write_text(EXAMPLE.read_text().replace("offer_percent: 10", "offer_percent: 12"))
    again = await load_store(changed, settings)
    ledger = await open_ledger(settings.ledger_url)
    users = await ledger.read(lambda books: books.users())
    senders = await ledger.read(lambda books: books.senders(first.id))
    await ledger.close()
    assert again.id == first.id
    assert again.settings.offer_percent == 12
    assert [user.name for user in users] == ["Dana", "Omar"]
    assert [sender.phone for sender in senders] == ["+18885550199"]


def test_offer_limits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "store.yaml"
    extra = "offer_ceiling_amount: 25.50\noffer_margin_floor_percent: 30\nperson_offer_ceiling_percent: 20\n"
    path.write_text(EXAMPLE.read_text().replace("offer_contact_limit: 3 ", "offer_contact_limit: 1 ") + extra)
    settings = settings_of(read_store(path))
    assert (settings.offer_ceiling_amount, settings.offer_margin_floor_percent) == (2550, 30)
    assert (settings.offer_contact_limit, settings.highest_ceiling_percent) == (1, 20)


def test_what_asks_for_a_person_is_read(tmp_path: Path) -> None:
    path = tmp_path / "store.yaml"
    extra = "high_value_cart: 500\nescalation_triggers:\n  - {name: allergies, phrases: [nut free], priority: high}\n"
    path.write_text(EXAMPLE.read_text() + extra)
    settings = settings_of(read_store(path))
    assert settings.high_value_cart == 50_000
    assert settings.escalation_triggers == (EscalationTrigger("allergies", ("nut free",), Priority.HIGH),)


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        ("offer_ceiling_amount: -1", "offer_ceiling_amount"),
        ("offer_margin_floor_percent: 100", "offer_margin_floor_percent"),
        ("person_offer_ceiling_percent: 5", "person_offer_ceiling_percent"),
        ("offer_percent: 40", "offer_percent"),
        ("high_value_cart: 0", "high_value_cart"),
        ("escalation_triggers: [{name: calm, phrases: [STOP]}]", "escalation_triggers.0.phrases"),
        ("escalation_triggers: [{name: marks, phrases: ['??']}]", "escalation_triggers.0.phrases"),
        ("escalation_triggers: [{name: none, phrases: []}]", "escalation_triggers.0.phrases"),
        ("escalation_triggers: [{name: soon, phrases: [gift], priority: asap}]", "escalation_triggers.0.priority"),
    ],
)
def test_a_limit_that_makes_no_sense_is_named(tmp_path: Path, extra: str, field: str) -> None:
    path = tmp_path / "store.yaml"
    path.write_text(f"{EXAMPLE.read_text()}\n{extra}\n")
    with pytest.raises(Invalid) as caught:
        read_store(path)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("reply_grace_minutes: 15", "reply_grace_minutes"),
        ("people: [Dana, Omar]", "people"),
        ("name: Your Brand", "name"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, line: str, field: str) -> None:
    broken = {"reply_grace_minutes: 15": "reply_grace_minutes: 99", "people: [Dana, Omar]": "people: []"}
    path = tmp_path / "store.yaml"
    path.write_text(EXAMPLE.read_text().replace(line, broken.get(line, "")))
    with pytest.raises(Invalid) as caught:
        read_store(path)
    assert caught.value.field == field
