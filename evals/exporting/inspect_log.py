"""Inspect AI's logs of a scored folder: one for each pack, which `inspect view --log-dir` opens. Needs no Inspect."""

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from evals.card import Card, read_cards
from evals.exporting.inspect_sample import TONE, VERDICT, sample_of
from evals.exporting.inspect_shapes import LOG_VERSION, Dataset, Header, Metric, Plan, Results, ScoreResult, Spec, Stats
from evals.folder import SCORES, TRANSCRIPTS
from evals.json_line import line_of
from evals.report import notes
from evals.score import PackScore, SuiteScore, tally
from evals.share import Share
from evals.transcript import read_at

_ODD = re.compile(r"[^A-Za-z0-9.]+")


def export_to_inspect(folder: Path, out: Path, now: datetime) -> tuple[Path, ...]:
    """Write a log for each pack of a scored folder into `out`, and return the files.

    Raises ScoresInvalid or TranscriptsInvalid where the folder cannot be read.
    """
    scored = tally(read_cards(folder / SCORES))
    out.mkdir(parents=True, exist_ok=True)
    return tuple(_written(scored, pack, folder / TRANSCRIPTS, out, now) for pack in scored.packs)


def _written(scored: SuiteScore, pack: PackScore, transcripts: Path, out: Path, now: datetime) -> Path:
    """Write the samples one by one, so that a long run needs no more memory than a short one."""
    spec = _spec(scored, pack, now)
    header = Header(LOG_VERSION, "success", spec, Plan(), _results(scored, pack), Stats(spec.created, spec.created))
    name = _ODD.sub("-", f"{scored.suite}-{pack.pack.label}")
    file = out / f"{now:%Y-%m-%dT%H-%M-%S}_{name}_{spec.task_id}.json"
    partial = file.with_suffix(".partial")
    with partial.open("wb") as log:
        log.write(line_of(header).rstrip().removesuffix(b"}") + b',"samples":[\n')
        for place, card in enumerate(pack.cards):
            sample = line_of(sample_of(card, read_at(transcripts, card.place)))
            log.write((b"," if place else b"") + sample)
        log.write(b"]}\n")
    partial.replace(file)
    return file


def _spec(scored: SuiteScore, pack: PackScore, now: datetime) -> Spec:
    scenarios = tuple(dict.fromkeys(card.scenario for card in pack.cards))
    task_id = sha256(f"{scored.suite} {pack.pack.label} {pack.models}".encode()).hexdigest()[:22]
    return Spec(
        eval_id=sha256(f"{task_id} {now.isoformat()}".encode()).hexdigest()[:22],
        run_id=sha256(f"{scored.suite} {now.isoformat()}".encode()).hexdigest()[:22],
        task_id=task_id,
        created=now.isoformat(timespec="seconds"),
        task=scored.suite,
        task_args={"pack": pack.pack.name, "pack_version": pack.pack.version, "pack_hash": pack.pack.hash},
        dataset=Dataset(scored.suite, len(scenarios), scenarios),
        model=", ".join(pack.models),
        packages={"twolane": version("twolane")},
        metadata={"notes": list(notes(scored))},
        config={"epochs": max((card.trial for card in pack.cards), default=1)},
    )


def _results(scored: SuiteScore, pack: PackScore) -> Results:
    finished = sum(card.trouble is None for card in pack.cards)
    return Results(len(pack.cards), finished, tuple(_score_results(scored, pack)))


def _score_results(scored: SuiteScore, pack: PackScore) -> Iterator[ScoreResult]:
    """Yield shares with their Wilson intervals, and means of tone."""
    shares = {VERDICT: Share.of_pack(pack)}
    shares |= {check.id: Share.of_tally(pack.tallies[check.id]) for check in scored.checks}
    for name, share in shares.items():
        if interval := share.interval:
            figures = {"accuracy": share.value, "low": interval.low, "high": interval.high}
            yield _result(name, share.of, len(pack.cards), figures)
    for measure, mean in pack.tone.items():
        if mean is not None:
            yield _result(f"{TONE}{measure}", _measured(pack.cards, measure), len(pack.cards), {"mean": mean})


def _measured(cards: tuple[Card, ...], measure: str) -> int:
    return sum(measure in card.tone for card in cards)


def _result(name: str, scored: int, played: int, figures: dict[str, float]) -> ScoreResult:
    metrics = {metric: Metric(metric, value) for metric, value in figures.items()}
    return ScoreResult(name, name, scored, played - scored, metrics)
