"""The keywords that intents are read by: data in YAML, loaded when first needed."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from compliance.intents.slips import slips_of

_SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def keywords(name: str) -> frozenset[str]:
    """Return one list of ``keywords.yaml``. Raises KeyError for a name that it lacks."""
    return frozenset(_raw()[name])


@cache
def mended() -> Mapping[str, str]:
    """Return the word that each slip was meant to be."""
    raw = _raw()
    slips = {slip: word for word in raw["slippery"] for slip in slips_of(word) if slip not in raw["other_words"]}
    return slips | {slip: word for word, slips in raw["mended"].items() for slip in slips}


def without_courtesies(words: str) -> str:
    """Return `words` without please, thanks and their like."""
    courtesies = keywords("courtesies")
    return " ".join(word for word in words.split() if word not in courtesies)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file of ours holds, by libyaml where it is there: it is ten times as fast."""
    return yaml.load(path.read_text(encoding="utf-8"), _SAFE_LOADER)  # noqa: S506


@cache
def _raw() -> dict[str, Any]:
    return dict(read_yaml(Path(__file__).with_name("keywords.yaml")))
