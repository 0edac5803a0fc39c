"""The one secret of alerts, from which every other comes: a key for push messages, and one for each webhook."""

import base64
import hmac
import secrets
from collections.abc import Callable
from functools import cached_property

from api.secret_file import kept_secret
from api.settings import Settings

SETTING = "TWOLANE_ALERT_SECRET"
KEY_FILE = "alerts.key"
PREFIX = "whsec_"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the curve P-256 (FIPS 186-4, D.1.2.3)."""


class AlertSecret:
    """Read when it is first needed. Nothing of it is in the ledger or its backups."""

    def __init__(self, read: Callable[[], bytes]) -> None:
        self._read = read

    @cached_property
    def _root(self) -> bytes:
        return self._read()

    def signing_key(self, hook_id: str, generation: int) -> bytes:
        """Return the key that signs for a hook; each generation has another."""
        return self._derive(f"webhook {hook_id} {generation}", "sha256")

    def shown(self, hook_id: str, generation: int) -> str:
        """Return the same as Standard Webhooks writes it, for who verifies."""
        return PREFIX + base64.b64encode(self.signing_key(hook_id, generation)).decode()

    def push_number(self) -> int:
        """Return the private key of push messages: from 1 to below the order of the curve."""
        return int.from_bytes(self._derive("push", "sha512")) % (ORDER - 1) + 1

    def _derive(self, purpose: str, digest: str) -> bytes:
        return hmac.digest(self._root, f"twolane alerts: {purpose}".encode(), digest)


def alert_secret(settings: Settings) -> AlertSecret:
    """Return the secret that the setting names, else that of a file in the data directory; one for play in memory."""
    named = settings.alert_secret.get_secret_value().encode()
    if named:
        return AlertSecret(lambda: named)
    if settings.ledger_url == "memory:":
        return AlertSecret(lambda: secrets.token_bytes(32))
    return AlertSecret(lambda: kept_secret(settings.data_dir / KEY_FILE, SETTING))
