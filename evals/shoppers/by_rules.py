"""A shopper by rules: has a goal, some patience, and says what a table of phrases has; the same seed says the same."""

from random import Random

from conversation.message import Author, Purpose
from evals.shoppers.meeting import is_met
from evals.shoppers.role import FedUp, Goal, Manner, Role
from evals.shoppers.shopper import Buys, Ending, Ends, Line, Move, Says
from evals.shoppers.wording import Wording, phrase_table

_CHANCE_TO_THANK = 0.6


class RuleShopper:
    """Insists in other words until the goal is met or `patience` texts are sent, and ends after at most two more."""

    def __init__(self, role: Role, seed: int) -> None:
        self._role = role
        self._dice = Random(seed)
        self._wording = Wording(role.manner, self._dice)
        self._said = 0
        self._is_closing = False

    async def move(self, lines: tuple[Line, ...]) -> Move:
        return self._next(lines)

    def _next(self, lines: tuple[Line, ...]) -> Move:
        role, met = self._role, is_met(self._role, lines)
        if self._is_closing:
            return Ends(Ending.SATISFIED if met else Ending.GAVE_UP)
        if self._said and met and role.goal is not Goal.NOTHING:
            return self._satisfied()
        if self._said >= role.patience:
            return self._fed_up()
        if not self._said:
            return self._says(self._opening())
        newest = _newest_of_ours(lines)
        if newest is None:
            return self._says(self._draw("nudge"))
        if newest.purpose is Purpose.HOLDING:
            return Ends(Ending.GAVE_UP)
        return self._says(self._fact_asked_in(newest.words) or self._insists())

    def _satisfied(self) -> Move:
        if self._role.buys:
            return Buys()
        if self._role.goal is Goal.STOP or self._dice.random() >= _CHANCE_TO_THANK:
            return Ends(Ending.SATISFIED)
        self._is_closing = True
        return Says(self._draw("thanks"))

    def _fed_up(self) -> Move:
        if self._role.goal is Goal.NOTHING:
            return Ends(Ending.SATISFIED)
        self._is_closing = True
        match self._role.fed_up:
            case FedUp.LEAVES:
                return Says(self._draw("fed_up"))
            case FedUp.ASKS_FOR_PERSON:
                return Says(self._draw("person"))
            case FedUp.STOPS:
                return Says("STOP")

    def _says(self, words: str) -> Says:
        self._said += 1
        return Says(words)

    def _opening(self) -> str:
        role = self._role
        if role.asks:
            return self._wording.draw(role.asks, bare=role.manner is not Manner.SLOPPY)
        return self._draw(role.goal.value)

    def _insists(self) -> str:
        if self._role.asks:
            return self._draw("ask_again", self._dice.choice(self._role.asks))
        return self._draw(self._role.goal.value)

    def _fact_asked_in(self, words: str) -> str | None:
        """Answer a question that names a fact: with it, or that they do not know it."""
        if "?" not in words:
            return None
        low = words.casefold()
        for name, value in self._role.knows.items():
            if name.casefold() in low:
                return self._draw("tell", value)
        if any(name.casefold() in low for name in self._role.unknown):
            return self._draw("does_not_know")
        return None

    def _draw(self, kind: str, about: str = "") -> str:
        return self._wording.draw(phrase_table()[kind], about, bare=kind == "stop")


def _newest_of_ours(lines: tuple[Line, ...]) -> Line | None:
    """Return our newest text since the shopper's own last one."""
    newest = lines[-1] if lines else None
    return newest if newest is not None and newest.by is not Author.CONTACT else None
