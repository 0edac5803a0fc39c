"""However many people claim a cart, and whenever the AI wants to remind of it: it gets one first text."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from conversation.ledger import Books
from conversation.merchant import Merchant
from conversation.message import Author, Direction, Message, Purpose
from conversation.role import Role
from conversation.store_sql.opening import open_ledger
from conversation.user import User
from tests.conversation.world import MERCHANT, SENDER
from tests.handoff.cart_race import Racer
from tests.handoff.recovery_world import leave, open_brand

CARTS = 16
CARTS_TO_PROVE = 1_000
TEAMS = (tuple(f"usr_a{number}" for number in range(3)), tuple(f"usr_b{number}" for number in range(3)))


async def test_every_cart_gets_one_first_text(sql_url: str) -> None:
    await race(sql_url, CARTS)


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_every_cart_of_a_thousand_gets_one_first_text(sql_url: str) -> None:
    await race(sql_url, CARTS_TO_PROVE)


async def race(url: str, carts: int) -> None:
    """Two processes, six people and two AIs; then the AI comes by once more, for what was given back last."""
    ledger = await open_ledger(url)
    await ledger.write(lambda books: _seed(books, MERCHANT, carts))
    racers = [_begin(url, ",".join(team)) for team in TEAMS]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    told = [racer.communicate("go\n")[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0], told
    came_to = sum((Counter(json.loads(words)) for words in told), Counter())
    await _sweep(url, carts)
    texts = await ledger.read(lambda books: _first_texts(books, carts))
    await ledger.close()
    by = Counter(text.author.value for found in texts for text in found)
    print(
        f"\n{url.split(':')[0]}: {carts} carts, 6 people and 2 AI seats in two processes: {dict(came_to)}; {dict(by)}"
    )
    assert [len(found) for found in texts] == [1] * carts
    assert by["human"] == came_to["person"]
    assert min(came_to["person"], came_to["ai"], came_to["lost"], came_to["held back"]) > 0, "this was no race"


async def _sweep(url: str, carts: int) -> None:
    from random import Random

    ledger = await open_ledger(url)
    about = await ledger.read(lambda books: {f"crt_ct{at}": _talk(books, at) for at in range(carts)})
    await Racer(ledger, about, Random(0)).ai()
    await ledger.close()


def _seed(books: Books, merchant: Merchant, carts: int) -> None:
    people = tuple(
        User(ref, ref.removeprefix("usr_").upper(), {merchant.id: Role.AGENT}) for team in TEAMS for ref in team
    )
    for user in people:
        books.save_user(user)
    open_brand(books, merchant, SENDER, people)
    for at in range(carts):
        leave(books, phone=_phone(at), token=f"ct{at}")


def _first_texts(books, carts: int) -> list[list[Message]]:
    talks = [_talk(books, at) for at in range(carts)]
    return [
        [
            text
            for text in books.messages(MERCHANT.id, talk)
            if text.direction is Direction.OUT and text.purpose is Purpose.REMINDER and text.author is not Author.SYSTEM
        ]
        for talk in talks
    ]


def _talk(books, at: int) -> str:
    contact = books.contact_by_phone(MERCHANT.id, _phone(at))
    (row,) = books.open_conversations(MERCHANT.id, contact.id)
    return row.id


def _phone(at: int) -> str:
    return f"+1303{5550000 + at:07}"


def _begin(url: str, team: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.handoff.cart_race", url, team, team]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
