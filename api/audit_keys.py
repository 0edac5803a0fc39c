"""Where the audit log's secret is: in the environment, or in a file beside a SQLite ledger."""

import os
import secrets
from pathlib import Path

from api.anchors import FILE, AnchorFile
from api.settings import Settings
from conversation.audit import AuditKeys
from conversation.errors import Misconfigured

KEY_FILE = "audit.key"
KEY_BYTES = 32
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
        return AuditKeys(_kept(settings.data_dir / KEY_FILE))
    return None


def anchor_file(settings: Settings, keys: AuditKeys) -> AnchorFile:
    """Return where the chains' heads are noted: the named file, else one in the data directory."""
    return AnchorFile(settings.audit_anchors or settings.data_dir / FILE, keys)


def _kept(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise Misconfigured(SETTING, f"{path} cannot be used ({error}); restore it or set {SETTING}") from error


def _make(path: Path) -> None:
    """Write the file whole under another name first, so that a process that starts beside this one reads it whole."""
    if path.exists():
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
