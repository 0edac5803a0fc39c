"""What every ledger promises about who may come in: rows are found by their hash, locked, and forgotten when old."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from conversation.act import Act, ActKind
from conversation.api_key import ApiKey, Scope
from conversation.errors import Conflict
from conversation.ledger import Books, Ledger, Reader
from conversation.password import Password, PasswordLink
from conversation.throttle import Throttle
from conversation.throttling import Admitted, Subject, TooSoon, admit, clear, take_back
from conversation.web_session import WebSession
from tests.conversation.world import NOW

DAY = timedelta(days=1)
KEY = ApiKey("key_1", "d1", "warehouse", "mer_1", "usr_1", (Scope.READ, Scope.REPLY), ("usr_2",), "usr_1", NOW)


async def test_a_password_is_replaced(ledger: Ledger) -> None:
    for hash in ("first", "second"):
        await ledger.write(lambda books, hash=hash: books.save_password(Password("usr_1", hash, NOW)))
    assert await ledger.read(lambda books: books.password("usr_1")) == Password("usr_1", "second", NOW)
    assert await ledger.read(lambda books: books.password("usr_2")) is None


async def test_sessions_are_found_by_hash_and_by_person(ledger: Ledger) -> None:
    rows = [WebSession(f"d{one}", "usr_1", NOW + one * DAY, NOW) for one in (2, 0, 1)]

    def write(books: Books) -> None:
        for row in (*rows, WebSession("other", "usr_2", NOW, NOW)):
            books.save_web_session(row)

    await ledger.write(write)
    assert await ledger.read(lambda books: books.web_session("d2")) == rows[0]
    assert await ledger.read(lambda books: books.web_sessions("usr_1")) == (rows[1], rows[2], rows[0])
    assert await ledger.write(lambda books: books.lock_web_session("d0")) == rows[1]
    assert await ledger.read(lambda books: books.web_session("none")) is None


async def test_keys_are_found_by_hash_and_by_merchant_and_no_hash_is_twice(ledger: Ledger) -> None:
    await ledger.write(lambda books: books.save_api_key(KEY))
    await ledger.write(lambda books: books.save_api_key(replace(KEY, used_at=NOW)))
    assert await ledger.read(lambda books: books.api_key_by_digest("d1")) == replace(KEY, used_at=NOW)
    assert await ledger.read(lambda books: books.api_keys("mer_1")) == (replace(KEY, used_at=NOW),)
    assert await ledger.read(lambda books: books.api_keys("mer_2")) == ()
    assert await ledger.write(lambda books: books.lock_api_key("key_1")) == replace(KEY, used_at=NOW)
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_api_key(replace(KEY, id="key_2")))


async def test_acts_are_written_once_and_read_newest_first(ledger: Ledger) -> None:
    acts = [
        Act(f"act_{one}", "mer_1", ActKind.KEY_MADE, "usr_1", "key_1", NOW + one * DAY, "a", {"name": "x"})
        for one in (1, 3, 2)
    ]

    def write(books: Books) -> None:
        for act in acts:
            books.add_act(act)
        books.add_act(Act("act_0", "mer_2", ActKind.LOGGED_IN, "usr_1", "usr_1", NOW))

    await ledger.write(write)
    assert await ledger.read(lambda books: books.acts("mer_1", 2)) == (acts[1], acts[2])
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.add_act(acts[0]))


async def test_what_is_old_is_forgotten_and_nothing_else(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        for name, at in (("old", NOW - 2 * DAY), ("new", NOW)):
            books.save_web_session(WebSession(name, "usr_1", at, at))
            books.save_password_link(PasswordLink(name, "usr_1", "usr_1", at))
            books.save_throttle(Throttle(name, 3, at))
        books.forget_access(NOW - DAY)

    def left(books: Reader) -> tuple[object, ...]:
        found = (books.web_session("old"), books.password_link("old"))
        return (*found, books.web_session("new"), books.password_link("new"))

    await ledger.write(write)
    gone, used, session, link = await ledger.read(left)
    assert gone is used is None and session is not None and link is not None
    assert (await ledger.write(lambda books: books.lock_throttle("old", NOW))).failures == 0
    assert (await ledger.write(lambda books: books.lock_throttle("new", NOW))).failures == 3


async def test_what_a_failed_command_forgot_is_still_there(ledger: Ledger) -> None:
    old = WebSession("old", "usr_1", NOW - 2 * DAY, NOW)
    await ledger.write(lambda books: books.save_web_session(old))

    def forget_and_fail(books: Books) -> None:
        books.forget_access(NOW)
        raise Conflict("no")

    with pytest.raises(Conflict):
        await ledger.write(forget_and_fail)
    assert await ledger.read(lambda books: books.web_sessions("usr_1")) == (old,)


async def test_attempts_are_admitted_as_the_throttle_says(ledger: Ledger) -> None:
    account, place = Subject("account", 2), Subject("place", 4)

    async def attempt(at: timedelta) -> Admitted | TooSoon:
        return await ledger.write(lambda books: admit(books, (place, account), NOW + at))

    second = timedelta(seconds=1)
    assert await attempt(0 * second) == Admitted(1)
    assert await attempt(0 * second) == Admitted(2)
    assert await attempt(0 * second) == TooSoon(NOW + second)
    assert await attempt(1 * second) == Admitted(3)
    assert await attempt(2 * second) == TooSoon(NOW + 3 * second)
    assert await attempt(3 * second) == Admitted(4)
    await ledger.write(lambda books: clear(books, account, NOW))
    await ledger.write(lambda books: take_back(books, place, NOW))
    assert (await ledger.write(lambda books: books.lock_throttle("place", NOW))).failures == 3
    assert (await ledger.write(lambda books: books.lock_throttle("account", NOW))).failures == 0
    assert await attempt(timedelta(hours=25)) == Admitted(1), "a day later all is forgotten"


async def test_attempts_at_once_are_admitted_one_by_one(ledger: Ledger) -> None:
    subject = Subject("account", 3)
    tries = (ledger.write(lambda books: admit(books, (subject, Subject("place", 50)), NOW)) for _ in range(12))
    answers = await asyncio.gather(*tries)
    assert sorted(one.failures for one in answers if isinstance(one, Admitted)) == [1, 2, 3]
