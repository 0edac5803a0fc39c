"""What the tables are registered with."""

from sqlalchemy import Column, ColumnElement, Index, MetaData

metadata = MetaData()


def partly(name: str, *columns: Column[str] | Column[int], where: ColumnElement[bool], unique: bool = False) -> None:
    """Index only the rows where `where` holds."""
    Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
