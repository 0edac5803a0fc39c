"""Two processes claim the same cases at the same time: each case has one claimant."""

import pytest

from conversation.control import escalate
from conversation.escalation import Escalation, EscalationReason
from conversation.fence import hold
from conversation.ledger import Books
from conversation.store_sql.opening import open_ledger
from tests.conversation import laps
from tests.conversation.world import DANA, MERCHANT, NOW, OMAR, seed, talk_to

CASES = 40
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
    won = laps.run([laps.begin("tests.conversation.claim_race", url, user.id) for user in (DANA, OMAR)], cases)
    print(f"\n{url.split(':')[0]}: of {cases} cases {len(won[0])} and {len(won[1])} were claimed, none twice")
    assert not set(won[0]) & set(won[1])
    assert len(won[0]) + len(won[1]) == cases
    assert won[0] and won[1], "one always came first: this was no race"


def _ask(books: Books, number: int) -> None:
    talk = talk_to(books, f"+1303{number:07}")
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        escalate(held, Escalation(EscalationReason.REFUND, "", NOW))
