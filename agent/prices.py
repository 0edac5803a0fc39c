"""What models cost: a table with its source and date, which an operator's own goes before."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conversation.errors import Misconfigured

SETTING = "TWOLANE_MODEL_PRICES"
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Price(_Strict):
    """US dollars for a million tokens."""

    tokens_in: Decimal = Field(alias="in", ge=0)
    cached: Decimal = Field(ge=0)
    out: Decimal = Field(ge=0)

    def micros(self, tokens_in: int, cached: int, tokens_out: int) -> int:
        """Return what so many tokens cost, in millionths of a dollar, rounded."""
        cost = (tokens_in - cached) * self.tokens_in + cached * self.cached + tokens_out * self.out
        return int(cost.to_integral_value())


class PriceFile(_Strict):
    """A table of prices, and where and when they were read."""

    as_of: date
    source: str
    models: dict[str, Price]


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices by the model's name, the operator's own first. A snapshot costs what its model does."""

    files: tuple[PriceFile, ...]

    def of(self, model: str) -> Price | None:
        """Return the price of `model`; None where no table has it. Its provider's name may stand before it."""
        name = model.rpartition(":")[2]
        for file in self.files:
            found = file.models.get(name) or file.models.get(_DATED.sub("", name))
            if found is not None:
                return found
        return None


def read_prices(own: Path | None = None) -> PriceList:
    """Return our prices, behind those of the file `own`. Raises Misconfigured, naming the field."""
    if own is None:
        return PriceList((_ours(),))
    try:
        text = own.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(SETTING, f"{own} cannot be read: {error}; name a YAML file") from error
    return PriceList((_read(text, str(own)), _ours()))


@cache
def _ours() -> PriceFile:
    return _read(files("agent").joinpath("prices.yaml").read_text(encoding="utf-8"), "prices.yaml")


def _read(text: str, name: str) -> PriceFile:
    try:
        given: Mapping[str, object] = yaml.safe_load(text)
        return PriceFile.model_validate(given)
    except yaml.YAMLError as error:
        raise Misconfigured(SETTING, f"{name} is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "models"
        raise Misconfigured(SETTING, f"{name}: {place}: {first['msg']}") from error
