"""Automatic winners: which variant of a split gets everybody from now on.

A look counts everybody in the experiment, so that each is looked at now and then only. What was won stays won while
the process runs, and is looked at anew by the next one: a contact keeps the arm that they once had in any case.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conversation.assignment import HOLD_OUT
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Reader
from flows.entering import flow_at
from flows.experiment import MOST_VARIANTS, Criterion, Rule, compare
from flows.holdout import TEXTED
from flows.steps import Split, Winner

DAYS = 7
WATCHED = timedelta(days=DAYS)
"""For so long after a contact entered an experiment their orders, clicks, replies and opt-out count for it."""
LOOK_EVERY = timedelta(minutes=15)


@dataclass(slots=True)
class Winners:
    """Finds winners, and remembers when it looked."""

    _seen: dict[tuple[MerchantId, str, str], tuple[datetime, str | None]] = field(default_factory=dict)

    def find(
        self, reader: Reader, merchant_id: MerchantId, experiment_id: str, wish: Winner, now: datetime
    ) -> str | None:
        """Return the name of the variant that has won by what was wished for."""
        key = (merchant_id, experiment_id, wish.by)
        looked_at, winner = self._seen.get(key, (None, None))
        if winner is None and (looked_at is None or now - looked_at >= LOOK_EVERY):
            winner = winner_of(reader, merchant_id, experiment_id, wish, now)
            self._seen[key] = (now, winner)
        return winner


def winner_of(reader: Reader, merchant_id: MerchantId, experiment_id: str, wish: Winner, now: datetime) -> str | None:
    """Return the winner by the rule of `flows.experiment`, once the experiment has run as long as it must."""
    began = reader.experiment_began(merchant_id, experiment_id)
    if began is None or now < began + wish.after:
        return None
    arms = reader.experiment_arms(merchant_id, experiment_id, DAYS, "")
    variants = [arm for arm in arms if arm.name not in (HOLD_OUT, TEXTED)]
    if not 2 <= len(variants) <= MOST_VARIANTS:
        return None
    return compare(variants, Rule(Criterion(wish.by))).winner


def criterion_of(reader: Reader, merchant_id: MerchantId, experiment_id: str) -> Criterion:
    """Return what a flow's variants are compared by: orders, unless the flow says something else."""
    flow_id, _, step = experiment_id.partition("/")
    stored = reader.flow(merchant_id, flow_id)
    try:
        steps = flow_at(reader, merchant_id, flow_id, stored.version).every_step if stored else ()
    except Invalid:
        steps = ()
    splits = [one for one in steps if isinstance(one, Split) and one.name == step and one.winner is not None]
    return Criterion(splits[0].winner.by) if splits and splits[0].winner else Criterion.CONVERSION
