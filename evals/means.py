"""Means of tone: over the texts of several transcripts, whichever transcript they are of."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Means:
    """Sums and counts by measure. A measure without any value has no mean."""

    sums: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, tone: Mapping[str, tuple[float, ...]]) -> None:
        """Count the values of one transcript, by measure."""
        for measure, values in tone.items():
            self.sums[measure] += sum(values)
            self.counts[measure] += len(values)

    def means(self) -> dict[str, float]:
        """Return the mean of each measure that has values."""
        return {measure: self.sums[measure] / count for measure, count in self.counts.items() if count}
