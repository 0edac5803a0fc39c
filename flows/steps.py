"""Steps: what a flow does, one after the other. Those that branch hold the steps of each way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from conversation.autonomy import Autonomy
from flows.conditions import Condition


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the YAML text: its line from 1, and its field."""

    line: int
    field: str


@dataclass(frozen=True, slots=True)
class Discount:
    """A code of the contact's own, `percent` off their cart, good for as long as the merchant's offers are."""

    percent: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on after a while. Quiet hours need no wait: the gate holds a text until the hours allow it."""

    place: Place
    span: timedelta


@dataclass(frozen=True, slots=True)
class Text:
    """Text the contact. `name` is what figures call it; `body` may hold placeholders, see `flows.placeholders`.

    `media` names the pictures of the merchant's own that go with it: one at most.
    """

    place: Place
    name: str
    body: str
    discount: Discount | None = None
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AiText:
    """Let the AI write the cart's one reminder, as it does without a flow."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class If:
    """Go one way where every condition holds, else the other."""

    place: Place
    conditions: tuple[Condition, ...]
    then: "Steps"
    otherwise: "Steps"


@dataclass(frozen=True, slots=True)
class Case:
    """What a reply may be: one of `wishes` (see `flows.hearing`) or a text with one of `words`."""

    place: Place
    wishes: tuple[str, ...]
    words: tuple[str, ...]
    steps: "Steps"


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for a reply, at most `span`. What fits no case goes the way of `otherwise`; silence that of `timeout`."""

    place: Place
    span: timedelta
    cases: tuple[Case, ...]
    otherwise: "Steps"
    timeout: "Steps"


@dataclass(frozen=True, slots=True)
class Arm:
    """One variant of a test: its name, and its share of the contacts as a whole number."""

    place: Place
    name: str
    weight: int
    steps: "Steps"


@dataclass(frozen=True, slots=True)
class Winner:
    """What the test is decided by (a criterion of `flows.experiment`), and how long it runs at least."""

    by: str
    after: timedelta


@dataclass(frozen=True, slots=True)
class Split:
    """Try variants beside each other. `winner` is None where a person decides."""

    place: Place
    name: str
    arms: tuple[Arm, ...]
    winner: Winner | None = None


@dataclass(frozen=True, slots=True)
class SwitchAi:
    """Say what the AI may do in the conversation from here on; None: what the merchant lets it do."""

    place: Place
    mode: Autonomy | None


@dataclass(frozen=True, slots=True)
class AddTag:
    place: Place
    word: str


@dataclass(frozen=True, slots=True)
class DropTag:
    place: Place
    word: str


@dataclass(frozen=True, slots=True)
class HandToPerson:
    """Ask for a person, with a note for them."""

    place: Place
    note: str


@dataclass(frozen=True, slots=True)
class Enter:
    """Begin another flow of the merchant's too."""

    place: Place
    flow_id: str


@dataclass(frozen=True, slots=True)
class End:
    place: Place


Step: TypeAlias = Wait | Text | AiText | If | Listen | Split | SwitchAi | AddTag | DropTag | HandToPerson | Enter | End
Steps: TypeAlias = tuple[Step, ...]


def ways_of(step: Step) -> tuple[Steps, ...]:
    """Return the steps of each way that `step` may take; none where it does not branch."""
    match step:
        case If(then=then, otherwise=otherwise):
            return then, otherwise
        case Listen(cases=cases, otherwise=otherwise, timeout=timeout):
            return *(case.steps for case in cases), otherwise, timeout
        case Split(arms=arms):
            return tuple(arm.steps for arm in arms)
    return ()


def all_steps(steps: Steps) -> Steps:
    """Return every step, those of branches after the one that branches."""
    return tuple(each for step in steps for each in (step, *(one for way in ways_of(step) for one in all_steps(way))))
