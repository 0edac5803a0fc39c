"""Segments: what can be written, what it means, and that every ledger means the same by it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import NullPool, create_engine

from conversation.errors import Invalid
from conversation.ledger import Books
from conversation.segment_matching import Matching
from conversation.segment_rule import EVERYBODY, Every, Except, HasCart, MomentField, OneOf, Within, WordField
from conversation.store_memory.books import MemoryBooks
from conversation.store_sql.books import SqlBooks
from conversation.store_sql.opening import open_ledger
from conversation.store_sql.postgres import PostgresSession
from conversation.store_sql.session import SqliteSession
from flows.segment import in_words, read_rules, rules_in_yaml, rules_text
from tests.conversation.world import MERCHANT, NOW
from tests.flows.random_segments import RandomWorld

WORLDS, RULES = 15, 12


@contextmanager
def books_at(url: str) -> Iterator[SqlBooks]:
    """Books whose transaction is undone."""
    if url.startswith("sqlite"):
        raw = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        yield SqlBooks(SqliteSession(raw))
        raw.close()
        return
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
    with engine.connect() as connection:
        yield SqlBooks(PostgresSession(connection))
        connection.rollback()


async def test_sql_finds_whom_the_rules_fit_one_by_one(sql_url: str) -> None:
    await (await open_ledger(sql_url)).close()
    told: set[bool] = set()
    for seed in range(WORLDS):
        world, memory = RandomWorld(seed), MemoryBooks()
        RandomWorld(seed).fill(memory)
        with books_at(sql_url) as books:
            world.fill(books)
            for _ in range(RULES):
                rule = world.rule()
                fits = [one.id for one in _all(memory) if Matching(memory, one, NOW).fits(rule)]
                assert _found(books, rule) == fits, (seed, in_words(rule))
                assert books.count_in(MERCHANT.id, rule, NOW) == len(fits)
                assert sorted(one.id for one in books.some_in(MERCHANT.id, rule, NOW, 99)) == fits
                told |= {one.id in fits for one in _all(memory)}
    assert told == {True, False}


def _all(books: MemoryBooks) -> tuple[object, ...]:
    return books.contacts_in(MERCHANT.id, EVERYBODY, NOW, after="", limit=99)


def _found(books: Books, rule: object) -> list[str]:
    """Read in small pages."""
    found: list[str] = []
    while page := books.contacts_in(MERCHANT.id, rule, NOW, after=found[-1] if found else "", limit=3):
        found += [contact.id for contact in page]
    return found


def test_rules_are_read_as_they_are_written() -> None:
    for seed in range(200):
        rule = RandomWorld(seed).rule()
        assert read_rules(rules_text(rule)) == rule


def test_what_is_kept_is_shown_as_people_write_it() -> None:
    for written in ("consent: [marketing]", "state: [CO, 'NO']", "tag: [ältere, وفيّ, 'yes']"):
        assert rules_in_yaml(rules_text(read_rules(written))) == written
    for seed in range(50):
        kept = rules_text(RandomWorld(seed).rule())
        assert read_rules(rules_in_yaml(kept)) == read_rules(kept)


def test_a_mapping_holds_when_everything_in_it_does() -> None:
    text = "state: [co, UT]\ntag: VIP\nnot: {cart.open: true}\nreplied.last: {not_within_days: 30}"
    assert read_rules(text) == Every(
        (
            OneOf(WordField.STATE, ("CO", "UT")),
            OneOf(WordField.TAG, ("vip",)),
            Except(HasCart()),
            Except(Within(MomentField.REPLIED, 30)),
        )
    )
    assert in_words(read_rules("any: [{cart.open: true}, {orders.sum: {at_least: 99.5}}]")) == (
        "a cart is open or orders.sum at least 99.50"
    )
    assert read_rules("") == EVERYBODY


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("states: [CO]", "segment.states"),
        ("state: Colorado", "segment.state"),
        ("all: {state: CO}", "segment.all"),
        ("any: [{orders.count: 2}]", "segment.any[0].orders.count"),
        ("orders.count: {at_least: 3, at_most: 2}", "segment.orders.count"),
        ("orders.sum: {at_least: lots}", "segment.orders.sum.at_least"),
        ("orders.sum: {at_least: -1}", "segment.orders.sum.at_least"),
        ("orders.sum: {at_least: 1, currency: dollars}", "segment.orders.sum"),
        ("texted.last: {within_days: 0}", "segment.texted.last.within_days"),
        ("consent: everything", "segment.consent"),
        ("cart.open: maybe", "segment.cart.open"),
        ("- state: CO", "segment"),
        ("state: [", "segment"),
        ("{not: " * 20 + "{state: CO}" + "}" * 20, "segment" + ".not" * 13),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, where: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_rules(text)
    assert caught.value.field == where
    assert caught.value.remedy
