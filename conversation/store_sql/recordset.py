"""Many rows in one value: Postgres reads a JSON list as a table, so that hundreds of rows cost one statement.

One by one each costs the driver some 60 us and the server as much; so, a tenth.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, TableValuedAlias, Update, column, func, select, text, update
from sqlalchemy.dialects import postgresql

Names = tuple[str, ...]
OWN = "its_"
"""Begins the names under which an update is given the key of the row that it changes."""


def inserting(insert: postgresql.Insert, names: Names) -> postgresql.Insert:
    """Return `insert` of the columns `names` for every row of the JSON list ``:these``."""
    these = _these(insert.table, names)  # type: ignore[arg-type]
    return insert.from_select(names, select(*[these.c[name] for name in names]))


def updating(table: Table, names: Names, keys: Sequence[str]) -> Update:
    """Return an update of the columns `names`, each of the rows in ``:these`` by its own key."""
    these = _these(table, (*names, *[f"{OWN}{key}" for key in keys]))
    is_it = [table.c[key] == these.c[f"{OWN}{key}"] for key in keys]
    return update(table).where(*is_it).values({name: these.c[name] for name in names})


def _these(table: Table, names: Names) -> TableValuedAlias:
    columns: list[Any] = [column(name, table.c[name.removeprefix(OWN)].type) for name in names]
    listed = func.json_to_recordset(text("CAST(:these AS json)")).table_valued(*columns)
    return listed.render_derived(name="these", with_types=True)
