"""One process of a race for carts. Run as ``python -m tests.handoff.cart_race URL TEAM SEED``.

`TEAM` people, separated by commas, claim every cart and text about it or give it back, while the AI's turns want to
send the reminder of the same carts. It begins when it reads a line; then it prints what each came to.
"""

import asyncio
import json
import random
import sys
from collections import Counter

from compliance.exit import Queued, submit
from conversation.conversation import Control
from conversation.errors import AlreadyClaimed, Conflict
from conversation.fence import hold
from conversation.ids import CartId, ConversationId
from conversation.ledger import Books, Ledger
from conversation.store_sql.opening import open_ledger
from conversation.user import User
from handoff.cart_queue import claim_cart, return_cart
from handoff.first_text import send_first_text
from tests.conversation.world import MERCHANT, NOW
from tests.handoff.recovery_world import LATER, RULEBOOK, ai_reminder, desk, reply

LEAD = 0.003
"""Seconds. Each waits up to so long before each step, so that nobody is always first."""


class Racer:
    """Works through the carts of one ledger."""

    def __init__(self, ledger: Ledger, carts: dict[CartId, ConversationId], dice: random.Random) -> None:
        self._ledger = ledger
        self._carts = carts
        self._dice = dice
        self.outcomes: Counter[str] = Counter()

    async def person(self, user: User) -> None:
        """Claim each cart; text about most, give some back."""
        for cart_id in self._shuffled():
            await self._wait()
            try:
                await self._ledger.write(
                    lambda books, ref=cart_id: claim_cart(books, MERCHANT.id, ref, user, RULEBOOK, LATER)
                )
            except (AlreadyClaimed, Conflict):
                self.outcomes["lost"] += 1
                continue
            await self._wait()
            if self._dice.random() < 0.3:
                await self._ledger.write(lambda books, ref=cart_id: return_cart(books, MERCHANT.id, ref, user, LATER))
                self.outcomes["given back"] += 1
                continue
            sent = await self._ledger.write(
                lambda books, ref=cart_id: send_first_text(desk(books, user), MERCHANT.id, ref, reply())
            )
            assert isinstance(sent, Queued), sent
            self.outcomes["person"] += 1

    async def ai(self) -> None:
        """Compose from what was read, and commit a moment later: as a turn does."""
        for cart_id in self._shuffled():
            conversation_id = self._carts[cart_id]
            seen = await self._ledger.read(lambda books, ref=conversation_id: books.conversation(MERCHANT.id, ref))
            assert seen is not None
            if seen.control is not Control.AI:
                continue
            draft = ai_reminder(seen)
            await self._wait()

            def commit(books: Books, draft=draft) -> bool:
                with hold(books, MERCHANT.id, draft.conversation_id, LATER) as held:
                    if held.row.control is not Control.AI or held.row.epoch != draft.epoch:
                        return False
                    return isinstance(submit(held, draft, RULEBOOK), Queued)

            self.outcomes["ai" if await self._ledger.write(commit) else "held back"] += 1

    def _shuffled(self) -> list[CartId]:
        return self._dice.sample([*self._carts], len(self._carts))

    async def _wait(self) -> None:
        await asyncio.sleep(self._dice.random() * LEAD)


async def main(url: str, team: str, seed: str) -> None:
    ledger = await open_ledger(url)
    carts = await ledger.read(
        lambda books: books.unreminded_carts(
            MERCHANT.id, since=NOW.min.replace(tzinfo=NOW.tzinfo), until=LATER, limit=100_000
        )
    )
    about = {cart.id: (await _about(ledger, cart.contact_id)) for cart in carts}
    people = [await ledger.read(lambda books, ref=ref: books.user(ref)) for ref in team.split(",")]
    racer = Racer(ledger, about, random.Random(seed))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await asyncio.gather(*(racer.person(user) for user in people if user is not None), racer.ai())
    await ledger.close()
    print(json.dumps(racer.outcomes))


async def _about(ledger: Ledger, contact_id: str) -> ConversationId:
    (row,) = await ledger.read(lambda books: books.open_conversations(MERCHANT.id, contact_id))
    return row.id


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
