"""`twolane knowledge`: what a merchant's AI may answer from."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from api.knowledge.operating import KnowledgeDesk
    from conversation.knowledge_import import KnowledgeImport

T = TypeVar("T")

app = typer.Typer(help="Knowledge: documents, facts, verified answers and guidelines.", no_args_is_help=True)

Merchant = Annotated[str, typer.Option(help="An id, shop domain or name; by default the only merchant.")]
DataDir = Annotated[Path | None, typer.Option(help="Where the ledger is; by default as in the settings.")]


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(help="What it is called. Importing the name again updates and removes.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Markdown, HTML, PDF or CSV files, or folders.")] = None,
    urls: Annotated[Path | None, typer.Option(help="A file with one web address a line.")] = None,
    review: Annotated[bool, typer.Option(help="Let each change wait for a person's yes.")] = False,
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Import files and pages, or go on with a run that was cut short. Exits 1 where a page failed."""
    from api.knowledge.files import items_of

    items = items_of(paths or [], urls.read_text(encoding="utf-8") if urls else "")

    async def run(desk: "KnowledgeDesk") -> bool:
        import_id = await desk.run_import(name, items, _tell, _tell_level, needs_review=review)
        row, failed = await desk.report(import_id)
        for line in failed:
            typer.echo(f"failed: {line}", err=True)
        typer.echo(f"{row.kept} new or changed, {row.unchanged} as before, {row.failed} failed, {row.removed} removed")
        return not failed

    if not _at(data_dir, merchant, run):
        raise typer.Exit(1)


@app.command()
def resume(merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """Go on with every import that was cut short. A worker does so by itself."""
    typer.echo(f"{_at(data_dir, merchant, lambda desk: desk.resume(_tell, _tell_level))} imports ended")


@app.command("list")
def list_(merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """List what may be answered from, and what waits for a yes."""
    from conversation.knowledge import DocumentState

    async def run(desk: "KnowledgeDesk") -> list[str]:
        shelf = await desk.library.shelf(desk.merchant_id)
        waiting = await desk.documents(DocumentState.PENDING)
        return [
            *(f"{one.id}\t{one.state.value}\t{one.origin}\t{one.source}" for one in (*shelf.documents, *waiting)),
            *(f"{one.id}\tanswer\t{one.questions[0]}\t{one.text}" for one in shelf.answers),
            *(f"{one.id}\tfact\tuntil {one.expires_at:%Y-%m-%d}\t{one.statement}" for one in shelf.facts),
            *(f"{one.id}\tguideline\t{one.priority}\t{one.text}" for one in shelf.guidelines),
        ]

    for line in _at(data_dir, merchant, run):
        typer.echo(line)


@app.command()
def rebuild(merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """Build the index again from the ledger."""

    async def run(desk: "KnowledgeDesk") -> int:
        return (await desk.level(_tell_level, anew=True)).put

    typer.echo(f"{_at(data_dir, merchant, run)} entries")


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="As a shopper would ask.")],
    limit: Annotated[int, typer.Option(min=1, max=20)] = 3,
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Show what the AI would be given for a question."""
    for passage in _at(data_dir, merchant, lambda desk: desk.search(question, limit)):
        typer.echo(f"{passage.score:.2f}\t{passage.source}\t{' '.join(passage.text.split())}")


@app.command()
def check(merchant: Merchant = "", data_dir: DataDir = None) -> None:
    """Tell what contradicts what, and what is old. Exits 1 where there is anything."""
    from api.knowledge.checking import Checker

    async def run(desk: "KnowledgeDesk") -> list[str]:
        found = await Checker(desk.library).check(desk.merchant_id)
        return [
            *(
                f"contradiction\t{one.about}\t{one.one.place}: {one.one.words}\t{one.other.place}: {one.other.words}"
                for one in found.contradictions
            ),
            *(f"stale\t{one.place}\t{one.why}" for one in found.stale),
        ]

    lines = _at(data_dir, merchant, run)
    for line in lines:
        typer.echo(line)
    if lines:
        raise typer.Exit(1)


@app.command()
def approve(
    document: Annotated[str, typer.Argument(help="A document's id (doc_...), or all.")],
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Let a document that waits be answered from."""

    async def run(desk: "KnowledgeDesk") -> int:
        if document == "all":
            return await desk.do(lambda office: office.approve_all(desk.merchant_id))
        await desk.do(lambda office: office.approve(desk.merchant_id, document))
        return 1

    typer.echo(f"{_at(data_dir, merchant, run)} approved")


@app.command()
def reject(
    document: Annotated[str, typer.Argument(help="A document's id (doc_...).")],
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Let a document that waits never be answered from."""

    async def run(desk: "KnowledgeDesk") -> str:
        return (await desk.do(lambda office: office.reject(desk.merchant_id, document))).source

    typer.echo(f"{_at(data_dir, merchant, run)} is rejected")


@app.command()
def answer(
    text: Annotated[str, typer.Argument(help="The answer.")],
    question: Annotated[list[str], typer.Option(help="A question that it answers; once for each way to ask.")],
    exact: Annotated[bool, typer.Option(help="Text it as it is, and ask no model.")] = False,
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Keep a verified answer."""
    from conversation.knowledge_keeping import AnswerOrder

    async def run(desk: "KnowledgeDesk") -> str:
        order = AnswerOrder(tuple(question), text, exact)
        return (await desk.do(lambda office: office.save_answer(desk.merchant_id, order))).id

    typer.echo(_at(data_dir, merchant, run))


@app.command()
def guideline(
    text: Annotated[str, typer.Argument(help="How the AI is to behave.")],
    scope: Annotated[str, typer.Option(help="every_text, answers or reminders.")] = "every_text",
    priority: Annotated[int, typer.Option(help="1 to 9; a higher one is said first.")] = 5,
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Keep a guideline."""
    from conversation.errors import Invalid
    from conversation.knowledge import GuidelineScope
    from conversation.knowledge_keeping import GuidelineOrder

    if scope not in set(GuidelineScope):
        raise Invalid("scope", f"there is no {scope}", "take every_text, answers or reminders")

    async def run(desk: "KnowledgeDesk") -> str:
        order = GuidelineOrder(text, GuidelineScope(scope), priority)
        return (await desk.do(lambda office: office.save_guideline(desk.merchant_id, order))).id

    typer.echo(_at(data_dir, merchant, run))


@app.command()
def fact(
    statement: Annotated[str, typer.Argument(help="One sentence.")],
    days: Annotated[int, typer.Option(help="For how long it holds.", min=1, max=730)] = 365,
    merchant: Merchant = "",
    data_dir: DataDir = None,
) -> None:
    """Keep a fact that you vouch for."""
    from datetime import timedelta

    async def run(desk: "KnowledgeDesk") -> str:
        until = desk.library.clock.now() + timedelta(days=days)
        return (await desk.do(lambda office: office.add_fact(desk.merchant_id, statement, until))).id

    typer.echo(_at(data_dir, merchant, run))


def _at(data_dir: Path | None, merchant: str, act: "Callable[[KnowledgeDesk], Awaitable[T]]") -> T:
    from api.knowledge.operating import at_knowledge
    from api.settings import settings_in

    async def run() -> T:
        async with at_knowledge(settings_in(data_dir), merchant) as desk:
            return await act(desk)

    return asyncio.run(run())


def _tell(row: "KnowledgeImport") -> None:
    typer.echo(f"{row.settled} of {row.items}, {row.failed} failed", err=True)


def _tell_level(done: int, whole: int) -> None:
    if done == whole or done % 50 == 0:
        typer.echo(f"{done} of {whole} entries in the index", err=True)
