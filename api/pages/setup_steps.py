"""The steps of the set-up page: which lines of the checklist each puts right, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from api.setup.item import Checklist, State, Weight


class Step(StrEnum):
    """One form of the page, in the order in which a merchant goes through them."""

    BRAND = "brand"
    BUSINESS = "business"
    CONSENT = "consent"
    NUMBER = "number"
    SHOP = "shop"
    POLICIES = "policies"
    AI = "ai"
    TRIAL = "trial"

    @property
    def next(self) -> "Step":
        every = list(Step)
        return every[min(every.index(self) + 1, len(every) - 1)]


TITLES: Mapping[Step, str] = MappingProxyType(
    {
        Step.BRAND: "Brand",
        Step.BUSINESS: "Business",
        Step.CONSENT: "Consent wording",
        Step.NUMBER: "Number",
        Step.SHOP: "Shop",
        Step.POLICIES: "Policies",
        Step.AI: "The AI",
        Step.TRIAL: "Test text",
    }
)
LINES: Mapping[Step, tuple[str, ...]] = MappingProxyType(
    {
        Step.BRAND: ("brand", "trade"),
        Step.BUSINESS: ("business", "policy_addresses"),
        Step.CONSENT: ("consent_wording", "keyword"),
        Step.NUMBER: ("number", "use", "registration", "carrier", "address"),
        Step.SHOP: ("shop", "webhooks", "synced"),
        Step.POLICIES: ("policies", "asked"),
        Step.AI: ("model", "persona", "writer", "people", "alerts", "flow"),
        Step.TRIAL: ("trial",),
    }
)
WORDS: Mapping[State, str] = MappingProxyType({State.DONE: "done", State.MISSING: "to do", State.WAITING: "waiting"})
HEADINGS: Mapping[Weight, tuple[str, str]] = MappingProxyType(
    {
        Weight.BLOCKS: ("Stops every first text", "The gate refuses it, or the carrier cannot be reached."),
        Weight.OWED: ("Owed to carriers and shoppers", "Rules that you keep, and that no gate can see."),
        Weight.ADVISED: ("Advised", "No text hangs on these, but how well it goes."),
    }
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as the page lists it; `word` says how far it is."""

    step: Step
    title: str
    word: str
    state: State
    is_current: bool


def steps_of(found: Checklist, current: Step) -> tuple[StepRow, ...]:
    """Return the steps, each as far as its least finished line that weighs the most."""
    return tuple(_row(found, step, is_current=step is current) for step in Step)


def first_open(found: Checklist) -> Step:
    """Return the first step that something is missing in; the test text where nothing is."""
    return next((step for step in Step if _state(found, step) is State.MISSING), Step.TRIAL)


def _row(found: Checklist, step: Step, *, is_current: bool) -> StepRow:
    state = _state(found, step)
    return StepRow(step, TITLES[step], WORDS[state], state, is_current)


def _state(found: Checklist, step: Step) -> State:
    states = [found.item(key).state for key in LINES[step]]
    return next((state for state in (State.MISSING, State.WAITING) if state in states), State.DONE)
