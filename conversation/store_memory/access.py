"""Who may come in, in memory."""

from datetime import datetime

from conversation.act import Act, ActKind
from conversation.api_key import ApiKey
from conversation.errors import Conflict
from conversation.ids import MerchantId, UserId
from conversation.password import Password, PasswordLink
from conversation.statements import Vouched
from conversation.store_memory.keys import Owned, in_order, own
from conversation.store_memory.table import Journal, Table
from conversation.throttle import Throttle
from conversation.web_session import WebSession


def _merchant(row: Owned) -> MerchantId:
    return row.merchant_id


class MemoryAccessReader:
    """Implements `conversation.access_books.AccessReader`."""

    def __init__(self, journal: Journal) -> None:
        self._passwords = Table[Password](journal, lambda row: row.user_id)
        self._links = Table[PasswordLink](journal, lambda row: row.digest)
        self._sessions = Table[WebSession](journal, lambda row: row.digest, user=lambda row: row.user_id)
        self._throttles = Table[Throttle](journal, lambda row: row.subject)
        self._api_keys = Table[ApiKey](
            journal, own, digest=lambda row: row.digest, merchant=lambda row: row.merchant_id
        )
        self._acts = Table[Act](
            journal,
            own,
            merchant=_merchant,
            spent=lambda row: row.merchant_id if row.kind is ActKind.CAMPAIGN_DRAFTED else None,
        )

    def password(self, user_id: UserId) -> Password | None:
        return self._passwords.get(user_id)

    def password_link(self, digest: str) -> PasswordLink | None:
        return self._links.get(digest)

    def web_session(self, digest: str) -> WebSession | None:
        return self._sessions.get(digest)

    def web_sessions(self, user_id: UserId) -> tuple[WebSession, ...]:
        return in_order(self._sessions.of(user=user_id), lambda row: (row.began_at, row.digest))

    def api_key_by_digest(self, digest: str) -> ApiKey | None:
        return self._api_keys.newest_of(digest=digest)

    def api_keys(self, merchant_id: MerchantId) -> tuple[ApiKey, ...]:
        return in_order(self._api_keys.of(merchant=merchant_id), lambda row: (row.made_at, row.id))

    def acts(self, merchant_id: MerchantId, limit: int) -> tuple[Act, ...]:
        rows = sorted(self._acts.of(merchant=merchant_id), key=lambda row: (row.at, row.id), reverse=True)
        return tuple(rows[:limit])


class MemoryAccessBooks(MemoryAccessReader):
    """Implements `conversation.access_books.AccessBooks`. One loop runs one command at a time: nothing is locked."""

    written: list[Vouched]

    def save_password(self, password: Password) -> None:
        self._passwords.put(password)

    def lock_password_link(self, digest: str) -> PasswordLink | None:
        return self.password_link(digest)

    def save_password_link(self, link: PasswordLink) -> None:
        self._links.put(link)

    def lock_web_session(self, digest: str) -> WebSession | None:
        return self.web_session(digest)

    def save_web_session(self, session: WebSession) -> None:
        self._sessions.put(session)

    def lock_api_key(self, key_id: str) -> ApiKey | None:
        return self._api_keys.get(key_id)

    def save_api_key(self, key: ApiKey) -> None:
        known = self.api_key_by_digest(key.digest)
        if known is not None and known.id != key.id:
            raise Conflict("another key has the same digest")
        self._api_keys.put(key)

    def lock_throttle(self, subject: str, at: datetime) -> Throttle:
        found = self._throttles.get(subject)
        if found is None:
            found = Throttle(subject, 0, at)
            self._throttles.put(found)
        return found

    def save_throttle(self, throttle: Throttle) -> None:
        self._throttles.put(throttle)

    def add_act(self, act: Act) -> None:
        if self._acts.get(act.id) is not None:
            raise Conflict(f"act {act.id} is written already")
        self._acts.put(act)
        if act.merchant_id:
            self.written.append(act)

    def forget_access(self, before: datetime) -> None:
        for session in self._sessions.all():
            if session.began_at < before:
                self._sessions.drop(session.digest)
        for link in self._links.all():
            if link.expires_at < before:
                self._links.drop(link.digest)
        for throttle in self._throttles.all():
            if throttle.last_at < before:
                self._throttles.drop(throttle.subject)
