"""Evaluation in production, joined: implements `api.evaluating.Evaluation`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.evaluating import Evaluation, Standing
from api.settings import Settings
from conversation.clock import Clock
from conversation.errors import Misconfigured
from conversation.ledger import Ledger
from conversation.live_score import LiveScore
from evals.baseline import read_baseline
from evals.live.sampling import Sampling, sampling_of
from evals.live.scoring import Scoring
from evals.live.standing import NO_BASELINE, standing_of

DEMO_BASELINE = Path(__file__).parent / "demo_baseline.json"
"""The suite `recovery`, played by the pack and the model that the demo has, and blessed."""


@dataclass(frozen=True, slots=True)
class Production:
    """`baseline` is read each time it is asked for: it may be moved meanwhile."""

    sampling: Sampling
    baseline: Path | None = None

    @property
    def rate(self) -> float:
        return self.sampling.rate

    @property
    def quiet(self) -> timedelta:
        return self.sampling.quiet

    def standing(self, scores: Sequence[LiveScore]) -> Standing:
        if self.baseline is None:
            return standing_of(scores, None, NO_BASELINE)
        try:
            baseline = read_baseline(self.baseline)
        except Misconfigured as error:
            return standing_of(scores, None, str(error))
        return standing_of(scores, baseline)

    async def run(self, ledger: Ledger, clock: Clock) -> None:
        await Scoring(ledger, clock, self.sampling).run()


def open_production(settings: Settings) -> Evaluation:
    """Open what the process is set to. The demo compares with a baseline of its own where none is named."""
    own = DEMO_BASELINE if settings.demo else None
    return Production(sampling_of(settings), settings.evals_baseline or own)
