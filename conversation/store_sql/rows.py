"""One table's statements, each built once and reused."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Select, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert

from conversation.errors import Conflict
from conversation.store_sql.codec import Codec
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.session import Session

Entity = TypeVar("Entity")


class Rows(Generic[Entity]):
    """The rows of one entity. Conditions are equalities, given by column name."""

    def __init__(self, kind: type[Entity], table: Table, *, apart: frozenset[str] = frozenset()) -> None:
        self.table = table
        self.codec = Codec(kind, apart=apart)
        self._selects: dict[tuple[str, ...], Select[Any]] = {}
        self._upserts: dict[str, AnyInsert] = {}
        self._inserts_once: dict[str, ReturningInsert[Any]] = {}
        self._insert = insert(table)

    def columns(self) -> list[Column[Any]]:
        """The columns in the codec's order."""
        return [self.table.c[name] for name in self.codec.names]

    def one(self, session: Session, *, lock: bool = False, **where: Any) -> Entity | None:
        """Return the row that matches, held until the transaction ends where `lock`."""
        row = session.execute(self._select(tuple(where), (), lock), where).first()
        return None if row is None else self.codec.decode(row)

    def many(self, session: Session, order: tuple[str, ...], **where: Any) -> tuple[Entity, ...]:
        """Return the rows that match, ordered by columns; a leading ``-`` means descending."""
        rows = session.execute(self._select(tuple(where), order, False), where)
        return tuple(self.codec.decode(row) for row in rows)

    def pick(self, session: Session, statement: Select[Any], **given: Any) -> tuple[Entity, ...]:
        """Return the rows of a statement that selects `columns()`; `given` are its parameters."""
        return tuple(self.codec.decode(row) for row in session.execute(statement, given))

    def add(self, session: Session, entity: Entity) -> None:
        """Insert. Raises Conflict when it breaks a constraint."""
        try:
            session.execute(self._insert, self.codec.encode(entity))
        except IntegrityError as error:
            raise Conflict(f"{self.table.name}: {error.orig}") from error

    def save(self, session: Session, entity: Entity) -> None:
        """Insert or replace by key. Raises Conflict when it breaks another constraint."""
        try:
            session.execute(self._upsert(session.dialect.name), self.codec.encode(entity))
        except IntegrityError as error:
            raise Conflict(f"{self.table.name}: {error.orig}") from error

    def add_once(self, session: Session, entity: Entity) -> bool:
        """Insert unless the key is taken; False when it was."""
        return session.execute(self._insert_once(session.dialect.name), self.codec.encode(entity)).first() is not None

    def _select(self, where: tuple[str, ...], order: tuple[str, ...], lock: bool) -> Select[Any]:
        key = (*where, "|", *order, "lock" if lock else "")
        statement = self._selects.get(key)
        if statement is None:
            conditions = [self.table.c[name] == bindparam(name) for name in where]
            statement = select(*self.columns()).where(*conditions).order_by(*self._order(order))
            statement = self._selects[key] = statement.with_for_update() if lock else statement
        return statement

    def _order(self, order: Sequence[str]) -> list[ColumnElement[Any]]:
        return [self.table.c[name[1:]].desc() if name.startswith("-") else self.table.c[name].asc() for name in order]

    def _insert_once(self, dialect: str) -> ReturningInsert[Any]:
        statement = self._inserts_once.get(dialect)
        if statement is None:
            unless_taken = insert_into(self.table, dialect).on_conflict_do_nothing()
            statement = self._inserts_once[dialect] = unless_taken.returning(*self.table.primary_key.columns)
        return statement

    def _upsert(self, dialect: str) -> AnyInsert:
        statement = self._upserts.get(dialect)
        if statement is None:
            keys = [column.name for column in self.table.primary_key.columns]
            fresh = insert_into(self.table, dialect)
            values = {name: fresh.excluded[name] for name in self.codec.names if name not in keys}
            statement = self._upserts[dialect] = fresh.on_conflict_do_update(index_elements=keys, set_=values)
        return statement
