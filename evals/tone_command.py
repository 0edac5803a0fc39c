"""`twolane evals tone`: how stored transcripts read, by every measure, with the passages that weigh most."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import typer

from api.persona_file import read_persona
from conversation.errors import Misconfigured, TwolaneError
from evals.scorer import Score, ScoreState, plugged_scorers, run_scorer, scorers_in
from evals.tone import MEASURES, readings_of
from evals.tone.fitting import fit_measures
from evals.tone.measure import Measure, Reading
from evals.tone.voice import voice_measure, voice_of
from evals.transcript import Transcript, read_transcripts

SHOWN = 3
"""Passages that are shown for a measure."""

UNUSABLE = 3


@dataclass(frozen=True, slots=True)
class Brand:
    """What texts are held against beside the measures that fit all: files of exemplars, a persona and scorers."""

    exemplars: Path | None = None
    persona: Path | None = None
    scorers: tuple[Path, ...] = ()


def print_tone(transcripts: Path, brand: Brand) -> int:
    """Print the table; return 0, 1 where a scorer did not pass, or 3 where a file cannot be used or a scorer broke."""
    try:
        measures = (*MEASURES, *_measures_of(brand))
        scorers = (*plugged_scorers(), *(scorer for file in brand.scorers for scorer in scorers_in(file)))
        _text_of(transcripts)
        played = tuple(read_transcripts(transcripts))
    except TwolaneError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        return UNUSABLE
    for line in tone_table(played, measures):
        typer.echo(line)
    scores = {scorer.name: [run_scorer(scorer, one) for one in played] for scorer in scorers}
    for name, found in scores.items():
        typer.echo(f"{name}: {_told(found)}")
    every = [score for found in scores.values() for score in found]
    if any(score.state is ScoreState.ERROR for score in every):
        return UNUSABLE
    return 1 if any(score.passed is False for score in every) else 0


def tone_table(played: Iterable[Transcript], measures: tuple[Measure, ...]) -> Iterator[str]:
    """Yield a line for each measure: its mean, over how many values, what it rests on, and passages of the greatest."""
    readings: dict[str, list[Reading]] = {measure.id: [] for measure in measures}
    for transcript in played:
        for name, found in readings_of(transcript, measures).items():
            readings[name] += found
    for measure in measures:
        every = readings[measure.id]
        mean = f"{fmean(one.value for one in every):8.2f}" if every else "       -"
        yield f"{mean}  {measure.what} ({len(every)}) [{measure.source}; {measure.validated}]"
        greatest = sorted(every, key=lambda one: -one.value)
        words = dict.fromkeys(passage.words.strip() for one in greatest for passage in one.passages)
        if words:
            yield f"          {'; '.join(list(words)[:SHOWN])}"


def _measures_of(brand: Brand) -> Iterator[Measure]:
    if brand.exemplars is not None:
        try:
            voice = voice_of(_text_of(brand.exemplars).splitlines())
        except ValueError as error:
            raise Misconfigured("exemplars", f"{brand.exemplars}: {error}") from error
        yield voice_measure(voice)
    if brand.persona is not None:
        yield from fit_measures(read_persona(_text_of(brand.persona)))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Misconfigured(file.name, f"it cannot be read: {error.strerror}") from error


def _told(found: list[Score]) -> str:
    values = [score.value for score in found if score.value is not None]
    counts = {state: sum(score.state is state for score in found) for state in ScoreState}
    failed = [score.reason for score in found if score.passed is False]
    broken = [score.reason for score in found if score.state is ScoreState.ERROR]
    mean = f"mean {fmean(values):.2f}, " if values else ""
    states = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"{mean}{states}, {len(failed)} failed" + "".join(f"\n  - {why}" for why in (*broken, *failed)[:SHOWN])
