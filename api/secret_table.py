"""Merchants' secrets in a file that only its owner reads: for what is entered on a page or the command line."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from conversation.errors import Misconfigured
from conversation.ids import MerchantId

Row = TypeVar("Row")


class SecretTable(Generic[Row]):
    """One row for each merchant, read again whenever the file changed, so that a running process hears of a new one.

    `shown` writes a row out, secrets and all. `setting` and `remedy` name what to do about a file that cannot be read.
    """

    def __init__(
        self, path: Path, kind: Any, shown: Callable[[Row], Mapping[str, object]], setting: str, remedy: str
    ) -> None:
        self._path = path
        self._adapter: TypeAdapter[dict[str, Row]] = TypeAdapter(dict[str, kind])
        self._shown = shown
        self._setting = setting
        self._remedy = remedy
        self._read_at: int | None = None
        self._known: dict[str, Row] = {}

    def of(self, merchant_id: MerchantId) -> Row | None:
        """Return the merchant's, None where there is none. Raises Misconfigured for a file that cannot be read."""
        return self._all().get(merchant_id)

    def keep(self, merchant_id: MerchantId, row: Row) -> None:
        """Write the merchant's row, whole or not at all."""
        shown = {name: self._shown(one) for name, one in (self._all() | {merchant_id: row}).items()}
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(shown, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self._read_at = None

    def _all(self) -> dict[str, Row]:
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._read_at:
                self._known = self._adapter.validate_json(self._path.read_bytes())
                self._read_at = changed
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            remedy = f"{self._path} cannot be read ({type(error).__name__}); {self._remedy}"
            raise Misconfigured(self._setting, remedy) from error
        return self._known
