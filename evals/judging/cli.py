"""The commands about judges: `twolane evals judge`, `calibrate` and `label-set`."""

from pathlib import Path
from typing import Annotated

import typer

Asked = Annotated[str, typer.Option("--judge", help="The judge's model, such as gpt-5-mini: not the one that spoke.")]
Dimensions = Annotated[list[str] | None, typer.Option("--dimension", help="This dimension only; repeat it for more.")]
Times = Annotated[int, typer.Option(help="How often each question is asked, to see how steady the judge is.", min=1)]


def add_to(app: typer.Typer) -> None:
    """Add the commands to those of `twolane evals`."""
    app.command("judge")(judge)
    app.command("calibrate")(calibrate)
    app.command("label-set")(label_set)


def judge(
    played: Annotated[Path, typer.Argument(help="A scored folder, or a file of transcripts.")],
    judge: Asked,
    out: Annotated[Path | None, typer.Option(help="The folder for what the judge says of a file.")] = None,
    labels: Annotated[Path | None, typer.Option(help="The label set that the judge was calibrated with.")] = None,
    against: Annotated[Path | None, typer.Option(help="Transcripts of before: say which is better, in pairs.")] = None,
    dimension: Dimensions = None,
    times: Times = 1,
) -> None:
    """Let a model judge how conversations read. Exits 3 for what is broken.

    It is report-only until it is calibrated; then what it says of a scored folder weighs in `compare` and `gate`.
    """
    from evals.command import told
    from evals.judging.command import Asking, compare_files, judge_played

    asking = Asking(judge, tuple(dimension or ()), times)
    if against is not None:
        raise typer.Exit(told(lambda: compare_files(against, played, asking)))
    raise typer.Exit(told(lambda: judge_played(played, out, asking, labels)))


def calibrate(
    labels: Annotated[Path, typer.Argument(help="A label set: a folder with items and labels.")],
    judge: Asked,
    dimension: Dimensions = None,
    times: Times = 3,
) -> None:
    """Hold a judge against people's labels and stamp it. Exits 0 where it may weigh, 4 where not, 3 broken."""
    from conversation.clock import SystemClock
    from evals.command import told
    from evals.judging.calibrating import calibrate_set
    from evals.judging.command import Asking

    raise typer.Exit(told(lambda: calibrate_set(labels, Asking(judge, tuple(dimension or ()), times), SystemClock())))


def label_set(
    transcripts: Annotated[Path, typer.Argument(help="A file of transcripts.")],
    out: Annotated[Path, typer.Option(help="The folder of the set; a merchant's page shows DATA/labels/MERCHANT/*.")],
) -> None:
    """Make conversations ready for people to label, or add them to a set. Labels that there are stay."""
    from evals.command import told
    from evals.judging.command import make_set

    raise typer.Exit(told(lambda: make_set(transcripts, out)))
