"""Forgetting everybody of a shop that has asked for it, when the time has come."""

from dataclasses import dataclass
from functools import partial

from api.audit_keys import SETTING
from api.enduring import attempt
from api.shops.forgetting import forget_everybody
from api.shops.privacy import SHOP
from conversation.clock import Clock
from conversation.erasing import Request, Token
from conversation.ledger import Ledger
from conversation.privacy_request import PrivacyRequest, PrivacyTopic
from conversation.privacy_requests import note_outcome

KEPT = "the shop was connected again in time: nobody was forgotten"
NO_KEY = f"set {SETTING}: what must be kept of an erased contact is kept under a token"


@dataclass(frozen=True, slots=True)
class ShopRedacting:
    """Does what shops asked for, each contact by the erasure. Without a `token` it says what is missing, and waits."""

    ledger: Ledger
    clock: Clock
    token: Token | None

    async def carry_out(self) -> None:
        """Forget everybody of each shop whose day has come; who has a text on its way, the next time."""
        now = self.clock.now()
        for request in await self.ledger.read(lambda books: books.due_privacy_requests(now)):
            await attempt(f"forgetting the shoppers of {request.merchant_id}", partial(self._forget, request))

    async def _forget(self, request: PrivacyRequest) -> None:
        merchant_id = request.merchant_id
        standing = await self.ledger.read(lambda books: books.shop_standing(merchant_id))
        if standing is not None and standing.gone_at is None:
            return await self._note(request, KEPT, is_done=True)
        if self.token is None:
            return await self._note(request, NO_KEY, is_done=False)
        asked = Request(SHOP, PrivacyTopic.SHOP.value)
        forgotten = await forget_everybody(self.ledger, self.clock, merchant_id, asked, self.token)
        await self._note(request, str(forgotten), is_done=not forgotten.busy)

    async def _note(self, request: PrivacyRequest, outcome: str, *, is_done: bool) -> None:
        now = self.clock.now()
        await self.ledger.write(lambda books: note_outcome(books, request, outcome, now if is_done else None))
