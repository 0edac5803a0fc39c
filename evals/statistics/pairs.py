"""Pairs: the same scenarios under two packs, and whether their differences may be chance."""

from collections.abc import Sequence

from evals.statistics.extra import load

MOST_EXACT, RESAMPLES = 15, 2**13
"""Up to so many pairs every assignment of signs is looked at; beyond, so many drawn ones."""

ALPHA = 0.05
POWER = 0.8


def mcnemar_exact(gained: int, lost: int) -> float:
    """Return the two-sided p of so many pairs that passed only after and only before (McNemar 1947, exact)."""
    table = [[0, lost], [gained, 0]]
    return float(load("statsmodels.stats.contingency_tables").mcnemar(table, exact=True).pvalue)


def permuted(differences: Sequence[float], seed: int = 0) -> float:
    """Return the two-sided p of the mean of paired differences by permuting their signs (Fisher 1935).

    1.0 where there are fewer than two, or none but zeros.
    """
    if len(differences) < 2 or not any(differences):
        return 1.0
    numpy, stats = load("numpy"), load("scipy.stats")
    found = stats.permutation_test(
        (numpy.array(differences),),
        lambda values, axis=-1: values.mean(axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=2**MOST_EXACT if len(differences) <= MOST_EXACT else RESAMPLES,
        batch=1024,
        rng=numpy.random.default_rng(seed),
    )
    return float(found.pvalue)


def least_p(differences: Sequence[float]) -> float:
    """Return the smallest two-sided p that differences of these sizes could have, whichever way each of them went."""
    return min(1.0, 2.0 ** (1 - sum(map(bool, differences))))


def may_reject(least: Sequence[float], alpha: float = ALPHA) -> tuple[bool, ...]:
    """Tell which tests could reject at all, given the `least_p` of each, where so many are corrected for (Tarone 1990).

    The others need no correcting for. What is told hangs on the sizes of differences alone, never on their signs.
    """
    for count in range(1, len(least) + 1):
        able = tuple(one <= alpha / count for one in least)
        if sum(able) <= count:
            return able
    return tuple(False for _ in least)


def detectable(pairs: int, deviation: float, alpha: float = ALPHA, power: float = POWER) -> float | None:
    """Return the smallest true mean difference that so many pairs would show with this power; None below two pairs.

    `deviation` is the standard deviation of the differences. By the paired t-test, which permutation comes close to.
    """
    if pairs < 2:
        return None
    solved = (
        load("statsmodels.stats.power")
        .TTestPower()
        .solve_power(nobs=pairs, alpha=alpha, power=power, alternative="two-sided")
    )
    return float(solved) * deviation
