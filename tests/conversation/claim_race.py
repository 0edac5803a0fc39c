"""One process of a race for cases. Run as ``python -m tests.conversation.claim_race URL USER``: prints what it won.

Reads a line before each case, so that all try it together, and prints the case or that it lost.
"""

import asyncio
import random
import sys

from conversation.case import OPEN_STATES
from conversation.cases import claim_case
from conversation.errors import AlreadyClaimed
from conversation.store_sql.opening import open_ledger
from tests.conversation.laps import LOST
from tests.conversation.world import MERCHANT, NOW

LEAD = 0.004
"""Seconds. Each waits up to so long before each case, or whoever is first once would be first always."""


async def main(url: str, user_id: str) -> None:
    """Claim every case, in the order in which everybody tries."""
    ledger = await open_ledger(url)
    cases = await ledger.read(lambda books: books.cases((MERCHANT.id,), states=OPEN_STATES, limit=10_000))
    user = await ledger.read(lambda books: books.user(user_id))
    assert user is not None
    print("ready", flush=True)
    dice = random.Random(user_id)
    for case in cases:
        sys.stdin.readline()
        await asyncio.sleep(dice.random() * LEAD)
        try:
            await ledger.write(lambda books, ref=case.id: claim_case(books, MERCHANT.id, ref, user, NOW))
        except AlreadyClaimed:
            print(LOST, flush=True)
        else:
            print(case.id, flush=True)
    await ledger.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
