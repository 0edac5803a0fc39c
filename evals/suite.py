"""Reading suites: shipped ones by name, others by path; every mistake is told with scenario, field and remedy."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from textwrap import shorten

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from evals.attack import AttackSuite
from evals.errors import Problem, SuiteInvalid
from evals.expect import Bounds, Count, Expect, ExpectText
from evals.moment import Moment
from evals.policy import HoursCard, Policy, Sliders, VoiceCard
from evals.scenario import CartLine, Scenario, ShopperCard, Suite
from evals.tone import MEASURES
from evals.wanted_calls import WantedCall, WantedCalls
from tools.plugins import all_tools

SHIPPED = Path(__file__).parent / "suites"
THE_SUITE = "(the suite)"


def shipped_suites() -> tuple[str, ...]:
    """Return the names of the suites that come with Twolane, sorted."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.yaml")))


def load_suite(name: str | Path) -> Suite:
    """Load the shipped suite `name` or the file at that path. Raises SuiteInvalid with every problem found."""
    path = _locate(name)
    raw = _read(path)
    try:
        suite = _as_suite(raw)
    except ValidationError as error:
        raise SuiteInvalid(path.name, tuple(_problem(raw, details) for details in error.errors())) from error
    if problems := tuple(_between_scenarios(suite)):
        raise SuiteInvalid(path.name, problems)
    return suite


def _as_suite(raw: object) -> Suite:
    """A suite is written as scenarios, or as attacks by family."""
    if not isinstance(raw, Mapping) or "families" not in raw:
        return Suite.model_validate(raw)
    attacks = AttackSuite.model_validate(raw)
    return Suite(name=attacks.name, about=attacks.about, scenarios=attacks.scenarios())


def _between_scenarios(suite: Suite) -> Iterator[Problem]:
    if not suite.scenarios:
        yield Problem(THE_SUITE, "scenarios", "there are none", "write at least one")
    for name, count in Counter(scenario.name for scenario in suite.scenarios).items():
        if count > 1:
            yield Problem(name, "name", f"{count} scenarios have this name", "rename all but one")
    for scenario in suite.scenarios:
        yield from _unknown_names(scenario)


def _unknown_names(scenario: Scenario) -> Iterator[Problem]:
    """A name that nothing has would be missed for ever, or never: a measure of tone, a tool that must not be called."""
    measures = {measure.id for measure in MEASURES}
    for name in scenario.expect.tone:
        if name not in measures:
            yield Problem(scenario.name, f"expect.tone.{name}", "there is no such measure", _of(name, measures))
    for field, calls in (("tools", scenario.expect.tools.calls), ("no_tools", scenario.expect.no_tools)):
        for call in calls:
            yield from _unknown_call(scenario.name, f"expect.{field}", call)


def _unknown_call(scenario: str, field: str, call: WantedCall) -> Iterator[Problem]:
    arguments = _arguments_of_tools()
    known = arguments.get(call.name)
    if known is None:
        if close := get_close_matches(call.name, sorted(arguments), n=1, cutoff=_MISSPELT):
            yield Problem(scenario, field, f"there is no {call.name!r}", f"did you mean {close[0]}?")
        return
    for name in call.arguments:
        if name not in known:
            yield Problem(scenario, f"{field}.{call.name}", f"it takes no {name!r}", _of(name, known))


@cache
def _arguments_of_tools() -> Mapping[str, frozenset[str]]:
    return {tool.name: frozenset(tool.args) for tool in all_tools()}


_MISSPELT = 0.8
"""A name of a tool that is so like another's; any other may be one of a server that is not asked now."""


def _of(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else f"use one of: {', '.join(sorted(known))}"


def _locate(name: str | Path) -> Path:
    shipped = SHIPPED / f"{name}.yaml"
    path = shipped if shipped.is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(shipped_suites())
        missing = Problem(THE_SUITE, "file", "there is none", f"give the path of a YAML file, or one of: {known}")
        raise SuiteInvalid(str(name), (missing,))
    return path


def _read(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        broken = Problem(THE_SUITE, "file", f"it is not YAML: {error}", "mend the syntax there")
        raise SuiteInvalid(path.name, (broken,)) from error


def _problem(raw: object, details: ErrorDetails) -> Problem:
    place = details["loc"]
    scenario, field = THE_SUITE, place
    if len(place) > 1 and place[0] == "scenarios" and isinstance(place[1], int):
        scenario, field = _name_of(raw, place[1]), place[2:]
    path = ".".join(str(part) for part in field if not _is_type_name(part)) or "(all of it)"
    what, remedy = _explained(details)
    return Problem(scenario, path, what, remedy)


def _name_of(raw: object, index: int) -> str:
    scenarios = raw.get("scenarios") if isinstance(raw, Mapping) else None
    scenario = scenarios[index] if isinstance(scenarios, list) and index < len(scenarios) else None
    name = scenario.get("name") if isinstance(scenario, Mapping) else None
    return str(name) if name else f"scenario {index + 1}"


def _is_type_name(part: int | str) -> bool:
    """Pydantic names the member of a union that it tried; an author of suites need not know it."""
    return isinstance(part, str) and (part[:1].isupper() or "[" in part)


def _explained(details: ErrorDetails) -> tuple[str, str]:
    match details["type"]:
        case "missing":
            return "it is missing", "add it"
        case "extra_forbidden":
            return "there is no such field", _nearest(str(details["loc"][-1]))
        case "enum":
            return f"{details['input']!r} is not known", f"use one of: {details.get('ctx', {}).get('expected', '')}"
        case "value_error":
            what, _, remedy = str(details.get("ctx", {}).get("error", details["msg"])).partition("; ")
            return what, remedy or "correct it"
        case _:
            return f"{details['msg']} (it is {shorten(repr(details['input']), 60)})", "correct it"


_PARTS: tuple[type[BaseModel], ...] = (
    *(Suite, Scenario, ShopperCard, CartLine, Policy, HoursCard, VoiceCard, Sliders),
    *(Expect, ExpectText, Count, Bounds, Moment, WantedCall, WantedCalls),
)


def _nearest(field: str) -> str:
    known = {name for part in _PARTS for name in part.model_fields}
    close = get_close_matches(field, sorted(known), n=1)
    return f"did you mean {close[0]}?" if close else "take it out"
