"""An arm: what became of the contacts of one variant of an experiment, or of those held out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """Each recipient is counted once, however many texts they got.

    `revenue` is what they bought for, in minor units of one currency; `revenue_squares` the sum over recipients of the
    square of that, which may be more than 64 bits hold.
    """

    name: str
    recipients: int
    conversions: int = 0
    clicks: int = 0
    replies: int = 0
    opt_outs: int = 0
    revenue: int = 0
    revenue_squares: float = 0
