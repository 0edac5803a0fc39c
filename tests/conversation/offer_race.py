"""Two processes ask for offers on one cart, many at a time, as turns that rerun and pages that are pressed twice would.

Run as ``python -m tests.conversation.offer_race URL REQUESTS AT_ONCE CONVERSATION``; prints the codes it was granted.
"""

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass

from conversation.conversation import Conversation
from conversation.ids import ConversationId
from conversation.ledger import Ledger
from conversation.offer import LIVE_OFFER_STATES, Offer
from conversation.offers import issue_offer, reserve_offer
from conversation.store_sql.opening import open_ledger
from tests.conversation.world import MERCHANT, NOW, TERMS, leave_cart, seed

PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: every code that anybody was told, and the offers in the ledger."""

    granted: int
    codes: frozenset[str]
    offers: tuple[Offer, ...]

    @property
    def live(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.state in LIVE_OFFER_STATES)


async def race(url: str, requests: int, at_once: int) -> Outcome:
    """Share `requests` between two processes, each with half of `at_once` under way."""
    ledger = await open_ledger(url)
    await ledger.write(seed)
    talk = await ledger.write(leave_cart)
    begun = [_begin(url, requests // PROCESSES, at_once // PROCESSES, talk.id) for _ in range(PROCESSES)]
    told = [await asyncio.to_thread(process.communicate) for process in begun]
    assert [process.returncode for process in begun] == [0] * PROCESSES, told
    codes = [code for words, _ in told for code in json.loads(words)]
    offers = await ledger.read(lambda books: books.offers_of_cart(MERCHANT.id, talk.cart_id or ""))
    await ledger.close()
    return Outcome(len(codes), frozenset(codes), offers)


async def ask(ledger: Ledger, talk: Conversation) -> str:
    """One request, to its end: reserved, and then issued as once the shop has answered."""
    offer = await ledger.write(lambda books: reserve_offer(books, talk, talk.cart_id or "", TERMS, NOW))
    assert isinstance(offer, Offer), offer
    return (await ledger.write(lambda books: issue_offer(books, offer, NOW, offer.code))).code


async def main(url: str, requests: int, at_once: int, conversation_id: ConversationId) -> None:
    ledger = await open_ledger(url)
    talk = await ledger.read(lambda books: books.conversation(MERCHANT.id, conversation_id))
    assert talk is not None
    left = iter(range(requests))

    async def keep_asking() -> list[str]:
        return [await ask(ledger, talk) for _ in left]

    found = await asyncio.gather(*(keep_asking() for _ in range(at_once)))
    await ledger.close()
    print(json.dumps([code for codes in found for code in codes]))


def _begin(url: str, requests: int, at_once: int, conversation_id: ConversationId) -> subprocess.Popen[str]:
    given = [url, str(requests), str(at_once), conversation_id]
    command = [sys.executable, "-m", "tests.conversation.offer_race", *given]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
