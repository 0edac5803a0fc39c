"""The ledger remembers, by a fingerprint, which secret it is sealed with."""

from sqlalchemy import Connection, insert, select

from conversation.audit import AuditKeys
from conversation.errors import Misconfigured
from conversation.store_sql.tables import audit_keys

SETTING = "TWOLANE_AUDIT_SECRET"
_NOBODY, _SECRET = "", "secret"


def check_secret(connection: Connection, audit: AuditKeys) -> None:
    """Note the secret's fingerprint at first. Raises Misconfigured when the ledger is sealed with another one.

    Under another secret the chain would break, and erased numbers that opted out would no longer be known.
    """
    mine = (audit_keys.c.merchant_id == _NOBODY, audit_keys.c.subject == _SECRET)
    known = connection.scalar(select(audit_keys.c.key).where(*mine))
    if known is None:
        connection.execute(insert(audit_keys), {"merchant_id": _NOBODY, "subject": _SECRET, "key": audit.fingerprint})
    elif known != audit.fingerprint:
        raise Misconfigured(SETTING, "this ledger is sealed with another secret; set that one, or restore its key file")
