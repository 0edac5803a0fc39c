"""What opens merchants' shops: in a file that only its owner reads, or in the environment, never in the ledger."""

from collections.abc import Iterable

from pydantic import SecretStr

from api.secret_table import SecretTable
from api.settings import Settings
from conversation.merchant import Merchant
from conversation.shop_choice import ShopKind
from tools.shop_opening import Secrets, kind_of

FILE = "shop-secrets.json"
SETTING = "TWOLANE_SHOP_SECRETS"

Row = dict[str, tuple[SecretStr, ...]]
"""Secrets by their names: several of one name while one is being rotated, the newest first."""


class ShopSecrets:
    """The file with what was entered for each merchant; the environment's stands where nothing was."""

    def __init__(self, settings: Settings) -> None:
        path = settings.shop_secrets or settings.data_dir / FILE
        self._table: SecretTable[Row] = SecretTable(path, Row, _shown, SETTING, "connect the shop again")
        self._settings = settings

    def of(self, merchant: Merchant) -> Secrets:
        """Return the merchant's secrets by name. Raises Misconfigured for a file that cannot be read."""
        kept = self._table.of(merchant.id) or {}
        return _from_environment(self._settings, kind_of(merchant)) | _opened(kept)

    def keep(self, merchant: Merchant, name: str, secrets: Iterable[str]) -> None:
        """Keep these instead of what was kept under the name."""
        kept = self._table.of(merchant.id) or {}
        self._table.keep(merchant.id, {**kept, name: tuple(SecretStr(one) for one in secrets if one)})


def _from_environment(settings: Settings, kind: str) -> dict[str, tuple[str, ...]]:
    match kind:
        case ShopKind.SHOPIFY:
            return {
                "admin_token": _known(settings.shopify_admin_token),
                "client_secret": settings.shopify_client_secrets,
            }
        case ShopKind.WOOCOMMERCE:
            return {
                "consumer_key": _known(settings.woocommerce_consumer_key),
                "consumer_secret": _known(settings.woocommerce_consumer_secret),
                "webhook_secret": _known(*settings.woocommerce_webhook_secrets),
            }
    return {}


def _known(*secrets: SecretStr) -> tuple[str, ...]:
    return tuple(secret.get_secret_value() for secret in secrets if secret.get_secret_value())


def _opened(row: Row) -> dict[str, tuple[str, ...]]:
    return {name: _known(*secrets) for name, secrets in row.items()}


def _shown(row: Row) -> dict[str, list[str]]:
    return {name: list(secrets) for name, secrets in _opened(row).items()}
