"""Migrations over rows that are there already."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Boolean, Connection, Text, inspect, text
from sqlalchemy.types import TypeEngine

from conversation.merchant import RecoveryAddOn
from conversation.role import Role
from conversation.searching import sought
from conversation.store_sql import migrating
from conversation.store_sql.opening import open_ledger
from tests.conversation.test_store_schema import connected


def upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrating.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_whoever_answered_for_a_merchant_is_an_agent_there(sql_url: str) -> None:
    with connected(sql_url) as connection:
        upgrade(connection, "0003")
        connection.execute(
            text("INSERT INTO users (id, name, merchants, removed_at) VALUES (:id, :name, :merchants, :removed)"),
            [
                {"id": "usr_dana", "name": "Dana", "merchants": '["mer_1","mer_2"]', "removed": None},
                {"id": "usr_gone", "name": "Gone", "merchants": "[]", "removed": 1},
            ],
        )
    ledger = await open_ledger(sql_url)
    dana, gone = await ledger.read(lambda books: books.users())
    await ledger.close()
    assert (dana.roles, dana.email, dana.removed_at) == ({"mer_1": Role.AGENT, "mer_2": Role.AGENT}, None, None)
    assert (gone.roles, gone.removed_at is not None) == ({}, True)
    assert dana.may_answer_for("mer_2")


async def test_what_the_addon_kept_of_a_voice_goes_to_the_persona(sql_url: str) -> None:
    kept = {
        "mer_1": {"recovery": {"is_on": True, "team": ["usr_1"], "voice": "Calm."}},
        "mer_2": {"recovery": {"voice": "Calm."}, "persona": {"summary": "Since 1970.", "blocked": ["cheap"]}},
        "mer_3": {"recovery": {"voice": " "}},
        "mer_4": {},
    }
    with connected(sql_url) as connection:
        upgrade(connection, "0022")
        rows = ({"id": id, "shop_domain": id, "settings": json.dumps(settings)} for id, settings in kept.items())
        _insert(connection, "merchants", *rows)
    ledger = await open_ledger(sql_url)
    merchants = await ledger.read(lambda books: books.merchants())
    await ledger.close()
    personas = [merchant.settings.persona for merchant in merchants]
    assert [persona.summary for persona in personas] == ["Calm.", "Since 1970.\nCalm.", "", ""]
    assert personas[1].blocked == ("cheap",)
    assert merchants[0].settings.recovery == RecoveryAddOn(is_on=True, team=("usr_1",))


async def test_what_was_said_before_there_was_a_search_is_found(sql_url: str) -> None:
    many = 2003
    with connected(sql_url) as connection:
        upgrade(connection, "0012")
        _insert(
            connection, "contacts", {"id": "cnt_1", "merchant_id": "mer_1", "phone": "+13035550111", "name": "Zoë H"}
        )
        _insert(connection, "messages", {"id": "msg_1", "merchant_id": "mer_1", "conversation_id": "cvn_1", "seq": 1})
        connection.execute(text("INSERT INTO bodies VALUES ('msg_1', 'A café in blue', 'Reply STOP', '')"))
        anns = ({"id": f"cnt_x{n}", "merchant_id": "mer_2", "phone": f"+1{n}", "name": "Ann"} for n in range(many))
        _insert(connection, "contacts", *anns)
    ledger = await open_ledger(sql_url)
    for typed, contacts, texts in (("zoe", 1, 0), ("555-0111", 1, 0), ("cafe", 0, 1), ("stop", 0, 0)):
        looked_for = sought(typed)
        assert looked_for is not None
        found = await ledger.read(lambda books, words=looked_for: books.search(("mer_1",), words, limit=9))
        assert (len(found.contacts), len(found.texts)) == (contacts, texts), typed
    ann = sought("ann")
    assert ann is not None
    assert len((await ledger.read(lambda books: books.search(("mer_2",), ann, limit=9999))).contacts) == many
    await ledger.close()


def _insert(connection: Connection, table: str, *rows: Mapping[str, str | int]) -> None:
    """Insert rows of an old schema; what is not given is empty."""
    needed = [column for column in inspect(connection).get_columns(table) if not column["nullable"]]
    empty = {column["name"]: _empty(column["type"]) for column in needed}
    names = ", ".join(empty)
    statement = text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in empty)})")
    connection.execute(statement, [{**empty, **row} for row in rows])


def _empty(kind: TypeEngine[Any]) -> str | int | bool:
    return "" if isinstance(kind, Text) else False if isinstance(kind, Boolean) else 0
