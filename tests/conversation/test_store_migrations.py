"""Migrations over rows that are there already."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from conversation.role import Role
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
