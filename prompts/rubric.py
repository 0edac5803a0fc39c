"""Rubrics: one question about a conversation each, with levels from worst to best. Judges and people read the same."""

from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from json import dumps
from pathlib import Path

import yaml

from prompts.errors import PackBroken

JUDGE_PACK = "judge"
FILE = Path(__file__).parent / "packs" / JUDGE_PACK / "rubrics.yaml"
FEWEST, MOST = 2, 3


@dataclass(frozen=True, slots=True)
class Level:
    """One answer to the question, and when it is the right one."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """`levels` go from worst to best; `passes` names the worst that is good enough."""

    id: str
    asks: str
    levels: tuple[Level, ...]
    passes: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(level.name for level in self.levels)

    @property
    def best(self) -> Level:
        return self.levels[-1]

    @property
    def title(self) -> str:
        return self.id.replace("_", " ").capitalize()

    @property
    def hash(self) -> str:
        """SHA-256, hex, of everything that the rubric says."""
        return sha256(dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def is_pass(self, level: str) -> bool:
        """Tell whether `level` is good enough. Raises ValueError for one that the rubric does not have."""
        return self.names.index(level) >= self.names.index(self.passes)


@cache
def rubrics(file: Path = FILE) -> tuple[Rubric, ...]:
    """Return the rubrics of a file, in its order. Raises PackBroken, naming the rubric, for what cannot be asked."""
    read = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(read, dict) or not read:
        raise PackBroken(file.name, "holds no rubrics; write a question with its levels under each dimension's name")
    return tuple(_rubric(file.name, str(name), body) for name, body in read.items())


def rubric_named(name: str) -> Rubric:
    """Raises PackBroken where no rubric that comes with Twolane has the name."""
    found = {rubric.id: rubric for rubric in rubrics()}
    if name not in found:
        raise PackBroken(FILE.name, f"has no rubric {name!r}; it has {', '.join(found)}")
    return found[name]


def _rubric(file: str, name: str, body: object) -> Rubric:
    place = f"{file}, {name}"
    if not isinstance(body, dict) or not isinstance(body.get("levels"), dict):
        raise PackBroken(place, "needs `asks`, `passes` and `levels`")
    levels = tuple(Level(str(level), str(says)) for level, says in body["levels"].items())
    if not FEWEST <= len(levels) <= MOST:
        raise PackBroken(place, f"has {len(levels)} levels; give it two or three")
    passes = str(body.get("passes", ""))
    if passes not in [level.name for level in levels[1:]]:
        raise PackBroken(place, "`passes` must name one of its levels but the worst")
    return Rubric(name, str(body.get("asks", "")), levels, passes)
