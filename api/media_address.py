"""Where carriers fetch pictures from: addresses that nobody can make up, and that end."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from api.secret_file import kept_secret
from api.settings import Settings
from conversation.media import MediaFile

PATH = "/media/"
LASTS = timedelta(hours=24)
"""A carrier fetches a picture when it takes the text, or soon after where it has a queue."""
KEY_FILE = "media.key"
_MARK = 32


@dataclass(frozen=True, slots=True)
class MediaAddresses:
    """Makes addresses below `public_url`, and knows its own again."""

    public_url: str
    key: bytes = field(repr=False)

    def address(self, file: MediaFile, now: datetime) -> str:
        """Return where `file` is to be fetched for a day."""
        until = int((now + LASTS).timestamp())
        name = f"{file.id}.{file.kind.rpartition('/')[2]}"
        return f"{self.public_url.rstrip('/')}{PATH}{name}?until={until}&mark={self._mark(file.id, until)}"

    def is_ours(self, media_id: str, until: int, mark: str) -> bool:
        """Tell whether we made the address, ended or not."""
        return hmac.compare_digest(self._mark(media_id, until).encode(), mark.encode())

    def _mark(self, media_id: str, until: int) -> str:
        return hmac.new(self.key, f"twolane media {media_id} {until}".encode(), sha256).hexdigest()[:_MARK]


def media_addresses(settings: Settings) -> MediaAddresses:
    """Return what every process of this installation makes and knows addresses by. Raises Misconfigured.

    Keyed by the audit log's secret; without one, beside a SQLite ledger, by a file of its own.
    """
    secret = settings.audit_secret.get_secret_value() or settings.api_key.get_secret_value()
    if secret:
        return MediaAddresses(settings.public_url, sha256(f"twolane media {secret}".encode()).digest())
    if settings.ledger_url.startswith("sqlite://"):
        key = kept_secret(settings.data_dir / KEY_FILE, "TWOLANE_AUDIT_SECRET")
        return MediaAddresses(settings.public_url, key)
    return MediaAddresses(settings.public_url, secrets.token_bytes(32))
