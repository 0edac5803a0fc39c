"""Bringing a schema up to date with the migrations in this package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from conversation.errors import Misconfigured


def migrate(connection: Connection) -> None:
    """Upgrade the schema inside the caller's transaction, which must hold the lock that keeps others out.

    Raises Misconfigured when the schema is newer than this version knows.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    current = MigrationContext.configure(connection).get_current_revision()
    _check_known(config, current)
    if current != ScriptDirectory.from_config(config).get_current_head():
        command.upgrade(config, "head")


def _check_known(config: Config, revision: str | None) -> None:
    if revision is None:
        return
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as error:
        remedy = f"its schema {revision} is newer than this version of Twolane knows; install the version that wrote it"
        raise Misconfigured("TWOLANE_DATABASE_URL", remedy) from error
