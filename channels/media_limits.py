"""What carriers take with a text, as data, and whether given pictures fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from conversation.errors import Invalid
from conversation.media import MediaFile

KIB = 1024


class BadMedia(Invalid):
    """The pictures cannot leave with a text; the remedy says what would."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__("media", problem, remedy)


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """What one carrier takes. Sizes in bytes, of all pictures of a text together."""

    kinds: tuple[str, ...]
    most: int
    most_bytes: int
    safe_bytes: int

    @property
    def kinds_in_words(self) -> str:
        return ", ".join(kind.rpartition("/")[2].upper() for kind in self.kinds)


def check_media(files: Sequence[MediaFile], carrier: str) -> None:
    """Raise BadMedia where the carrier would refuse a text with these pictures."""
    limits, size = limits_of(carrier), sum(file.size for file in files)
    for file in files:
        if file.kind not in limits.kinds:
            raise BadMedia(f"{file.kind} is none that phones show", f"send {limits.kinds_in_words}")
    if len(files) > limits.most:
        raise BadMedia(f"there are {len(files)} pictures", f"send at most {limits.most} with a text")
    if size > limits.most_bytes:
        remedy = f"keep all pictures of a text within {limits.most_bytes // KIB} KiB"
        raise BadMedia(f"they have {size // KIB} KiB", f"{remedy}, better within {limits.safe_bytes // KIB} KiB")


def is_safe(files: Sequence[MediaFile], carrier: str) -> bool:
    """Tell whether every recipient's network takes the pictures as they are."""
    return sum(file.size for file in files) <= limits_of(carrier).safe_bytes


def limits_of(carrier: str) -> MediaLimits:
    """Return a carrier's limits; for one that is not listed the narrowest of all."""
    listed = known_limits()
    return listed.get(carrier) or min(listed.values(), key=lambda limits: limits.most_bytes)


@cache
def known_limits() -> Mapping[str, MediaLimits]:
    """Return the listed limits by carrier."""
    raw = yaml.safe_load(Path(__file__).with_name("media_limits.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, MediaLimits]).validate_python(raw)
