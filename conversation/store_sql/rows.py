"""One table's statements, each built once and reused."""

from collections.abc import Iterable
from enum import Enum
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Select, Table, Update, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql

from conversation.store_sql.codec import Cell, Codec
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.recordset import OWN, inserting, updating
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values

Entity = TypeVar("Entity")


class Lock(Enum):
    """How a row is held. SQLite, which has one writer, needs neither."""

    ALONE = "lock"
    SHARED = "shared lock"


class Rows(Generic[Entity]):
    """The rows of one entity. Conditions are equalities, given by column name."""

    def __init__(
        self, kind: type[Entity], table: Table, *, apart: tuple[str, ...] = (), settled: tuple[str, ...] = ()
    ) -> None:
        self.table = table
        self.kind = kind
        self._apart = apart
        self._settled = settled
        self._keys = [column.name for column in table.primary_key.columns]
        self._selects: dict[tuple[str, ...], Statement] = {}
        self._updates: dict[tuple[str, ...], Statement] = {}
        self._insert = Statement(
            lambda dialect: insert_into(table, dialect), lambda names: inserting(postgresql.insert(table), names)
        )
        self._insert_once = Statement(self._build_insert_once)
        self._upsert = Statement(
            self._build_upsert,
            lambda names: inserting(self._build_upsert("postgresql"), names),  # type: ignore[arg-type]
        )

    @cached_property
    def codec(self) -> Codec[Entity]:
        return Codec(self.kind, apart=self._apart, settled=self._settled)

    def columns(self) -> list[Column[Any]]:
        """The columns in the codec's order."""
        return [self.table.c[name] for name in self.codec.names]

    def one(self, session: Session, *, lock: Lock | None = None, **where: Cell) -> Entity | None:
        """Return the row that matches, held until the transaction ends where there is a `lock`."""
        key = (lock.value, *where) if lock else tuple(where)
        statement = self._selects.get(key)
        if statement is None:
            clause = self._where(where).with_for_update(read=lock is Lock.SHARED) if lock else self._where(where)
            statement = self._selects[key] = Statement(lambda _: clause)
        return self.first(session, statement, where)

    def many(self, session: Session, order: tuple[str, ...], **where: Cell) -> tuple[Entity, ...]:
        """Return the rows that match, in the order of the columns."""
        key = (*order, "where", *where)
        statement = self._selects.get(key)
        if statement is None:
            clause = self._where(where).order_by(*[self.table.c[name] for name in order])
            statement = self._selects[key] = Statement(lambda _: clause)
        return self.all(session, statement, where)

    def first(self, session: Session, statement: Statement, values: Values) -> Entity | None:
        """Return the first row of a statement that selects `columns()`."""
        row = session.first(statement, values)
        return None if row is None else self.codec.decode(row)

    def all(self, session: Session, statement: Statement, values: Values) -> tuple[Entity, ...]:
        """Return the rows of a statement that selects `columns()`."""
        decode = self.codec.decode
        return tuple([decode(row) for row in session.all(statement, values)])

    def add(self, session: Session, entity: Entity) -> None:
        """Insert. Raises Conflict when it breaks a constraint."""
        session.run(self._insert, self.codec.encode(entity))

    def add_all(self, session: Session, entities: Iterable[Entity]) -> None:
        """Insert many at once. Raises Conflict when one of them breaks a constraint."""
        session.run_all(self._insert, [self.codec.encode(entity) for entity in entities])

    def save_all(self, session: Session, entities: Iterable[Entity]) -> None:
        """Insert or replace many at once, by key. Raises Conflict when one of them breaks another constraint."""
        session.run_all(self._upsert, [self.codec.encode(entity) for entity in entities])

    def add_once(self, session: Session, entity: Entity) -> bool:
        """Insert unless the key is taken; False when it was."""
        return session.first(self._insert_once, self.codec.encode(entity)) is not None

    def save(self, session: Session, entity: Entity) -> None:
        """Insert or replace by key. Raises Conflict when it breaks another constraint."""
        session.run(self._upsert, self.codec.encode(entity))

    def change(self, session: Session, stored: Entity, entity: Entity) -> None:
        """Write what differs from the row as it is `stored`: an index over what stays the same is not rewritten."""
        self.change_all(session, [(stored, entity)])

    def change_all(self, session: Session, pairs: Iterable[tuple[Entity, Entity]]) -> None:
        """Write what differs from the rows as they are stored; those that differ in the same columns go together."""
        changes: dict[tuple[str, ...], list[Values]] = {}
        for stored, entity in pairs:
            if names := self.codec.differing(stored, entity):
                cells = self.codec.encode(entity)
                changed = {name: cells[name] for name in names}
                own = {f"{OWN}{name}": cells[name] for name in self._keys}
                changes.setdefault(names, []).append(changed | own)
        for names, rows in changes.items():
            session.run_all(self._update_of(names), rows)

    def _update_of(self, names: tuple[str, ...]) -> Statement:
        statement = self._updates.get(names)
        if statement is None:
            clause = self._build_update(names)
            statement = self._updates[names] = Statement(
                lambda _: clause, lambda _: updating(self.table, names, self._keys)
            )
        return statement

    def drop(self, session: Session, **where: Cell) -> None:
        """Remove the rows that match."""
        key = ("drop", *where)
        statement = self._selects.get(key)
        if statement is None:
            clause = delete(self.table).where(*[self.table.c[name] == bindparam(name) for name in where])
            statement = self._selects[key] = Statement(lambda _: clause)
        session.run(statement, where)

    def _where(self, where: Values) -> Select[Any]:
        return select(*self.columns()).where(*[self.table.c[name] == bindparam(name) for name in where])

    def _build_insert_once(self, dialect: str) -> AnyInsert:
        fresh = insert_into(self.table, dialect)
        return fresh.on_conflict_do_nothing().returning(*self.table.primary_key.columns)  # type: ignore[return-value]

    def _build_upsert(self, dialect: str) -> AnyInsert:
        fresh = insert_into(self.table, dialect)
        values = {name: fresh.excluded[name] for name in self.codec.names if name not in self._keys}
        return fresh.on_conflict_do_update(index_elements=self._keys, set_=values)

    def _build_update(self, names: tuple[str, ...]) -> Update:
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        is_it = [self.table.c[name] == bindparam(f"{OWN}{name}") for name in self._keys]
        return update(self.table).where(*is_it).values(values)
