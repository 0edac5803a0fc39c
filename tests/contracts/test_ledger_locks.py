"""What keeps two processes apart: here two ledgers with connections of their own over one database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import psycopg
import pytest

from conversation.carts import recover_cart
from conversation.control import close
from conversation.ids import MerchantId, OfferId
from conversation.ledger import Books, Ledger, Reader
from conversation.offer import Offer, OfferState
from conversation.offers import issue_offer
from conversation.receiving import receive
from conversation.sender import Registration
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import (
    DANA,
    MERCHANT,
    NOW,
    SENDER,
    SHOPPER,
    granted_offer,
    leave_cart,
    seed,
    talk_to,
    text_from,
)

ROUNDS = 20


@pytest.fixture
async def pair(sql_url: str) -> AsyncIterator[tuple[Ledger, Ledger]]:
    first, second = await open_ledger(sql_url), await open_ledger(sql_url)
    await first.write(seed)
    yield first, second
    await first.close()
    await second.close()


async def test_whoever_locks_a_conversation_second_sees_what_the_first_wrote(pair: tuple[Ledger, Ledger]) -> None:
    talk = await pair[0].write(talk_to)

    def count(books: Books) -> None:
        row = books.lock_conversation(MERCHANT.id, talk.id)
        books.save_conversation(replace(row, epoch=row.epoch + 1))

    await asyncio.gather(*(ledger.write(count) for _ in range(ROUNDS) for ledger in pair))
    after = await pair[0].read(lambda books: books.conversation(MERCHANT.id, talk.id))
    assert after is not None
    assert after.epoch == talk.epoch + 2 * ROUNDS


async def test_two_carriers_answers_at_once_stop_a_number_once(pair: tuple[Ledger, Ledger]) -> None:
    def stop(books: Books) -> bool:
        sender = books.lock_sender(MERCHANT.id, SENDER.id)
        assert sender is not None
        if sender.registration is Registration.SUSPENDED:
            return False
        books.save_sender(replace(sender, registration=Registration.SUSPENDED))
        return True

    stopped = await asyncio.gather(*(ledger.write(stop) for _ in range(ROUNDS) for ledger in pair))
    assert stopped.count(True) == 1


async def test_two_first_texts_open_one_conversation(pair: tuple[Ledger, Ledger]) -> None:
    for number in range(ROUNDS):
        phone = f"+1303555{number:04}"
        received = await asyncio.gather(
            *(ledger.write(lambda books, phone=phone: receive(books, text_from(phone), NOW)) for ledger in pair)
        )
        assert len({one.conversation.id for one in received if one}) == 1
        assert sorted(one.message.seq for one in received if one) == [1, 2]


async def test_a_carrier_that_calls_twice_at_once_is_heard_once(pair: tuple[Ledger, Ledger]) -> None:
    for number in range(ROUNDS):
        text = text_from(SHOPPER, provider_id=f"SM{number}")
        received = await asyncio.gather(
            *(ledger.write(lambda books, text=text: receive(books, text, NOW)) for ledger in pair)
        )
        assert sorted(one is None for one in received) == [False, True]


class Dawdling:
    """Books that take so long over an offer that anybody whom no lock keeps out comes in between."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def __getattr__(self, name: str) -> Any:
        return getattr(self._books, name)

    def offer(self, merchant_id: MerchantId, offer_id: OfferId) -> Offer | None:
        found = self._books.offer(merchant_id, offer_id)
        for _ in range(60):
            self._books.merchant(merchant_id)
        return found


async def test_a_purchase_ends_an_offer_that_is_being_issued(pair: tuple[Ledger, Ledger]) -> None:
    """Also where its conversation is closed, so that nobody else holds it."""
    first, second = pair
    for number in range(4):
        phone, token = f"+1303555{number:04}", f"ct{number}"

        def leave(books: Books, phone: str = phone, token: str = token) -> Offer:
            talk = leave_cart(books, phone, token)
            offer = granted_offer(books, talk)
            close(books, MERCHANT.id, talk.id, DANA.id, NOW, "done")
            return offer

        def buy(books: Books, token: str = token) -> None:
            recover_cart(books, MERCHANT.id, MERCHANT.shop_domain, token, NOW)

        offer = await first.write(leave)
        await asyncio.gather(
            first.write(lambda books, offer=offer: issue_offer(cast(Books, Dawdling(books)), offer, NOW, offer.code)),
            second.write(buy),
        )
        after = await first.read(lambda books, offer=offer: books.offer(MERCHANT.id, offer.id))
        assert after is not None
        assert after.state is OfferState.EXPIRED


async def test_no_conversation_is_leased_twice(pair: tuple[Ledger, Ledger]) -> None:
    def wake_many(books: Books) -> None:
        for number in range(60):
            books.wake(MERCHANT.id, f"cvn_{number:02}", NOW)

    await pair[0].write(wake_many)
    until = NOW + timedelta(seconds=30)
    claims = await asyncio.gather(
        *(ledger.write(lambda books: books.claim_wakes(NOW, 4, until)) for _ in range(10) for ledger in pair)
    )
    leased = [lease.conversation_id for claim in claims for lease in claim]
    assert sorted(leased) == [f"cvn_{number:02}" for number in range(60)]
    assert len({lease.token for claim in claims for lease in claim}) == 60


async def test_a_late_heartbeat_does_not_undo_another_workers_claim(pair: tuple[Ledger, Ledger]) -> None:
    """Both read the wake and write it back; the one who comes second must have read what the first wrote."""
    await pair[0].write(lambda books: books.wake(MERCHANT.id, "cvn_1", NOW))

    def beat(books: Books) -> None:
        wake = books.wake_of("cvn_1")
        assert wake is not None
        books.save_wake(replace(wake, attempts=wake.attempts + 1))

    await asyncio.gather(*(ledger.write(beat) for _ in range(ROUNDS) for ledger in pair))
    wake = await pair[0].read(lambda books: books.wake_of("cvn_1"))
    assert wake is not None
    assert wake.attempts == 2 * ROUNDS


async def test_a_wake_that_races_a_claim_is_not_lost(pair: tuple[Ledger, Ledger]) -> None:
    first, second = pair
    later, until = NOW + timedelta(hours=1), NOW + timedelta(seconds=30)
    for number in range(ROUNDS):
        name = f"cvn_{number}"
        await first.write(lambda books, name=name: books.wake(MERCHANT.id, name, later))
        await asyncio.gather(
            first.write(lambda books: books.claim_wakes(later, 50, until)),
            second.write(lambda books, name=name: books.wake(MERCHANT.id, name, NOW)),
        )
        wake = await first.read(lambda books, name=name: books.wake_of(name))
        assert wake is not None
        assert wake.due_at == NOW


async def test_a_query_sees_one_commit_throughout(sql_url: str, pair: tuple[Ledger, Ledger]) -> None:
    def looks_twice(books: Reader) -> tuple[str, ...]:
        before = books.merchant(MERCHANT.id)
        rename_merchant(sql_url, "Renamed")
        after = books.merchant(MERCHANT.id)
        return tuple(merchant.name for merchant in (before, after) if merchant)

    assert await pair[0].read(looks_twice) == ("Tidewater", "Tidewater")
    renamed = await pair[0].read(lambda books: books.merchant(MERCHANT.id))
    assert renamed == replace(MERCHANT, name="Renamed")


def rename_merchant(url: str, name: str) -> None:
    """Commit a change from outside."""
    statement = f"UPDATE merchants SET name = '{name}'"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as raw, raw:
            raw.execute(statement)
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement.encode())
