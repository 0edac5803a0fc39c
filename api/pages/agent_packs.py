"""Agent, prompts: the packs there are, what changed in them, and which of them the merchant's AI speaks by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.pack_figures import DAYS, NONE, PackFigures, pack_figures
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from conversation.acts import Doer
from conversation.autonomy import Flow
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.merchant import MerchantSettings
from conversation.pack_setting import set_packs
from conversation.pack_variant import HEAVIEST, PackVariant
from conversation.role import Permission
from conversation.user import User
from prompts.pack import Pack
from prompts.renderer import known_packs, load_pack

router = APIRouter(prefix="/agent/packs", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/packs"


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack, its weights, the share (0 to 1) of conversations that it gets in each flow, and what became of them."""

    pack: Pack
    reply: int
    reminder: int
    reply_share: float
    reminder_share: float
    figures: PackFigures


@dataclass(frozen=True, slots=True)
class PacksPage:
    frame: Frame
    rows: tuple[PackRow, ...]
    chosen: str
    heaviest: int = HEAVIEST
    days: int = DAYS


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the packs."""
    return await _show(house, user, merchant)


@router.post("")
async def change(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    chosen: Annotated[str, Form()],
    packs: Annotated[list[str] | None, Form()] = None,
    reply: Annotated[list[int] | None, Form()] = None,
    reminder: Annotated[list[int] | None, Form()] = None,
) -> Response:
    """Choose the pack, or several by weight."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        variants = _variants(packs or (), reply or (), reminder or ())
        doer = Doer(user.id, manager.address)
        set_packs(manager.books, merchant, chosen, variants, known_packs(), doer, manager.now)
        return Outcome("Saved. The AI speaks by it from its next turn on.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await _show(house, user, merchant, outcome, status)


def _variants(packs: Sequence[str], reply: Sequence[int], reminder: Sequence[int]) -> tuple[PackVariant, ...]:
    if not len(packs) == len(reply) == len(reminder):
        raise Invalid("variants", "a weight is missing", "send one of each for every pack")
    given = ((Flow.REPLY, reply), (Flow.REMINDER, reminder))
    return tuple(
        PackVariant(pack, weight, flow)
        for flow, weights in given
        for pack, weight in zip(packs, weights, strict=True)
        if weight
    )


async def _show(
    house: House, user: User, merchant: MerchantId, outcome: Outcome | None = None, status: int = 200
) -> Response:
    def build(seen: Look) -> tuple[Shell, PacksPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome(), AGENT_PARTS)
        settings = frame.merchant.settings
        figures = pack_figures(seen, frame.merchant.id)
        rows = tuple(_row(load_pack(name), settings, figures) for name in known_packs())
        return shell_of(seen, "agent", PATH), PacksPage(frame, rows, settings.pack)

    shell, view = await look(house, user, build)
    return render("agent_packs.html", status, shell=shell, view=view)


def _row(pack: Pack, settings: MerchantSettings, figures: Mapping[str, PackFigures]) -> PackRow:
    weights = {flow: _weight(pack.name, settings, flow) for flow in Flow}
    shares = {flow: _share(pack.name, settings, flow) for flow in Flow}
    return PackRow(
        pack=pack,
        reply=weights[Flow.REPLY],
        reminder=weights[Flow.REMINDER],
        reply_share=shares[Flow.REPLY],
        reminder_share=shares[Flow.REMINDER],
        figures=figures.get(pack.hash, NONE),
    )


def _weight(name: str, settings: MerchantSettings, flow: Flow) -> int:
    return sum(one.weight for one in settings.pack_variants if one.pack == name and one.flow in (None, flow))


def _share(name: str, settings: MerchantSettings, flow: Flow) -> float:
    total = sum(one.weight for one in settings.pack_variants if one.flow in (None, flow))
    if not total:
        return float(name == settings.pack)
    return _weight(name, settings, flow) / total
