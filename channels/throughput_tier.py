"""How fast and how much a number may send, by what carriers registered it for. The tiers are data, with sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter

from compliance.rule import Provenance
from conversation.errors import Invalid
from conversation.sender import Sender, SenderKind


@dataclass(frozen=True, slots=True)
class Tier:
    """`most` segments within any `seconds`, and `per_day` segments a calendar day (None: no daily cap)."""

    name: str
    kind: SenderKind
    words: str
    most: int
    seconds: int
    source: str
    sure: Provenance
    per_day: int | None = None

    @property
    def per_second(self) -> float:
        return self.most / self.seconds


@dataclass(frozen=True, slots=True)
class Tiers:
    """Every tier by name; days are counted in `zone`, and answers have `kept_for_answers` percent of each."""

    by_name: Mapping[str, Tier]
    zone: ZoneInfo
    kept_for_answers: int

    def of(self, sender: Sender) -> Tier:
        """Return the sender's tier; the most modest of its kind where none is named, or one that is gone."""
        named = self.by_name.get(sender.tier)
        return named if named is not None and named.kind is sender.kind else self.of_kind(sender.kind)[0]

    def of_kind(self, kind: SenderKind) -> list[Tier]:
        """Return what a number of this kind may have, the most modest first."""
        return sorted((tier for tier in self.by_name.values() if tier.kind is kind), key=lambda one: one.per_second)

    def check(self, name: str, kind: SenderKind) -> None:
        """Raises Invalid where a number of this kind cannot have a tier of this name."""
        if name and (name not in self.by_name or self.by_name[name].kind is not kind):
            names = ", ".join(tier.name for tier in self.of_kind(kind))
            raise Invalid("tier", f"a {kind.value} number has no tier {name!r}", f"choose one of {names}")


def pace_subject(sender: Sender) -> str:
    """Return what its pace is counted by: a 10DLC campaign, whose numbers share it, or the number."""
    return f"campaign:{sender.campaign_id}" if sender.campaign_id else sender.id


def day_subject(sender: Sender) -> str:
    """Return what its day is counted by: a 10DLC brand, whose campaigns share it, or the number."""
    return f"brand:{sender.brand_id}" if sender.brand_id else sender.id


@lru_cache(maxsize=1)
def known_tiers() -> Tiers:
    """Return the tiers that are listed."""
    raw = yaml.safe_load(Path(__file__).with_name("throughput_tiers.yaml").read_text(encoding="utf-8"))
    listed = TypeAdapter(tuple[Tier, ...]).validate_python(raw["tiers"])
    return Tiers({tier.name: tier for tier in listed}, ZoneInfo(raw["zone"]), int(raw["kept_for_answers"]))
