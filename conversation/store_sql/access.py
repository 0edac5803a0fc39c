"""Who may come in, in SQL."""

from datetime import datetime

from sqlalchemy import ColumnElement, Table, bindparam, delete, select

from conversation.act import Act
from conversation.api_key import ApiKey
from conversation.clock import to_milliseconds
from conversation.errors import Conflict
from conversation.ids import MerchantId, UserId
from conversation.password import Password, PasswordLink
from conversation.statements import Vouched
from conversation.store_sql import entities, tables
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values
from conversation.throttle import Throttle
from conversation.web_session import WebSession

_act = tables.acts.c

NEWEST_ACTS = Statement(
    lambda _: (
        select(*entities.ACTS.columns())
        .where(_act.merchant_id == bindparam("merchant_id"))
        .order_by(_act.at.desc(), _act.id.desc())
        .limit(bindparam("limit"))
    )
)


def _older(table: Table, moment: ColumnElement[int]) -> Statement:
    return Statement(lambda _: delete(table).where(moment < bindparam("before")))


FORGETTING = (
    _older(tables.web_sessions, tables.web_sessions.c.began_at),
    _older(tables.password_links, tables.password_links.c.expires_at),
    _older(tables.throttles, tables.throttles.c.last_at),
)


class SqlAccessReader:
    """Implements `conversation.access_books.AccessReader`."""

    _session: Session

    def password(self, user_id: UserId) -> Password | None:
        return entities.PASSWORDS.one(self._session, user_id=user_id)

    def password_link(self, digest: str) -> PasswordLink | None:
        return entities.LINKS.one(self._session, digest=digest)

    def web_session(self, digest: str) -> WebSession | None:
        return entities.SESSIONS.one(self._session, digest=digest)

    def web_sessions(self, user_id: UserId) -> tuple[WebSession, ...]:
        return entities.SESSIONS.many(self._session, ("began_at", "digest"), user_id=user_id)

    def api_key_by_digest(self, digest: str) -> ApiKey | None:
        return entities.KEYS.one(self._session, digest=digest)

    def api_keys(self, merchant_id: MerchantId) -> tuple[ApiKey, ...]:
        return entities.KEYS.many(self._session, ("made_at", "id"), merchant_id=merchant_id)

    def acts(self, merchant_id: MerchantId, limit: int) -> tuple[Act, ...]:
        values: Values = {"merchant_id": merchant_id, "limit": limit}
        return entities.ACTS.all(self._session, NEWEST_ACTS, values)


class SqlAccessBooks(SqlAccessReader):
    """Implements `conversation.access_books.AccessBooks`."""

    written: list[Vouched]

    def save_password(self, password: Password) -> None:
        entities.PASSWORDS.save(self._session, password)

    def lock_password_link(self, digest: str) -> PasswordLink | None:
        return entities.LINKS.one(self._session, lock=Lock.ALONE, digest=digest)

    def save_password_link(self, link: PasswordLink) -> None:
        entities.LINKS.save(self._session, link)

    def lock_web_session(self, digest: str) -> WebSession | None:
        return entities.SESSIONS.one(self._session, lock=Lock.ALONE, digest=digest)

    def save_web_session(self, session: WebSession) -> None:
        entities.SESSIONS.save(self._session, session)

    def lock_api_key(self, key_id: str) -> ApiKey | None:
        return entities.KEYS.one(self._session, lock=Lock.ALONE, id=key_id)

    def save_api_key(self, key: ApiKey) -> None:
        entities.KEYS.save(self._session, key)

    def lock_throttle(self, subject: str, at: datetime) -> Throttle:
        entities.THROTTLES.add_once(self._session, Throttle(subject, 0, at))
        found = entities.THROTTLES.one(self._session, lock=Lock.ALONE, subject=subject)
        if found is None:
            raise Conflict(f"the throttle of {subject} is gone")
        return found

    def save_throttle(self, throttle: Throttle) -> None:
        entities.THROTTLES.save(self._session, throttle)

    def add_act(self, act: Act) -> None:
        entities.ACTS.add(self._session, act)
        if act.merchant_id:
            self.written.append(act)

    def forget_access(self, before: datetime) -> None:
        for statement in FORGETTING:
            self._session.run(statement, {"before": to_milliseconds(before)})
