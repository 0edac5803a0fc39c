"""What opens merchants' own inboxes: in a file that only its owner reads, never in the ledger."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from api.secret_table import SecretTable
from api.settings import Settings

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


class InboxSecrets(SecretTable[InboxSecret]):
    """The file with all merchants' secrets of inboxes."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, InboxSecret, _shown, SETTING, "connect the inbox again")


def inbox_secrets(settings: Settings) -> InboxSecrets:
    """Return the file that the settings name, or the one in the data directory."""
    return InboxSecrets(settings.chatwoot_secrets or settings.data_dir / FILE)


def _shown(secret: InboxSecret) -> dict[str, str]:
    return {
        "token": secret.token.get_secret_value(),
        "signing": secret.signing.get_secret_value(),
        "url_token": secret.url_token.get_secret_value(),
    }
