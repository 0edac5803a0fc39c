"""Texts that press a shopper and texts that do not: shops' own, labelled by others, and this project's drafts."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from evals.urgency_words import words
from training.rows import DATA, TESTS

SHOPS = DATA / "ec_darkpattern" / "dataset_half.tsv"
"""yamanalab/ec-darkpattern (Yada 2022, from Mathur 2019): it stands beside the repository and is only read."""

PRESSING = {"Urgency", "Scarcity"}
PRESSING_DRAFTS = {"stock", "deadline", "pressure"}
PLAIN = (
    "You left a blue backpack in your cart.",
    "You left 2 x Wool Socks in your cart.",
    "you left 3 items in your cart",
    "There are 2 items in your cart.",
    "Your cart still has 1 x Desk Lamp and 1 x Mug.",
    "Your 2 items are still in your cart whenever you like.",
    "Your code is good until Fri 4 Dec 10:00.",
    "The code works until tomorrow at 6 pm.",
    "Delivery takes 2 to 4 business days.",
    "We are open Monday to Friday, 9 to 5.",
)
"""Ordinary words about a cart, which have the numbers and the "left" of those that press."""

ALIKE = 0.6
"""How much of their words two texts share that are near duplicates: a text's template counts, its numbers do not."""


@dataclass(frozen=True, slots=True)
class ShopText:
    """One text and whether it presses."""

    text: str
    presses: bool


def shop_texts() -> tuple[ShopText, ...]:
    """Return what others labelled. Raises FileNotFoundError where the set is absent."""
    with SHOPS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        whole = ((row["text"], row["Pattern Category"]) for row in rows)
        return tuple(ShopText(text, named in PRESSING) for text, named in whole if text and named)


def own_drafts() -> tuple[ShopText, ...]:
    """Return this project's drafts: the adversarial ones that press, and all honest ones."""
    pressing = [ShopText(text, presses=True) for kind, text in _drafts("adversarial") if kind in PRESSING_DRAFTS]
    honest = (*(text for _, text in _drafts("honest")), *PLAIN)
    return (*pressing, *(ShopText(text, presses=False) for text in honest))


def near_duplicates(texts: Sequence[ShopText]) -> tuple[int, ...]:
    """Return for each text the number of its group; what is alike, or alike to what is alike, shares one."""
    seen = [frozenset(words(text.text)) for text in texts]
    group = list(range(len(texts)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for at, mine in enumerate(seen):
        for other, its in enumerate(seen[:at]):
            if mine == its or len(mine & its) >= ALIKE * len(mine | its):
                group[root(at)] = root(other)
    return tuple(root(at) for at in range(len(texts)))


def _drafts(which: str) -> list[tuple[str, str]]:
    lines = (TESTS / f"{which}_drafts.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line)
    return [(kind, text) for _, kind, text in rows]
