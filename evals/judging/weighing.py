"""What lets a judge weigh: where it was calibrated, its answers join the scores that `compare` and `gate` read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from evals.card import JUDGED, Card, read_cards, write_cards
from evals.folder import SCORES
from evals.judging.asking import Told
from evals.judging.judge import Judged
from evals.judging.stamp import Admission, Admitted


def weigh_in(folder: Path, places: Sequence[int], told: Sequence[Told], admissions: Mapping[str, Admission]) -> None:
    """Write the admitted answers into the folder's scores, in place of those of earlier judges.

    `places` are the bytes at which the judged transcripts begin, in the order of the answers. A measure is named by its
    dimension and stamp, so that only what one calibration carries is ever compared. Raises ScoresInvalid.
    """
    admitted = {one.rubric.id: one for one in told if isinstance(admissions[one.rubric.id], Admitted)}
    names = {dimension: _name(dimension, admissions[dimension]) for dimension in admitted}
    answers = {
        place: {names[dimension]: one.answers[at] for dimension, one in admitted.items()}
        for at, place in enumerate(places)
    }
    for _ in write_cards(folder / SCORES, _weighed(folder, answers)):
        pass


def _name(dimension: str, admission: Admission) -> str:
    assert isinstance(admission, Admitted)
    return f"{JUDGED}{dimension}.{admission.stamp.mark}"


def _weighed(folder: Path, answers: Mapping[int, Mapping[str, Judged]]) -> Iterator[Card]:
    for card in read_cards(folder / SCORES):
        kept = {name: values for name, values in card.tone.items() if not name.startswith(JUDGED)}
        said = {
            name: (float(answer.passed),)
            for name, answer in answers.get(card.place, {}).items()
            if answer.passed is not None
        }
        yield replace(card, tone={**kept, **said})
