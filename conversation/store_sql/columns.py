"""The few kinds of column there are.

No text has a length: Postgres would refuse what SQLite takes, and stores both alike.
"""

from sqlalchemy import BigInteger, Column, Integer, Text, literal_column
from sqlalchemy.sql.elements import ColumnClause


def key(name: str) -> Column[str]:
    return Column(name, Text(), primary_key=True)


def texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text(), nullable=False) for name in names]


def maybe_texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text(), nullable=True) for name in names]


def moments(*names: str) -> list[Column[int]]:
    return [Column(name, BigInteger(), nullable=False) for name in names]


def maybe_moments(*names: str) -> list[Column[int]]:
    return [Column(name, BigInteger(), nullable=True) for name in names]


def numbers(*names: str) -> list[Column[int]]:
    return [Column(name, Integer(), nullable=False) for name in names]


def maybe_numbers(*names: str) -> list[Column[int]]:
    return [Column(name, Integer(), nullable=True) for name in names]


def amounts(*names: str) -> list[Column[int]]:
    """Money in minor units: some currencies have so many that 32 bits end at a few thousand dollars' worth."""
    return [Column(name, BigInteger(), nullable=False) for name in names]


def word(value: str) -> ColumnClause[str]:
    """Return a constant of ours that stands in the statement itself, so that a partial index can serve it."""
    return literal_column(f"'{value}'", Text())


def words(*values: str) -> list[ColumnClause[str]]:
    return [word(value) for value in values]
