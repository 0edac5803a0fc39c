"""What opens merchants' own inboxes: in a file that only its owner reads, never in the ledger."""

import json
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter, ValidationError

from api.settings import Settings
from conversation.errors import Misconfigured
from conversation.ids import MerchantId

FILE = "chatwoot-secrets.json"
SETTING = "TWOLANE_CHATWOOT_SECRETS"


class InboxSecret(BaseModel):
    """`token` lets us in there; `signing` proves what comes from there.

    Where `signing` is empty the inbox is too old to sign (API inboxes sign since Chatwoot 4.13): then its webhooks
    carry `url_token` in their address instead.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr
    signing: SecretStr = SecretStr("")
    url_token: SecretStr = SecretStr("")


_FILE: TypeAdapter[dict[str, InboxSecret]] = TypeAdapter(dict[str, InboxSecret])


class InboxSecrets:
    """The file, read again whenever it changed, so that a running process hears of a new inbox."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: int | None = None
        self._known: dict[str, InboxSecret] = {}

    def of(self, merchant_id: MerchantId) -> InboxSecret | None:
        """Return the merchant's, None where there is none. Raises Misconfigured for a file that cannot be read."""
        return self._all().get(merchant_id)

    def keep(self, merchant_id: MerchantId, secret: InboxSecret) -> None:
        """Write the merchant's secret, whole or not at all."""
        shown = {name: _shown(one) for name, one in (self._all() | {merchant_id: secret}).items()}
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(shown, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self._read_at = None

    def _all(self) -> dict[str, InboxSecret]:
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._read_at:
                self._known = _FILE.validate_json(self._path.read_bytes())
                self._read_at = changed
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            remedy = f"{self._path} cannot be read ({type(error).__name__}); connect the inbox again"
            raise Misconfigured(SETTING, remedy) from error
        return self._known


def inbox_secrets(settings: Settings) -> InboxSecrets:
    """Return the file that the settings name, or the one in the data directory."""
    return InboxSecrets(settings.chatwoot_secrets or settings.data_dir / FILE)


def _shown(secret: InboxSecret) -> dict[str, str]:
    return {
        "token": secret.token.get_secret_value(),
        "signing": secret.signing.get_secret_value(),
        "url_token": secret.url_token.get_secret_value(),
    }
