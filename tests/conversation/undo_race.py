"""One process of a race about waiting texts. Run as ``python -m tests.conversation.undo_race URL send|undo``.

Reads a line before each text, so that both begin together however busy the machine is, and prints whether it won.
"""

import asyncio
import random
import sys

from conversation.fence import hold
from conversation.ids import MessageId
from conversation.ledger import Books
from conversation.outbox import OutboxRow
from conversation.sending import UNDO, Claim, Claimed, Overdue, claim, renew_verdict
from conversation.store_sql.opening import open_ledger
from conversation.undoing import TooLate, undo
from tests.conversation.laps import LOST
from tests.conversation.world import ALLOW, DANA, MERCHANT, NOW

LEAD = 0.004
"""Seconds. Each waits up to so long before each text, or whoever is first once would be first always."""
LATER = NOW + UNDO


def send(books: Books, row: OutboxRow) -> Claim:
    """Claim as a sender does: what waited is decided again in the same transaction."""
    outcome = claim(books, MERCHANT.id, row.message_id, "s", LATER)
    if isinstance(outcome, Overdue):
        renew_verdict(books, outcome.row, ALLOW, LATER)
        outcome = claim(books, MERCHANT.id, row.message_id, "s", LATER)
    return outcome


def take_back(books: Books, row: OutboxRow) -> MessageId:
    with hold(books, MERCHANT.id, row.conversation_id, LATER) as held:
        return undo(held, row.message_id, DANA).id


async def main(url: str, role: str) -> None:
    """Try every text, in the order in which the other tries."""
    ledger = await open_ledger(url)
    rows = await ledger.read(lambda books: books.queued_rows(LATER, 100_000))
    print("ready", flush=True)
    dice = random.Random(role)
    for row in rows:
        sys.stdin.readline()
        await asyncio.sleep(dice.random() * LEAD)
        if role == "send":
            won = isinstance(await ledger.write(lambda books, row=row: send(books, row)), Claimed)
        else:
            won = await _undone(ledger.write(lambda books, row=row: take_back(books, row)))
        print(row.message_id if won else LOST, flush=True)
    await ledger.close()


async def _undone(undoing: object) -> bool:
    try:
        await undoing  # type: ignore[misc]
    except TooLate:
        return False
    return True


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
