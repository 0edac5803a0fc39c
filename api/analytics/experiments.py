"""Experiments of a merchant: variants beside each other, and texted contacts beside those held out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.analytics.adding import arms_in
from api.analytics.day_counting import arms_of
from conversation.arm import Arm
from conversation.assignment import HOLD_OUT
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.merchant import Merchant
from conversation.touch import Automation
from flows.experiment import MOST_VARIANTS, Criterion, Result, Rule, compare
from flows.holdout import TEXTED, WHOLE_BRAND, experiment_of
from flows.lift import Lift, lift_of
from flows.winning import criterion_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Experiment:
    """`variants` is None where there were not two; `lift` where nobody was held out."""

    id: str
    name: str
    arms: tuple[Arm, ...]
    variants: Result | None
    lift: Lift | None


def experiments_of(reader: Reader, merchant: Merchant, currency: str) -> tuple[Experiment, ...]:
    """Return the merchant's experiments, up to `MOST` of them, since they began."""
    return tuple(_read(reader, merchant, reader.experiments(merchant.id)[:MOST], currency))


def experiments_of_flow(reader: Reader, merchant: Merchant, flow_id: str, currency: str) -> tuple[Experiment, ...]:
    """Return a flow's own: its hold-out, and each of its splits."""
    own = experiment_of(Automation.FLOW, flow_id)
    refs = tuple(ref for ref in reader.experiments(merchant.id) if ref == own or ref.startswith(f"{flow_id}/"))
    return tuple(_read(reader, merchant, refs[:MOST], currency))


def _read(reader: Reader, merchant: Merchant, refs: tuple[str, ...], currency: str) -> Iterator[Experiment]:
    every = arms_of(reader, merchant, currency, refs)
    for ref in refs:
        arms = arms_in(currency, [one for one in every if one.experiment_id == ref])
        variants = _compared(arms, criterion_of(reader, merchant.id, ref))
        yield Experiment(ref, name_of(reader, merchant.id, ref), arms, variants, lift_of(arms))


def _compared(arms: Sequence[Arm], criterion: Criterion) -> Result | None:
    variants = [arm for arm in arms if arm.name not in (HOLD_OUT, TEXTED)]
    return compare(variants, Rule(criterion)) if 2 <= len(variants) <= MOST_VARIANTS else None


def name_of(reader: Reader, merchant_id: MerchantId, ref: str) -> str:
    """Say in words what was compared."""
    if ref == WHOLE_BRAND:
        return "All flows and campaigns"
    campaign = reader.campaign(merchant_id, ref)
    if campaign is not None:
        return f"Campaign {campaign.name}"
    flow_id, _, step = ref.removeprefix("flow:").partition("/")
    flow = reader.flow(merchant_id, flow_id)
    return " ".join(part for part in (f"Flow {flow.name if flow else flow_id}", step) if part)
