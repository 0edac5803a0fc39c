"""Agent, persona: how the merchant's AI sounds, and what a model is told of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import PlainTextResponse

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.persona_form import LEVELS, Slider, Typed, sliders_of
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from api.persona_file import persona_yaml
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.managing import Manager
from conversation.merchant import Merchant
from conversation.persona import LONGEST_SUMMARY, EmojiLevel, Persona, check_persona
from conversation.persona_setting import people_of, set_persona
from conversation.role import Permission
from conversation.user import User
from prompts.renderer import load_pack

router = APIRouter(prefix="/agent", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/persona"


@dataclass(frozen=True, slots=True)
class Told:
    """What a model is told of a persona by a pack; `problem` says why the persona could not be kept."""

    words: str
    pack: str
    sliders: tuple[Slider, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PersonaPage:
    """`persona` is what stands in the form: what was typed, where that could not be kept."""

    frame: Frame
    persona: Persona
    told: Told
    levels: tuple[tuple[EmojiLevel, str], ...] = LEVELS
    longest_summary: int = LONGEST_SUMMARY


@router.get("/persona")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's persona."""
    return await _show(house, user, merchant)


@router.post("/persona")
async def change(
    request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()], persona: Typed
) -> Response:
    """Let the AI sound like this; what cannot be kept stays in the form, with the reason."""
    user.check(Permission.SETTINGS, merchant)

    def command(manager: Manager) -> Outcome:
        set_persona(manager.books, merchant, persona, Doer(user.id, manager.address), manager.now)
        return Outcome("Saved. The AI speaks like this from its next turn on.")

    outcome, status = await outcome_of(request, house, user, command, (Invalid,))
    return await _show(house, user, merchant, outcome, status, persona)


@router.post("/persona/told")
async def told(house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()], persona: Typed) -> Response:
    """Say what a model would be told if the form were saved now. Nothing is written."""
    user.check(Permission.SETTINGS, merchant)

    def build(seen: Look) -> Told:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, Outcome(), AGENT_PARTS)
        return _told(frame.merchant, persona, people_of(seen.books, merchant))

    return render("fragments/persona_told.html", told=await look(house, user, build))


@router.get("/persona.yaml")
async def export(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Answer with the persona as the file that `twolane persona import` reads."""
    frame = await look(
        house, user, lambda seen: frame_of(seen, Permission.SETTINGS, PATH, merchant, Outcome(), AGENT_PARTS)
    )
    headers = {"Content-Disposition": 'attachment; filename="persona.yaml"'}
    return PlainTextResponse(persona_yaml(frame.merchant.settings.persona), headers=headers, media_type="text/yaml")


async def _show(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
    persona: Persona | None = None,
) -> Response:
    def build(seen: Look) -> tuple[Shell, PersonaPage]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome(), AGENT_PARTS)
        shown = persona or frame.merchant.settings.persona
        page = PersonaPage(frame, shown, _told(frame.merchant, shown, people_of(seen.books, frame.merchant.id)))
        return shell_of(seen, "agent", PATH), page

    shell, view = await look(house, user, build)
    return render("agent_persona.html", status, shell=shell, view=view)


def _told(merchant: Merchant, persona: Persona, people: list[str]) -> Told:
    pack = load_pack(merchant.settings.pack)
    try:
        check_persona(persona, people)
    except Invalid as invalid:
        return Told("", str(pack), sliders_of(persona), str(invalid))
    words = "" if persona.is_plain else pack.render("persona", persona=persona).text
    return Told(words, str(pack), sliders_of(persona))
