"""Loading a merchant from YAML."""

from pathlib import Path

import pytest

from api.settings import Settings
from api.store_file import load_store, read_store
from conversation.errors import Invalid
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
