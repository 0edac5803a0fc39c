"""One row of an upload: its cells by the names of the columns, each read as what it must be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from conversation.money import Money
from tools.phone import to_e164
from tools.upload_fault import BadCell, Remark
from tools.upload_moments import read_moment
from tools.upload_money import read_money

_YES = frozenset({"1", "yes", "y", "true", "x"})
_NO = frozenset({"0", "no", "n", "false", ""})
_CURRENCY = re.compile("[A-Z]{3}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
LONGEST_ID = 200
LONGEST_WORDS = 2000
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """`zone` is the merchant's, `currency` what is meant where the row names none. Every reader raises BadCell."""

    line: int
    cells: Mapping[str, object]
    zone: ZoneInfo
    currency: str
    remarks: list[Remark] = field(default_factory=list)

    def words(self, column: str, longest: int = LONGEST_WORDS) -> str:
        cell = self.cells.get(column, "")
        if not isinstance(cell, str):
            raise BadCell(column, "it is no plain value", "write a text or a number")
        if len(cell) > longest:
            raise BadCell(column, f"it is longer than {longest} characters", "shorten it")
        return cell

    def needed(self, column: str, longest: int = LONGEST_ID) -> str:
        words = self.words(column, longest)
        if not words:
            raise BadCell(column, "it is empty", "fill it in")
        return words

    def money(self, column: str) -> Money | None:
        """Return the amount, None for an empty cell. One below zero is no price and no total."""
        text = self.words(column)
        if not text:
            return None
        amount = read_money(column, text, self.counts_in)
        if amount.minor < 0:
            raise BadCell(column, "it is below zero", "leave refunds to the column refunded of an order")
        return amount

    def needed_money(self, column: str) -> Money:
        self.needed(column)
        amount = self.money(column)
        if amount is None:
            raise BadCell(column, "it is empty", "fill it in")
        return amount

    @property
    def counts_in(self) -> str:
        named = self.words("currency").upper()
        if named and not _CURRENCY.fullmatch(named):
            raise BadCell("currency", "it is no currency", "write its ISO 4217 code, such as USD")
        return named or self.currency

    def moment(self, column: str) -> datetime | None:
        """Return the moment, None for an empty cell; what is doubtful about it is remarked."""
        text = self.words(column)
        if not text:
            return None
        moment, said = read_moment(column, text, self.zone)
        if said:
            self.remarks.append(Remark(self.line, column, said))
        return moment

    def needed_moment(self, column: str) -> datetime:
        self.needed(column)
        moment = self.moment(column)
        if moment is None:
            raise BadCell(column, "it is empty", "fill it in")
        return moment

    def phone(self, column: str) -> str | None:
        """Return the number in E.164, None for an empty cell."""
        text = self.words(column)
        if not text:
            return None
        if _SCIENTIFIC.fullmatch(text):
            raise BadCell(column, "a spreadsheet cut the number", "format the column as text and export again")
        dialled = to_e164(text, self.words("country").upper() or None)
        if dialled is None:
            raise BadCell(column, "it is no number that can be dialled", "write it with its country, as +13035550111")
        return dialled

    def number(self, column: str, least: int = 0, most: int = MOST) -> int | None:
        text = self.words(column)
        if not text:
            return None
        whole = text.removesuffix("%").removesuffix(".0").removesuffix(".00").strip()
        if not (whole.isascii() and whole.removeprefix("-").isdigit()) or not least <= int(whole) <= most:
            raise BadCell(column, "it is no whole number in reach", f"write a number from {least} to {most}")
        return int(whole)

    def truth(self, column: str) -> bool | None:
        text = self.words(column).lower()
        if text in _YES:
            return True
        if text in _NO:
            return False if text else None
        raise BadCell(column, "it is neither yes nor no", "write yes or no")

    def address(self, column: str) -> str:
        """Return an https address, empty for an empty cell."""
        text = self.words(column)
        if not text:
            return ""
        parts = urlsplit(text) if text.isprintable() and " " not in text else None
        if parts is None or parts.scheme != "https" or not parts.hostname:
            raise BadCell(column, "it is no https address", "write https://...")
        return text

    def list_of(self, column: str) -> tuple[str, ...]:
        """Return what is separated by commas or semicolons; a list of JSON's is one already."""
        cell = self.cells.get(column, "")
        parts = cell if isinstance(cell, list) else re.split("[,;]", self.words(column))
        return tuple(str(part).strip() for part in parts if str(part).strip())
