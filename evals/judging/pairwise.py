"""Two items against each other, asked in both orders: a judge that goes by the order is found out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.labelling.item import Item
from evals.judging.answering import Answer, answer_from
from evals.judging.judge import Judge
from evals.judging.quoting import find_quote
from prompts.rubric import Rubric

FIRST, SECOND, TIE = "first", "second", "tie"


class Preference(StrEnum):
    """`inconsistent`: it chose otherwise when the order was swapped. Neither that nor `unscored` is a win."""

    BEFORE = "before"
    AFTER = "after"
    TIE = "tie"
    INCONSISTENT = "inconsistent"
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class Compared:
    """`chosen` are the places that were chosen in both orders, with the item before shown first, then second."""

    preference: Preference
    chosen: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """All comparisons of a judge in one dimension."""

    compared: tuple[Compared, ...]

    def count(self, preference: Preference) -> int:
        return sum(one.preference is preference for one in self.compared)

    @property
    def first_place(self) -> float | None:
        """Return how often the first place was chosen, of choices that were no tie: near 0.5 where order is nothing."""
        chosen = [place for one in self.compared for place in one.chosen or () if place != TIE]
        return chosen.count(FIRST) / len(chosen) if chosen else None

    @property
    def inconsistent(self) -> float | None:
        """Return the share of answered pairs whose answer hung on the order."""
        answered = len(self.compared) - self.count(Preference.UNSCORED)
        return self.count(Preference.INCONSISTENT) / answered if answered else None


async def compare_items(judge: Judge, rubric: Rubric, before: Item, after: Item) -> Compared:
    """Ask which of two items is better, in both orders."""
    straight = await _place(judge, rubric, (before, after))
    swapped = await _place(judge, rubric, (after, before))
    if straight is None or swapped is None:
        return Compared(Preference.UNSCORED)
    by_place = {(FIRST, SECOND): Preference.BEFORE, (SECOND, FIRST): Preference.AFTER, (TIE, TIE): Preference.TIE}
    return Compared(by_place.get((straight, swapped), Preference.INCONSISTENT), (straight, swapped))


async def _place(judge: Judge, rubric: Rubric, items: Sequence[Item]) -> str | None:
    instructions = judge.pack.render("pair", rubric=rubric).text
    first, second = map(judge.told, items)
    question = f"FIRST CONVERSATION\n{first}\n\nSECOND CONVERSATION\n{second}"
    answer = await answer_from(judge.model, instructions, question, "better", (FIRST, SECOND, TIE))
    if not isinstance(answer, Answer):
        return None
    quoted = {FIRST: items[:1], SECOND: items[1:], TIE: items}[answer.choice]
    return answer.choice if any(find_quote(item, answer.quote) for item in quoted) else None
