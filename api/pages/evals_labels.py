"""Evals, labels: the sets that people label, how far they are, how far they agree, and their labels to take along."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import PlainTextResponse

from api.auth import MayChangeSettings, MayReply
from api.house import House, HouseDep
from api.labelling.agreement import Confusion, confusions
from api.labelling.label import Label, read_csv, read_jsonl, to_csv, to_line
from api.labelling.label_set import LabelSet, set_named, sets_in
from api.labelling.progress import Progress, progress_of
from api.pages.evals_tabs import EVALS_PARTS, LABELS_PATH
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of
from api.pages.shell import Shell, shell_of
from api.settings import Settings
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, UserId
from conversation.role import Permission, Permitted
from conversation.user import User
from prompts.rubric import Rubric, rubrics

router = APIRouter(prefix=LABELS_PATH, route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """What two raters said of the same items: `rows` are the first's levels, each with the second's counts."""

    first: str
    second: str
    of: int
    kappa: str
    levels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension of a set, as the person who looks has to do with it."""

    rubric: Rubric
    progress: Progress
    labels: int
    tables: tuple[ConfusionTable, ...]


@dataclass(frozen=True, slots=True)
class SetView:
    """A label set."""

    name: str
    items: int
    raters: int
    dimensions: tuple[DimensionRow, ...]


@dataclass(frozen=True, slots=True)
class LabelsPage:
    """`folder` is where sets are put. `takes_in` tells whether the person may add labels of others."""

    frame: Frame
    sets: tuple[SetView, ...]
    folder: str
    takes_in: bool


@router.get("")
async def show(house: HouseDep, user: MayReply, merchant: str = "") -> Response:
    """Show the merchant's label sets."""
    return await _show(house, user, merchant)


@router.get("/{merchant_id}/{name}.{form}")
async def export(
    merchant_id: MerchantId, name: str, form: Literal["csv", "jsonl"], house: HouseDep, user: MayReply
) -> Response:
    """Answer with all labels of a set as a file."""
    labels = await asyncio.to_thread(lambda: set_of(house.settings, user, merchant_id, name).labels())
    words = to_csv(labels) if form == "csv" else "".join(map(to_line, labels))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return PlainTextResponse(words, headers=headers, media_type={"csv": "text/csv"}.get(form, "application/jsonl"))


@router.post("/{merchant_id}/{name}")
async def take_in(
    merchant_id: MerchantId,
    name: str,
    house: HouseDep,
    user: MayChangeSettings,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Add the labels of an exported file, whoever gave them. All are taken in, or none."""
    held = set_of(house.settings, user, merchant_id, name)
    user.check(Permission.SETTINGS, merchant_id)
    words = (await file.read()).decode("utf-8", "replace") if file is not None else ""
    read = read_csv if file is not None and (file.filename or "").endswith(".csv") else read_jsonl
    try:
        labels = read(words)
        await asyncio.to_thread(held.append, *labels)
    except (Invalid, Unknown) as error:
        return await _show(house, user, merchant_id, Outcome(problem=f"Nothing was taken in: {error}."), 422)
    return await _show(house, user, merchant_id, Outcome(f"{len(labels)} labels were taken in."))


def set_of(settings: Settings, user: User, merchant_id: MerchantId, name: str) -> LabelSet:
    """Raises Unknown for a set that is not the person's to see, NotAllowed for one who may not text."""
    if not user.may_see(merchant_id):
        raise Unknown("label set", name)
    user.check(Permission.REPLY, merchant_id)
    return set_named(label_folder(settings, merchant_id), name)


def label_folder(settings: Settings, merchant_id: MerchantId) -> Path:
    """Return where the merchant's label sets are."""
    return settings.data_dir / "labels" / merchant_id


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, Frame, dict[UserId, str]]:
        frame = frame_of(seen, Permission.REPLY, LABELS_PATH, merchant, outcome or Outcome(), EVALS_PARTS)
        names = {one.id: one.name for one in seen.books.users()}
        return shell_of(seen, "evals", LABELS_PATH), frame, names

    shell, frame, names = await look(house, user, build)
    folder = label_folder(house.settings, frame.merchant.id)
    held = await asyncio.to_thread(lambda: [(one, one.items(), one.labels()) for one in sets_in(folder)])
    sets = tuple(
        SetView(
            name=one.name,
            items=len(items),
            raters=len({label.rater for label in labels}),
            dimensions=tuple(
                DimensionRow(
                    rubric,
                    progress_of(items, labels, rubric.id, user.id),
                    sum(label.dimension == rubric.id for label in labels),
                    _tables(rubric, labels, lambda rater: names.get(rater, rater)),
                )
                for rubric in rubrics()
            ),
        )
        for one, items, labels in held
    )
    takes_in = isinstance(user.may(Permission.SETTINGS, frame.merchant.id), Permitted)
    return render("evals_labels.html", status, shell=shell, view=LabelsPage(frame, sets, str(folder), takes_in))


def _tables(rubric: Rubric, labels: Iterable[Label], name: Callable[[UserId], str]) -> tuple[ConfusionTable, ...]:
    return tuple(_table(rubric, one, name) for one in confusions(labels, rubric.id))


def _table(rubric: Rubric, found: Confusion, name: Callable[[UserId], str]) -> ConfusionTable:
    return ConfusionTable(
        first=name(found.first),
        second=name(found.second),
        of=found.of,
        kappa="not defined: both always said the same" if found.kappa is None else f"{found.kappa:.2f}",
        levels=rubric.names,
        rows=tuple((one, tuple(found.counts[one, other] for other in rubric.names)) for one in rubric.names),
    )
