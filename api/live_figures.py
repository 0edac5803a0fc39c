"""What live conversations earned lately, for whoever may read them."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from api.evaluating import Standing
from api.house import House
from conversation.ledger import Reader
from conversation.live_score import LiveScore
from conversation.role import Permission, Permitted
from conversation.user import User

WINDOW = timedelta(days=28)
MOST = 5_000
"""Of one merchant's, the newest."""


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """`scores` of the last `window`, of the user's merchants, the newest first.

    `standing` is None where nothing that judges is joined. `rate` is the share of conversations that are judged,
    `quiet` how long they must have been quiet.
    """

    scores: tuple[LiveScore, ...]
    standing: Standing | None
    rate: float
    quiet: timedelta
    window: timedelta = WINDOW

    @property
    def violated(self) -> int:
        return sum(score.is_violated for score in self.scores)


async def live_figures(house: House, user: User) -> LiveFigures:
    """Read the scores and hold them against what was blessed, on a thread of its own."""
    since = house.clock.now() - WINDOW
    merchants = [one for one in user.merchants if isinstance(user.may(Permission.READ, one), Permitted)]

    def query(books: Reader) -> tuple[LiveScore, ...]:
        rows = [row for merchant in merchants for row in books.live_scores(merchant, since, MOST)]
        return tuple(sorted(rows, key=lambda row: (row.quiet_since, row.conversation_id), reverse=True))

    scores, evaluation = await house.ledger.read(query), house.evaluation
    if evaluation is None:
        return LiveFigures(scores, None, 0.0, timedelta())
    standing = await asyncio.to_thread(evaluation.standing, scores)
    return LiveFigures(scores, standing, evaluation.rate, evaluation.quiet)
