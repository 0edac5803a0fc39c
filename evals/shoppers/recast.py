"""Recasting: another player for the simulated shoppers of a suite."""

from pydantic import ValidationError

from conversation.errors import Misconfigured
from evals.scenario import Scenario, Suite
from evals.shoppers.role import Role
from evals.step import Step


def recast(suite: Suite, player: str) -> Suite:
    """Return the suite with `player`, ``rules`` or a model's name, in the part of every simulated shopper.

    Raises Misconfigured where it cannot play one, or has none to play.
    """
    if not any(isinstance(step, Role) for scenario in suite.scenarios for step in scenario.steps):
        raise Misconfigured("--shopper", f"{suite.name} has no simulated shopper; take it out or choose another suite")
    return suite.model_copy(update={"scenarios": tuple(_recast(one, player) for one in suite.scenarios)})


def _recast(scenario: Scenario, player: str) -> Scenario:
    return scenario.model_copy(update={"steps": tuple(_played_by(step, player) for step in scenario.steps)})


def _played_by(step: Step, player: str) -> Step:
    if not isinstance(step, Role):
        return step
    try:
        return Role.model_validate({**step.model_dump(), "by": player})
    except ValidationError as error:
        raise Misconfigured("--shopper", error.errors()[0]["msg"].removeprefix("Value error, ")) from error
