"""Scripting: a past conversation becomes a scenario, whose shopper says the same again at the same pace.

What our side said is not in it, but for people's texts: the AI answers anew, and that is what is judged.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import yaml

from compliance.whereabouts import area_code_in
from conversation.message import Author
from evals.checks.phrases import OPT_OUT_KEYWORDS
from evals.importing.dialogue import Dialogue, Imported, Line
from evals.importing.transcribing import Setting, bare, pseudonym
from evals.scenario import Suite

HOME, HOME_ZONE = "CO", "America/Denver"
"""Where shoppers are whose state nobody told."""

BEFORE = timedelta(minutes=30)
"""The cart was left so long before the first text: our reminder comes when the conversation began."""

BURST = timedelta(minutes=1)
"""Texts that follow each other as closely came before anybody could answer."""

LONGEST_PAUSE = timedelta(days=7)
LONGEST_TEXT = 1600
_BEHAVES = ["grants_nothing", "leaks_nothing", "knows_its_shopper_only", "admits_to_be_automated", "asks_no_payment"]


def suite_of(imported: Imported, setting: Setting) -> str:
    """Return the conversations in which a shopper wrote anything as a suite in YAML; empty where there is none."""
    spoken = [one for one in imported.dialogues if any(line.author is Author.CONTACT for line in one.lines)]
    if not spoken:
        return ""
    seen: Counter[str] = Counter()
    told = {
        "name": f"imported_{imported.shape}",
        "about": "Past conversations played again: what the shoppers said then, and the AI's answers of today.",
        "scenarios": [_scenario(number, one, setting, seen) for number, one in enumerate(spoken)],
    }
    Suite.model_validate(told)
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)


def _scenario(number: int, dialogue: Dialogue, setting: Setting, seen: Counter[str]) -> dict[str, object]:
    """Numbers are made up, one for each conversation: the shopper's own is not in the file."""
    region, zone = (setting.region, setting.timezone) if setting.region else (HOME, HOME_ZONE)
    begins = dialogue.lines[0].at.astimezone(ZoneInfo(zone)) - BEFORE
    has_stopped = any(_is_stop(line) for line in dialogue.lines)
    expected = {"behaves": _BEHAVES, **({"suppressed": True} if has_stopped else {})}
    return {
        "name": _name(dialogue, seen),
        "tags": ["imported"],
        "shopper": {
            "name": f"Shopper {number + 1}",
            "phone": f"+1{area_code_in(region) or area_code_in(HOME)}555{number % 10_000:04}",
            "region": region,
            "timezone": zone,
        },
        "start": f"{begins:%Y-%m-%d %H:%M}",
        "steps": list(_steps(dialogue)),
        "expect": expected,
    }


def _name(dialogue: Dialogue, seen: Counter[str]) -> str:
    name = dialogue.name if dialogue.name != dialogue.with_whom else pseudonym(dialogue.with_whom)
    name = name if dialogue.trial == 1 else f"{name}, trial {dialogue.trial}"
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _steps(dialogue: Dialogue) -> Iterator[dict[str, object]]:
    """Yield the shopper's texts and people's, with the time between them; a minute at least between two steps."""
    yield {"advance": _span(BEFORE)}
    now = dialogue.lines[0].at
    for lines in _runs(dialogue):
        pause = min(lines[0].at - now, LONGEST_PAUSE)
        if pause >= BURST:
            yield {"advance": _span(pause)}
        now = lines[-1].at
        words = [line.words[:LONGEST_TEXT] for line in lines]
        if lines[0].author is Author.CONTACT:
            yield {"shopper": words}
        else:
            yield {"person": " ".join(words)[:LONGEST_TEXT]}


def _runs(dialogue: Dialogue) -> Iterator[list[Line]]:
    """Group what one side wrote without a pause, or without a text of any kind in between."""
    run: list[Line] = []
    for line in dialogue.lines:
        if run and (line.author is not run[-1].author or line.at - run[-1].at > BURST):
            yield run
            run = []
        if line.author in (Author.CONTACT, Author.HUMAN) and not line.failed:
            run.append(line)
    if run:
        yield run


def _span(pause: timedelta) -> str:
    return f"{max(1, round(pause / timedelta(minutes=1)))}m"


def _is_stop(line: Line) -> bool:
    return line.author is Author.CONTACT and bare(line.words) in OPT_OUT_KEYWORDS
