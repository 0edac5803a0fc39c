"""Bringing a schema up to date with the migrations in this package."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from conversation.errors import Misconfigured

HEAD = "0049"
"""The newest migration. A schema that is there already needs no Alembic, whose import costs a fifth of a second."""


def migrate(connection: Connection) -> None:
    """Upgrade the schema inside the caller's transaction, which must hold the lock that keeps others out.

    Raises Misconfigured when the schema is newer than this version knows.
    """
    revision = _revision(connection)
    if revision != HEAD:
        _upgrade(connection, revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection, revision: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    if revision is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(revision)
        except CommandError as error:
            remedy = (
                f"its schema {revision} is newer than this version of Twolane knows; install the version that wrote it"
            )
            raise Misconfigured("TWOLANE_DATABASE_URL", remedy) from error
    command.upgrade(config, "head")
