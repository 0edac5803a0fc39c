"""Passwords that are refused, links that work once, and throttles that never wait for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.common_passwords import COMMON
from conversation.errors import Invalid, Unknown
from conversation.password import LINK_LASTS, LONGEST, SHORTEST, check_password, normal
from conversation.passwords import make_link, set_password, use_link
from conversation.people import remove_user
from conversation.role import Role
from conversation.store_memory.books import MemoryBooks
from conversation.throttle import LONGEST_DELAY, Throttle
from conversation.tokens import digest_of_token
from conversation.user import User
from conversation.web_sessions import begin_session
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, seed

EVE = User("usr_eve", "Eve Stone", {MERCHANT.id: Role.AGENT}, email="eve.stone@tidewater.example")


@pytest.fixture
def books() -> MemoryBooks:
    fresh = MemoryBooks()
    seed(fresh)
    fresh.save_user(EVE)
    return fresh


@pytest.mark.parametrize(
    "password",
    [
        "",
        "eleven char",
        "x" * (LONGEST + 1),
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "Password1234",
        "QWERTYUIOP123",
        "correct horse battery staple",
        "Eve.Stone@tidewater.example",
        "eve.stoneeve.stone",
        "Eve StoneEve Stone",
    ],
)
def test_what_is_guessed_early_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="password"):
        check_password(password, EVE)


GOOD = ("seven lanes lead to the sea", "пароль из слов", "x7!kQ_p2Zr#w", "🦆🐸🦊🐙🦉🐝🦆🐸🦊🐙🦉🐝")


@pytest.mark.parametrize("password", GOOD)
def test_length_counts_and_kinds_of_characters_do_not(password: str) -> None:
    check_password(password, EVE)


def test_the_list_holds_only_what_could_be_taken() -> None:
    short = [word for word in COMMON if len(word) < SHORTEST]
    assert short == [], "they are refused for their length already"
    assert all(word == word.casefold() for word in COMMON)


def test_a_keyboard_that_composes_differently_types_the_same() -> None:
    assert normal("cafe\u0301 au lait noir") == normal("caf\u00e9 au lait noir")


def test_a_link_works_once_for_a_day_and_ends_every_session(books: MemoryBooks) -> None:
    browser = begin_session(books, EVE.id, NOW)
    token = make_link(books, EVE.id, DANA.id, NOW)
    assert use_link(books, token, "hash", NOW + LINK_LASTS - timedelta(seconds=1)) == EVE.id
    assert books.password(EVE.id).hash == "hash"
    assert not books.web_session(digest_of_token(browser)).is_live(NOW)
    with pytest.raises(Unknown):
        use_link(books, token, "another", NOW)
    late = make_link(books, EVE.id, DANA.id, NOW)
    for dead, at in ((late, NOW + LINK_LASTS), ("made up", NOW)):
        with pytest.raises(Unknown):
            use_link(books, dead, "another", at)
    assert books.password(EVE.id).hash == "hash"


def test_nobody_gets_a_link_who_cannot_log_in(books: MemoryBooks) -> None:
    remove_user(books, EVE.id, DANA.id, NOW)
    for user_id in (EVE.id, OMAR.id, "usr_none"):
        with pytest.raises(Unknown):
            make_link(books, user_id, DANA.id, NOW)


def test_a_changed_password_ends_every_other_session(books: MemoryBooks) -> None:
    mine, other = (begin_session(books, EVE.id, NOW) for _ in range(2))
    set_password(books, EVE.id, "hash", NOW, keep_session=digest_of_token(mine))
    assert books.web_session(digest_of_token(mine)).is_live(NOW)
    assert not books.web_session(digest_of_token(other)).is_live(NOW)


@given(failures=st.integers(0, 10**6), free=st.integers(1, 50))
def test_a_wait_grows_with_the_failures_and_has_an_end(failures: int, free: int) -> None:
    throttle = Throttle("x", failures, NOW)
    wait = throttle.free_again_at(free) - NOW
    more = replace(throttle, failures=failures + 1).free_again_at(free) - NOW
    assert timedelta() <= wait <= more <= LONGEST_DELAY
    assert (wait > timedelta()) == (failures >= free)
