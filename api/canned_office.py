"""Keeping a merchant's canned replies: saved and removed by who may change settings, and written down as acts."""

from dataclasses import dataclass, replace
from datetime import datetime

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.canned_reply import CannedReply
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books
from conversation.role import Permission
from conversation.user import User
from prompts.canned import check_canned

LONGEST_NAME = 60
MOST = 200
"""Replies of one merchant: every one of them is compared with every text of a person's. House figures."""


@dataclass(frozen=True, slots=True)
class CannedOffice:
    """What `user` may do to a merchant's replies, in one transaction."""

    books: Books
    user: User
    now: datetime
    address: str = ""

    def save(self, merchant_id: MerchantId, name: str, body: str, reply_id: str = "") -> CannedReply:
        """Keep a new reply, or change the one with this id. Raises Invalid, NotAllowed, Unknown."""
        self.user.check(Permission.SETTINGS, merchant_id)
        name, body = name.strip(), body.replace("\r\n", "\n").strip()
        self._check_name(merchant_id, name, reply_id)
        check_canned(body)
        kept = self._find(merchant_id, reply_id).id if reply_id else new_id("can", self.now)
        reply = CannedReply(kept, merchant_id, name, body, self.user.id, self.now)
        self.books.save_canned_reply(reply)
        self._record(reply, "saved")
        return reply

    def remove(self, merchant_id: MerchantId, reply_id: str) -> CannedReply:
        """Offer the reply no longer. Raises NotAllowed, Unknown."""
        self.user.check(Permission.SETTINGS, merchant_id)
        removed = replace(self._find(merchant_id, reply_id), removed_at=self.now)
        self.books.save_canned_reply(removed)
        self._record(removed, "removed")
        return removed

    def _check_name(self, merchant_id: MerchantId, name: str, reply_id: str) -> None:
        if not 1 <= len(name) <= LONGEST_NAME:
            raise Invalid("name", f"it has {len(name)} characters", f"give it 1 to {LONGEST_NAME}")
        others = [
            one for one in self.books.canned_replies(merchant_id) if one.removed_at is None and one.id != reply_id
        ]
        if any(one.name.casefold() == name.casefold() for one in others):
            raise Invalid("name", "another reply has it", "choose another, or change that one")
        if len(others) >= MOST:
            raise Invalid("replies", f"there are {MOST}", "remove one first")

    def _find(self, merchant_id: MerchantId, reply_id: str) -> CannedReply:
        found = self.books.canned_reply(merchant_id, reply_id)
        if found is None or found.removed_at is not None:
            raise Unknown("canned reply", reply_id)
        return found

    def _record(self, reply: CannedReply, what: str) -> None:
        doer = Doer(self.user.id, self.address)
        details = {"name": reply.name, "canned_reply": what}
        record_act(self.books, doer, ActKind.SETTINGS_CHANGED, reply.id, (reply.merchant_id,), self.now, **details)
