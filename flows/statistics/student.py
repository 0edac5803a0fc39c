"""Student's t distribution, by the regularised incomplete beta function of which one parameter is a half."""

from math import exp, lgamma, log, log1p, pi

from flows.statistics.interval import LEVEL, normal_quantile

CLOSE, TINY, MOST_STEPS = 1e-15, 1e-300, 10_000
LARGE = 100
"""From here on a series says more than the difference of two large logarithms."""


def p_of_t(t: float, freedom: float) -> float:
    """Return the two-sided p of `t` with so many degrees of freedom (Abramowitz and Stegun 1964, 26.7.1)."""
    square = t * t
    return _beta(freedom / (freedom + square), square / (freedom + square), freedom / 2, 0.5)


def t_quantile(freedom: float, level: float = LEVEL) -> float:
    """Return how many standard errors to either side hold `level` of the distribution.

    By Newton's steps from the normal distribution's, which lies below: p falls ever more slowly, so none overshoots.
    """
    found = normal_quantile(level)
    logs = _log_ratio(freedom / 2) - 0.5 * log(freedom * pi)
    for _ in range(MOST_STEPS):
        density = exp(logs - (freedom + 1) / 2 * log1p(found * found / freedom))
        step = (p_of_t(found, freedom) - (1 - level)) / (2 * density)
        found += step
        if abs(step) <= 1e-7 * found:
            break
    return found


def _beta(x: float, rest: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function of `x`; `rest` is 1 - x without the loss of taking it.

    One of `a` and `b` is a half. By the continued fraction of the Digital Library of Mathematical Functions, 8.17.22,
    and Lentz's method (1976).
    """
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _beta(rest, x, b, a)
    logs = _log_ratio(a if b == 0.5 else b) - 0.5 * log(pi)
    return exp(logs + a * _log(x, rest) + b * _log(rest, x)) * _fraction(x, a, b) / a


def _log(x: float, rest: float) -> float:
    return log1p(-rest) if rest < 0.5 else log(x)


def _log_ratio(x: float) -> float:
    """Return the logarithm of gamma(x + 1/2) / gamma(x); for large `x` by its series (Tricomi and Erdelyi 1951)."""
    if x < LARGE:
        return lgamma(x + 0.5) - lgamma(x)
    return 0.5 * log(x) - 1 / (8 * x) + 1 / (192 * x**3) - 1 / (640 * x**5)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, _inverse(1 - (a + b) * x / (a + 1))
    found = d
    for step in range(1, MOST_STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            d, c = _inverse(1 + term * d), _away_from_zero(1 + term / c)
            found *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return found


def _inverse(value: float) -> float:
    return 1 / _away_from_zero(value)


def _away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
