"""Who followed a link: a person, or a program that looks at links before anybody does.

Nothing here can be certain. A program that lies about itself and takes its time passes for a person, and a person who
taps within a second of the text's arrival passes for a program. Whatever counts clicks says so by `why`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from conversation.outbox import OutboxRow
from conversation.short_link import LinkClick, OpenedBy

AT_ONCE = timedelta(seconds=1)
"""Within this after the text was handed over nobody has read it; what follows links then is a filter on the way. Two
links of one text within this of each other were followed by a program as well. House figures."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a short link. `headers` by their names in lower case; `visitor` is a keyed hash of its origin."""

    method: str
    headers: Mapping[str, str]
    visitor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """The verdict on a visit. `also` are earlier clicks that this one shows to have been a program's."""

    by: OpenedBy
    why: str
    also: tuple[LinkClick, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A program that announces itself. `source` is where its user agent is documented."""

    word: str
    who: str
    source: str


@dataclass(frozen=True, slots=True)
class Openers:
    """What is known of programs that follow links."""

    previews: tuple[Preview, ...]
    libraries: tuple[str, ...]
    headers: Mapping[str, str]


def judge(visit: Visit, link_id: str, row: OutboxRow | None, known: tuple[LinkClick, ...]) -> Opened:
    """Say who followed the link. `row` is its text on its way, `known` who followed any link of the text before."""
    why = _announced(visit) or _too_soon(visit, row)
    if why:
        return Opened(OpenedBy.BOT, why)
    others = tuple(one for one in known if one.link_id != link_id and abs(visit.at - one.last_at) <= AT_ONCE)
    if others:
        people = tuple(one for one in others if one.by is OpenedBy.HUMAN)
        return Opened(OpenedBy.BOT, "several links of the text within a second", people)
    return Opened(OpenedBy.HUMAN, "a browser, later than a second after the text left")


def _announced(visit: Visit) -> str:
    """What the request says of itself."""
    if visit.method != "GET":
        return f"{visit.method} asks whether the link is there, not for the page"
    openers, agent = known_openers(), visit.headers.get("user-agent", "").lower()
    for name, begins in openers.headers.items():
        if visit.headers.get(name, "").strip().lower().startswith(begins):
            return f"{name}: {begins} fetches ahead of a person"
    if not agent:
        return "it does not say what it is"
    for preview in openers.previews:
        if preview.word in agent:
            return f"a preview by {preview.who}"
    for library in openers.libraries:
        if library in agent:
            return f"a program: {library.strip('/;')}"
    if "mozilla/" in agent and "accept-language" not in visit.headers:
        return "it calls itself a browser but names no language, as every browser does"
    return ""


def _too_soon(visit: Visit, row: OutboxRow | None) -> str:
    if row is None or row.claimed_at is None:
        return "the text has not left yet"
    moments = [moment for moment in (row.claimed_at, row.settled_at) if moment is not None]
    if any(timedelta() <= visit.at - moment <= AT_ONCE for moment in moments):
        return "within a second of delivery"
    return ""


@cache
def known_openers() -> Openers:
    """Return what `link_openers.yaml` lists."""
    raw = yaml.safe_load(Path(__file__).with_name("link_openers.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(Openers).validate_python(raw)
