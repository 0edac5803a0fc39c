"""The figures of one human seat beside those of a typical consumer. Alarms only: no rule reads them, none is lifted.

CTIA's Messaging Principles describe "typical consumer operation" (4.1.1; the numbers are those of July 2019, as
reposted by vendors: secondary). A business is not a consumer however few texts it sends, so that staying below them
permits nothing; a seat above them is hardly typed by one person.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversation.message import Direction
from conversation.seat import SeatText

MINUTE = timedelta(minutes=1)
DAY = timedelta(hours=24)
CTIA = "CTIA Messaging Principles 4.1.1 (July 2019)"
FEWEST_FOR_RATIO = 20
"""Below so many texts a ratio says nothing. A house figure."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is counted, the most that is typical, and who says so."""

    name: str
    words: str
    most: float
    source: str


MEASURES = (
    Measure("per_minute", "texts in one minute", 60, f"{CTIA}: 15 to 60"),
    Measure("per_day", "texts in 24 hours", 1000, f"{CTIA}: 1,000"),
    Measure("recipients", "different recipients in 24 hours", 100, f"{CTIA}: 100; 200 in the edition of 2017"),
    Measure("ratio", "texts out for each text in", 2, f"{CTIA}: about 1 to 1 with latitude; twice is a house figure"),
)


@dataclass(frozen=True, slots=True)
class SeatFigure:
    """What one seat came to in one measure."""

    measure: Measure
    value: float

    @property
    def is_unusual(self) -> bool:
        return self.value > self.measure.most


def figures_of(texts: Iterable[SeatText]) -> tuple[SeatFigure, ...]:
    """Return the figures of one seat's last 24 hours of texts, in the order of `MEASURES`."""
    texts = tuple(texts)
    sent = sorted(text.at for text in texts if text.direction is Direction.OUT)
    received = sum(text.direction is Direction.IN for text in texts)
    recipients = {text.contact_id for text in texts if text.direction is Direction.OUT}
    ratio = len(sent) / max(received, 1) if len(sent) >= FEWEST_FOR_RATIO else 0.0
    values = (max(_in_one_minute(sent), default=0), len(sent), len(recipients), round(ratio, 2))
    return tuple(SeatFigure(measure, value) for measure, value in zip(MEASURES, values, strict=True))


def _in_one_minute(moments: Iterable[datetime]) -> Iterator[int]:
    """Yield how many texts each minute that ends with a text has."""
    minute: deque[datetime] = deque()
    for moment in moments:
        minute.append(moment)
        while moment - minute[0] >= MINUTE:
            minute.popleft()
        yield len(minute)
