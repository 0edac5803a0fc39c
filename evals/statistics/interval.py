"""The interval of a mean over clusters, by bootstrap."""

from collections.abc import Sequence

from evals.statistics.extra import load
from flows.statistics.interval import LEVEL, Interval

RESAMPLES = 2_000


def clustered(clusters: Sequence[Sequence[float]], level: float = LEVEL, seed: int = 0) -> Interval | None:
    """Return the interval of the mean of all values, by bootstrap over whole clusters; None for fewer than two.

    The trials of one scenario are a cluster: playing it more often teaches little about other scenarios.
    """
    full = [values for values in clusters if values]
    if len(full) < 2:
        return None
    numpy, stats = load("numpy"), load("scipy.stats")
    sums = numpy.array([sum(values) for values in full])
    counts = numpy.array([float(len(values)) for values in full])
    found = stats.bootstrap(
        (sums, counts),
        lambda sums, counts, axis=-1: sums.sum(axis) / counts.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=level,
        method="percentile",
        rng=numpy.random.default_rng(seed),
    ).confidence_interval
    return Interval(float(found.low), float(found.high))
