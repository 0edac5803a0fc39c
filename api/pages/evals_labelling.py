"""Evals, one item to label: the conversation, the rubric, and a key for each level. What a judge says is not shown."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse

from api.auth import MayReply
from api.house import House, HouseDep
from api.labelling.item import ASSISTANT, Item
from api.labelling.label import SKIPPED, Label
from api.labelling.label_set import LabelSet
from api.labelling.progress import Progress, progress_of
from api.pages.evals_labels import set_of
from api.pages.evals_tabs import EVALS_PARTS, LABELS_PATH
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of
from api.pages.shell import Shell, shell_of
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.role import Permission
from conversation.user import User
from prompts.rubric import Rubric, rubrics

router = APIRouter(prefix=LABELS_PATH, route_class=PageRoute, include_in_schema=False)

LONGEST_QUOTE = 400


@dataclass(frozen=True, slots=True)
class LabellingPage:
    """`item` is None where the person is through. `label` is what they said of it before."""

    frame: Frame
    name: str
    rubric: Rubric
    rubrics: tuple[Rubric, ...]
    progress: Progress
    item: Item | None
    label: Label | None


@router.get("/{merchant_id}/{name}/{dimension}")
async def show(
    merchant_id: MerchantId, name: str, dimension: str, house: HouseDep, user: MayReply, item: str = ""
) -> Response:
    """Show the next item that the person has not seen, or the one named."""
    held, rubric = set_of(house.settings, user, merchant_id, name), _rubric(dimension)
    return await _show(house, user, merchant_id, held, rubric, item)


@router.post("/{merchant_id}/{name}/{dimension}")
async def keep(
    merchant_id: MerchantId,
    name: str,
    dimension: str,
    house: HouseDep,
    user: MayReply,
    item: Annotated[str, Form()],
    level: Annotated[str, Form()] = SKIPPED,
    quote: Annotated[str, Form()] = "",
) -> Response:
    """Keep what the person says of the item, and go on to the next. What they said before is replaced."""
    held, rubric = set_of(house.settings, user, merchant_id, name), _rubric(dimension)
    try:
        labelled = progress_of(held.items(), (), rubric.id, user.id).named(item)
        label = Label(item, rubric.id, _level(rubric, level), user.id, house.clock.now(), _quote(labelled, quote))
    except Invalid as error:
        return await _show(house, user, merchant_id, held, rubric, item, Outcome(problem=f"{error}."), 422)
    await asyncio.to_thread(held.append, label)
    return RedirectResponse(f"{LABELS_PATH}/{merchant_id}/{name}/{rubric.id}", 303)


async def _show(
    house: House,
    user: User,
    merchant_id: MerchantId,
    held: LabelSet,
    rubric: Rubric,
    item: str = "",
    outcome: Outcome | None = None,
    status: int = 200,
) -> Response:
    here = f"{LABELS_PATH}/{merchant_id}/{held.name}/{rubric.id}"

    def build(seen: Look) -> tuple[Shell, Frame]:
        frame = frame_of(seen, Permission.REPLY, LABELS_PATH, merchant_id, outcome or Outcome(), EVALS_PARTS)
        return shell_of(seen, "evals", here), frame

    shell, frame = await look(house, user, build)
    items, labels = await asyncio.to_thread(lambda: (held.items(), held.labels()))
    progress = progress_of(items, labels, rubric.id, user.id)
    shown = progress.named(item) if item else progress.next
    label = progress.mine.get(shown.id) if shown else None
    page = LabellingPage(frame, held.name, rubric, rubrics(), progress, shown, label)
    return render("evals_labelling.html", status, shell=shell, view=page)


def _rubric(dimension: str) -> Rubric:
    found = next((rubric for rubric in rubrics() if rubric.id == dimension), None)
    if found is None:
        raise Unknown("dimension", dimension)
    return found


def _level(rubric: Rubric, level: str) -> str:
    if level not in (*rubric.names, SKIPPED):
        raise Invalid("level", f"{level!r} is no level", f"use one of {', '.join(rubric.names)}")
    return level


def _quote(item: Item, quote: str) -> str:
    """Return the evidence on one line. Raises Invalid where the assistant said no such thing."""
    words = " ".join(quote.split())
    said = (" ".join(line.words.split()) for line in item.lines if line.who == ASSISTANT)
    if words and (len(words) > LONGEST_QUOTE or not any(words in one for one in said)):
        raise Invalid("evidence", "the assistant did not say that", "mark words in one of its texts, or leave it empty")
    return words
