"""Two processes claim the same cases at the same time: each case has one claimant."""

import subprocess
import sys

import pytest

from conversation.control import escalate
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.ledger import Books
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, seed, talk_to

CASES = 100
CASES_TO_PROVE = 2_000


async def test_no_case_is_claimed_twice(sql_url: str) -> None:
    await race(sql_url, CASES)


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_no_case_of_two_thousand_is_claimed_twice(sql_url: str) -> None:
    await race(sql_url, CASES_TO_PROVE)


async def race(url: str, cases: int) -> None:
    ledger = await open_ledger(url)
    await ledger.write(seed)
    await ledger.write(lambda books: [_ask(books, number) for number in range(cases)] and None)
    await ledger.close()
    racers = [_begin(url, user.id) for user in (DANA, OMAR)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = [racer.communicate()[0].split() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    print(f"\n{url.split(':')[0]}: of {cases} cases {len(won[0])} and {len(won[1])} were claimed, none twice")
    assert not set(won[0]) & set(won[1])
    assert len(won[0]) + len(won[1]) == cases
    assert won[0] and won[1], "one always came first: this was no race"


def _ask(books: Books, number: int) -> None:
    talk = talk_to(books, f"+1303{number:07}")
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        escalate(held, Escalation(EscalationReason.REFUND, "", NOW))


def _begin(url: str, user_id: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.conversation.claim_race", url, user_id]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
