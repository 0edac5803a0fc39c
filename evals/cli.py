"""`twolane evals`: playing, scoring, comparing. Everything heavy is imported by the command that needs it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evals.cassettes.mode import Mode
from evals.front import EvalsGroup
from evals.judging import cli as judging

evals_app = typer.Typer(
    cls=EvalsGroup, help="Play scenarios through the real turn and score them.", no_args_is_help=True
)

Reported = Annotated[Path, typer.Option(help="The folder for transcripts, scores and the report.")]


class ExportFormat(StrEnum):
    """Formats of other tools."""

    INSPECT = "inspect"


@evals_app.command("run")
def evals_run(
    suite: Annotated[Path, typer.Argument(help="A suite, such as evals/suites/recovery.yaml.")],
    out: Reported,
    pack: Annotated[list[str] | None, typer.Option(help="A prompt pack; repeat it to compare.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="A model, such as rehearsal or gpt-5-mini; repeat it for a folder each.")
    ] = None,
    persona: Annotated[list[Path] | None, typer.Option(help="A persona's YAML; repeat it for a folder each.")] = None,
    shopper: Annotated[str | None, typer.Option(help="Who plays simulated shoppers: rules, or a model's name.")] = None,
    trials: Annotated[int, typer.Option(help="How often each scenario is played.", min=1)] = 1,
    seed: Annotated[
        int | None, typer.Option(help="What chance hangs on: of models that take a seed, of shoppers, of --sample.")
    ] = None,
    filter: Annotated[
        list[str] | None, typer.Option(help="A glob, or a /regular expression/, over names and tags of scenarios.")
    ] = None,
    failed: Annotated[Path | None, typer.Option(help="Only what was not good in this scored folder.")] = None,
    sample: Annotated[int | None, typer.Option(help="Only so many scenarios, drawn by --seed.", min=1)] = None,
    jobs: Annotated[int, typer.Option(help="Conversations at once.", min=1)] = 1,
    rpm: Annotated[float | None, typer.Option(help="Requests a minute to a model, at most.", min=0.1)] = None,
    max_cost: Annotated[float | None, typer.Option(help="US dollars that models may cost.", min=0)] = None,
    cassettes: Annotated[Path | None, typer.Option(help="A folder of recorded answers of models.")] = None,
    cassette_mode: Annotated[Mode, typer.Option(help="What to do with them.")] = Mode.AUTO,
) -> None:
    """Play a suite, score it, print a table. Exits 1 for a failed expectation, 2 for a compliance violation.

    A run that was killed, or came to its --max-cost, goes on where it was when it is started again.
    """
    from conversation.money import MICROS
    from evals.choosing import Choice
    from evals.command import run_wishes
    from evals.matrix import Wishes
    from evals.run import Manner

    wishes = Wishes(
        packs=tuple(pack or ("recovery",)),
        models=tuple(model or ()),
        personas=tuple(persona or ()),
        trials=trials,
        seed=seed,
        choice=Choice(tuple(filter or ()), failed, sample, seed or 0),
        manner=Manner(jobs, rpm, cassettes, cassette_mode),
        most=None if max_cost is None else round(max_cost * MICROS),
        shopper=shopper,
    )
    raise typer.Exit(run_wishes(suite, out, wishes))


@evals_app.command("score")
def evals_score(
    transcripts: Annotated[Path, typer.Argument(help="A file of transcripts.")],
    out: Reported,
    check: Annotated[list[str] | None, typer.Option(help="Apply this check only; repeat it for more.")] = None,
    tone: Annotated[bool, typer.Option(help="Measure how the texts read.")] = True,
    scorers: Annotated[
        list[Path] | None, typer.Option(help="A Python file that lists its functions in SCORERS.")
    ] = None,
) -> None:
    """Score transcripts again without playing them, and report. Exits as `run` does."""
    from evals.command import score_file

    raise typer.Exit(score_file(transcripts, out, tuple(check or ()), tuple(scorers or ()), with_tone=tone))


@evals_app.command("report")
def evals_report(folder: Annotated[Path, typer.Argument(help="A folder that was scored.")]) -> None:
    """Write the report of a scored folder again. Exits as `run` does."""
    from evals.command import report_folder

    raise typer.Exit(report_folder(folder))


@evals_app.command("tone")
def evals_tone(
    transcripts: Annotated[Path, typer.Argument(help="A file of transcripts, such as transcripts.jsonl.")],
    exemplars: Annotated[Path | None, typer.Option(help="Texts in the brand's voice, one a line.")] = None,
    persona: Annotated[Path | None, typer.Option(help="A persona as YAML, to fit its sliders.")] = None,
    scorers: Annotated[
        list[Path] | None, typer.Option(help="A Python file that lists its functions in SCORERS.")
    ] = None,
) -> None:
    """Print how stored transcripts read. Exits 1 where a scorer did not pass, 3 where a file cannot be used."""
    from evals.tone_command import Brand, print_tone

    raise typer.Exit(print_tone(transcripts, Brand(exemplars, persona, tuple(scorers or ()))))


PackName = Annotated[str | None, typer.Option("--pack", help="Which pack, where a folder holds several.")]
LeastEffect = Annotated[
    float, typer.Option(help="The smallest change of tone that counts, in standard deviations.", min=0)
]


@evals_app.command("compare")
def evals_compare(
    before: Annotated[Path, typer.Argument(help="A scored folder or a baseline; alone, a folder with two packs.")],
    after: Annotated[Path | None, typer.Argument(help="The one that came after.")] = None,
    pack: PackName = None,
    least_effect: LeastEffect = 0.2,
) -> None:
    """Say which differences are more than chance. Exits 4 where nothing can be concluded."""
    from evals.command import told
    from evals.release import compare_runs

    raise typer.Exit(told(lambda: compare_runs(before, after, pack, least_effect)))


@evals_app.command("gate")
def evals_gate(
    folder: Annotated[Path, typer.Argument(help="A scored folder.")],
    baseline: Annotated[Path, typer.Option(help="What the team has blessed.")],
    pack: PackName = None,
    least_effect: LeastEffect = 0.2,
    allow_inconclusive: Annotated[bool, typer.Option(help="Exit 0 instead of 4.")] = False,
) -> None:
    """Exit 0 for fine, 1 for a regression, 2 for a compliance violation, 3 for what is broken, 4 for inconclusive."""
    from evals.command import told
    from evals.release import gate_run

    def stage() -> int:
        return gate_run(folder, baseline, pack, least_effect, allow_inconclusive=allow_inconclusive)

    raise typer.Exit(told(stage))


@evals_app.command("bless")
def evals_bless(
    folder: Annotated[Path, typer.Argument(help="A scored folder.")],
    baseline: Annotated[Path, typer.Option(help="The file to move; made where there is none.")],
    by: Annotated[str, typer.Option(help="Who moves the baseline.")],
    why: Annotated[str, typer.Option(help="Why.")],
    pack: PackName = None,
) -> None:
    """Move the baseline to a run, and record who and why."""
    from conversation.clock import SystemClock
    from evals.command import told
    from evals.release import bless_run

    raise typer.Exit(told(lambda: bless_run(folder, baseline, pack, by, why, SystemClock())))


@evals_app.command("faults")
def evals_faults(
    out: Reported,
    pack: Annotated[str, typer.Option(help="The prompt pack whose phrases and instructions are broken.")] = "recovery",
    suite: Annotated[list[Path] | None, typer.Option(help="Try them in this suite; repeat it for more.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="code, phrases or instructions; repeat it for more.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help="This fault only; repeat it for more.")] = None,
    model: Annotated[str | None, typer.Option(help="A model for phrases and instructions, such as gpt-5-mini.")] = None,
    trials: Annotated[int | None, typer.Option(help="How often each scenario is played.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="What chance hangs on.")] = 0,
    alike: Annotated[int, typer.Option(help="Instead: compare the pack with itself by so many seeds.", min=0)] = 0,
) -> None:
    """Break things on purpose and tell what notices. Exits 1 where too little is noticed, 3 for what cannot be used."""
    from evals.command import told
    from evals.faults.command import compare_alike, read_proof, try_faults

    def stage() -> int:
        proof = read_proof(pack, kind or (), fault or (), suite or (), model, trials, seed)
        return compare_alike(proof, alike) if alike else try_faults(proof, out)

    raise typer.Exit(told(stage))


@evals_app.command("import")
def evals_import(
    file: Annotated[Path, typer.Argument(help="An export: .csv or .jsonl rows, or .json results of tau-bench.")],
    out: Annotated[Path, typer.Option(help="The folder for the transcripts.")],
    brand: Annotated[str, typer.Option(help="The brand that texted.")] = "",
    shop: Annotated[str, typer.Option(help="The shop's domain, whose links are its own.")] = "",
    region: Annotated[str, typer.Option(help="The shoppers' state, such as CO.")] = "",
    timezone: Annotated[str, typer.Option(help="The shoppers' zone, such as America/Denver.")] = "UTC",
    by_people: Annotated[bool, typer.Option(help="People wrote what the export names no author of.")] = False,
    wanted: Annotated[str, typer.Option("--as", help="transcripts, or a suite to play.")] = "transcripts",
) -> None:
    """Make transcripts or a suite of past conversations. Exits 1 where rows were left out, 3 where nothing was read."""
    from conversation.message import Author
    from conversation.time_zones import known_zones
    from evals.importing.command import Wanted, import_file
    from evals.importing.transcribing import Setting

    written_by = Author.HUMAN if by_people else Author.AI
    if wanted not in set(Wanted):
        raise typer.BadParameter(f"{wanted} is neither transcripts nor suite", param_hint="--as")
    if timezone not in known_zones():
        raise typer.BadParameter(f"there is no zone {timezone}; write it as America/Denver", param_hint="--timezone")
    if region and not (len(region) == 2 and region.isalpha() and region.isupper()):
        raise typer.BadParameter(f"{region} is no state's code; write it as CO", param_hint="--region")
    raise typer.Exit(import_file(file, out, Setting(brand, shop, region, timezone, written_by), Wanted(wanted)))


@evals_app.command("export")
def evals_export(
    folder: Annotated[Path, typer.Argument(help="A scored folder.")],
    out: Annotated[Path, typer.Option(help="The folder for the logs.")],
    to: Annotated[ExportFormat, typer.Option(help="Whose format.")] = ExportFormat.INSPECT,
) -> None:
    """Write a scored folder in the format of another tool: for Inspect AI, a log for each pack."""
    from conversation.clock import SystemClock
    from evals.command import told
    from evals.exporting.inspect_log import export_to_inspect

    def stage() -> int:
        for file in export_to_inspect(folder, out, SystemClock().now()):
            typer.echo(f"{to}: {file}")
        return 0

    raise typer.Exit(told(stage))


judging.add_to(evals_app)
