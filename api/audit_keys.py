"""Where the audit log's secret is: in the environment, or in a file beside a SQLite ledger."""

from api.anchors import FILE, AnchorFile
from api.secret_file import kept_secret
from api.settings import Settings
from conversation.audit import AuditKeys

KEY_FILE = "audit.key"
SETTING = "TWOLANE_AUDIT_SECRET"


def audit_keys(settings: Settings) -> AuditKeys | None:
    """Return the keys that seal the ledger's log; None where nothing could be proven with them.

    A SQLite ledger without a secret gets one of its own at first, in a file that only its owner reads. On Postgres the
    secret must be named, for every host needs the same. Raises Misconfigured for a file that cannot be had.
    """
    secret = settings.audit_secret.get_secret_value()
    if secret:
        return AuditKeys(secret.encode())
    if settings.ledger_url.startswith("sqlite://"):
        return AuditKeys(kept_secret(settings.data_dir / KEY_FILE, SETTING))
    return None


def anchor_file(settings: Settings, keys: AuditKeys) -> AnchorFile:
    """Return where the chains' heads are noted: the named file, else one in the data directory."""
    return AnchorFile(settings.audit_anchors or settings.data_dir / FILE, keys)
