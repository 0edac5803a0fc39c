"""Agent, playground: talk with the AI as a shopper, and see how each turn came about. Nobody is texted."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import PlainTextResponse, RedirectResponse

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.playground_view import TalkPage, talk_page
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from api.playground.scenario import file_name, scenario_yaml
from api.playground.stage_set import Setting
from api.playground.talk import Talk
from conversation.cart import CartItem
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.merchant import Merchant
from conversation.persona import PLAIN
from conversation.role import Permission
from conversation.user import User
from prompts.renderer import known_packs
from tools.shop import ShopError

router = APIRouter(prefix="/agent/playground", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/playground"
MOST_WARES = 5
LONGEST_TEXT = 1600


@dataclass(frozen=True, slots=True)
class PlaygroundPage:
    """`cart`, `persona` and `pack` are what the form has; `talk` is None before one is begun."""

    frame: Frame
    packs: tuple[str, ...]
    cart: str
    persona: str
    pack: str
    model: str
    talk: TalkPage | None = None


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show what a conversation can begin with."""
    return await _show(house, user, merchant)


@router.post("")
async def begin(
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    cart: Annotated[str, Form(max_length=400)] = "",
    persona: Annotated[str, Form(pattern="^(own|plain)$")] = "own",
    pack: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Begin a conversation: the cart is left, and the AI writes its first text."""
    user.check(Permission.SETTINGS, merchant)
    frame = await look(house, user, lambda seen: _frame(seen, merchant, Outcome()))
    try:
        setting = Setting(
            merchant=frame.merchant,
            pack=_pack(pack or frame.merchant.settings.pack),
            persona=PLAIN if persona == "plain" else frame.merchant.settings.persona,
            items=await _items(house, frame.merchant, cart),
            shelf=await house.ledger.read(lambda books: house.drafting.shelves.of(books, frame.merchant.id)),
        )
        talk = Talk(house.drafting, setting)
        await house.playground.keep(talk)
        await talk.begin()
    except (Invalid, ShopError) as error:
        return await _show(house, user, merchant, Outcome(problem=f"{error}."), 422, cart=cart, persona=persona)
    return RedirectResponse(f"{PATH}/{talk.id}", 303)


@router.get("/{talk_id}")
async def read(talk_id: str, house: HouseDep, user: MayChangeSettings) -> Response:
    """Show the conversation."""
    talk = _talk(house, user, talk_id)
    return await _show(house, user, talk.merchant_id, talk=talk)


@router.post("/{talk_id}/texts")
async def text(
    talk_id: str, house: HouseDep, user: MayChangeSettings, body: Annotated[str, Form(max_length=LONGEST_TEXT)]
) -> Response:
    """Text as the shopper, and let the AI answer."""
    talk = _talk(house, user, talk_id)
    if body.strip():
        await talk.hear(body.strip())
    return RedirectResponse(f"{PATH}/{talk_id}", 303)


@router.get("/{talk_id}/scenario.yaml")
async def save(
    talk_id: str,
    house: HouseDep,
    user: MayChangeSettings,
    name: Annotated[str, Query(min_length=1, max_length=100)] = "from the playground",
) -> Response:
    """Answer with the conversation as a suite that `twolane evals run` plays."""
    talk = _talk(house, user, talk_id)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}.yaml"'}
    return PlainTextResponse(scenario_yaml(talk, await talk.view(), name), headers=headers, media_type="text/yaml")


def _talk(house: House, user: User, talk_id: str) -> Talk:
    """Raises Unknown for a talk that is gone, and for another merchant's."""
    talk = house.playground.talk(talk_id)
    if not user.may_see(talk.merchant_id):
        raise Unknown("playground conversation", talk_id)
    user.check(Permission.SETTINGS, talk.merchant_id)
    return talk


async def _items(house: House, merchant: Merchant, cart: str) -> tuple[CartItem, ...]:
    """Return the best ware of the catalogue for each line. Raises Invalid where it has none."""
    items = []
    for line in filter(None, map(str.strip, cart.splitlines()[:MOST_WARES])):
        wares = await house.shop_of(merchant).find_wares(line, 1)
        if not wares:
            raise Invalid("cart", f"the catalogue has nothing like {line!r}", "name what the shop sells, one on a line")
        ware = wares[0]
        items.append(CartItem(ware.variant_id, ware.variant_id, ware.title, ware.options, 1, ware.price))
    return tuple(items)


def _pack(name: str) -> str:
    if name not in known_packs():
        raise Invalid("pack", f"there is no pack {name!r}", f"choose one of {', '.join(known_packs())}")
    return name


async def _show(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
    *,
    talk: Talk | None = None,
    cart: str = "backpack",
    persona: str = "own",
) -> Response:
    seen_talk = await talk.view() if talk is not None else None

    def build(seen: Look) -> tuple[Shell, PlaygroundPage]:
        frame = _frame(seen, merchant, outcome or Outcome())
        page = PlaygroundPage(
            frame=frame,
            packs=known_packs(),
            cart=cart,
            persona=persona,
            pack=frame.merchant.settings.pack,
            model=house.settings.model,
            talk=talk_page(house, talk, seen_talk) if talk is not None and seen_talk is not None else None,
        )
        return shell_of(seen, "agent", PATH), page

    shell, view = await look(house, user, build)
    return render("agent_playground.html", status, shell=shell, view=view)


def _frame(seen: Look, merchant: MerchantId, outcome: Outcome) -> Frame:
    return frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome, AGENT_PARTS)
