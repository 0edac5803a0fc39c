"""How far one rater is with a set, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.labelling.item import Item
from api.labelling.label import Label
from conversation.errors import Unknown
from conversation.ids import UserId


@dataclass(frozen=True, slots=True)
class Progress:
    """`mine` are the rater's own labels of the dimension by item, the newest last. Skipped items count as seen."""

    items: tuple[Item, ...]
    mine: dict[str, Label]

    @property
    def seen(self) -> int:
        return len(self.mine)

    @property
    def of(self) -> int:
        return len(self.items)

    @property
    def next(self) -> Item | None:
        """The first item that the rater has not seen; None where they are through."""
        return next((item for item in self.items if item.id not in self.mine), None)

    @property
    def newest(self) -> Item | None:
        """The item that the rater labelled last, to go back to."""
        last = max(self.mine.values(), key=lambda label: label.at, default=None)
        return self.named(last.item) if last else None

    def named(self, item: str) -> Item:
        """Raises Unknown for an item of another set."""
        found = next((one for one in self.items if one.id == item), None)
        if found is None:
            raise Unknown("item", item)
        return found


def progress_of(items: tuple[Item, ...], labels: Iterable[Label], dimension: str, rater: UserId) -> Progress:
    mine = {label.item: label for label in labels if label.dimension == dimension and label.rater == rater}
    known = {item.id for item in items}
    return Progress(items, {item: label for item, label in mine.items() if item in known})
