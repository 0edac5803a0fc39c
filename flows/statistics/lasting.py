"""A test that may be looked at as often as one likes: its error holds over all looks together, not for each.

The mixture sequential probability ratio test: Robbins, "Statistical methods related to the law of the iterated
logarithm" (Annals of Mathematical Statistics 41, 1970); for A/B tests Johari, Koomen, Pekelis and Walsh, "Always valid
inference: continuous monitoring of A/B tests" (Operations Research 70, 2022); with estimated spreads and large samples
Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences"
(Annals of Statistics 52, 2024). The effect is mixed over a normal distribution whose spread is stated beforehand by the
size at which the test is to be sharpest; a wrong guess costs sharpness, never error.
"""

from dataclasses import dataclass
from math import exp, log, log1p, sqrt


@dataclass(frozen=True, slots=True)
class Lasting:
    """A test that is sharpest when the two compared have about `sharpest_at` recipients each; `alpha` is its error."""

    sharpest_at: int
    alpha: float = 0.05

    def p(self, z: float, one: int, other: int) -> float:
        """Return the p of `z` standard errors between samples of so many, valid however often it was looked at."""
        weight = self._weight(one, other)
        return min(1.0, exp(min(0.0, 0.5 * log1p(weight) - 0.5 * z * z * weight / (1 + weight))))

    def reach(self, one: int, other: int) -> float:
        """Return how many standard errors to either side hold the difference at every look, at 1 - `alpha`."""
        weight = self._weight(one, other)
        return sqrt((1 + weight) / weight * (log1p(weight) - 2 * log(self.alpha)))

    def _weight(self, one: int, other: int) -> float:
        """Return how much is known, in units of the mixture's spread (Howard and others 2021, section 3.5)."""
        together = one * other / (one + other)
        scale = -2 * log(self.alpha)
        return together * (scale + log1p(scale)) / (self.sharpest_at / 2)
