"""The demo's pages: Conversations at the left, the shopper's phone at the right, and a clock to move."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from api.auth import MayControl, MayRead
from api.house import HouseDep
from api.pages.demo_clock import Jump, jump
from api.pages.demo_view import DemoQuery, DemoView, demo_path, demo_view, first_number
from api.pages.look import Look, look
from api.pages.page_route import PageRoute, local_path
from api.pages.phone import Phone, network, phone_of
from api.pages.rendering import render, wants_fragment
from api.pages.shell import Shell, shell_of
from api.pages.strip import conversations_with, strip_of
from api.photo_serving import photo_answer
from channels.photo_cleaning import MOST_BYTES, NotAPhoto, clean_photo
from conversation.errors import Invalid, Unknown

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/demo")
async def demo(house: HouseDep, user: MayRead, query: Annotated[DemoQuery, Query()]) -> Response:
    """Show both sides of the conversation with one shopper, and what came of a campaign that was just sent."""

    def build(seen: Look) -> tuple[Shell, DemoView]:
        view = demo_view(seen, query)
        row = seen.conversation(view.desk.conversation_id) if view.desk else None
        return shell_of(seen, "demo", view.back, row), view

    shell, view = await look(house, user, build)
    return render("demo.html", shell=shell, demo=view)


@router.get("/demo/strip")
async def strip(number: str, house: HouseDep, user: MayRead) -> Response:
    """Answer with the ticks alone."""
    return render("fragments/strip.html", ticks=await look(house, user, lambda seen: strip_of(seen, number)))


@router.post("/demo/clock")
async def move_clock(
    house: HouseDep, user: MayControl, to: Annotated[Jump, Form()], number: Annotated[str, Form()] = ""
) -> Response:
    """Jump to a time of day where the shopper lives; whatever falls due on the way happens now."""
    chosen = number or first_number()
    zone = await look(house, user, lambda seen: phone_of(seen, chosen, "").zone)
    jump(house.clock, to, ZoneInfo(zone))
    rows = await look(house, user, lambda seen: conversations_with(seen, chosen))
    house.live.ring(frozenset(row.id for row in rows))
    return RedirectResponse(demo_path(chosen), 303)


@router.get("/phone/{number}")
async def phone(number: str, request: Request, house: HouseDep, user: MayRead) -> Response:
    """Show a phone by itself, or its screen alone."""

    def build(seen: Look) -> tuple[Shell, Phone]:
        here = f"/phone/{number}"
        row = next(iter(conversations_with(seen, number)), None)
        return shell_of(seen, "demo", here, row), phone_of(seen, number, here)

    shell, shown = await look(house, user, build)
    if wants_fragment(request):
        return render("fragments/phone_screen.html", phone=shown)
    return render("phone.html", shell=shell, phone=shown)


@router.get("/phone/media/{media_id}")
async def media(media_id: str, request: Request, house: HouseDep, user: MayRead) -> Response:
    """Show a photo as the phone sent it, cleaned as everywhere."""
    content = network(house).photo(media_id)
    if content is None:
        raise Unknown("photo", media_id)
    try:
        shown = clean_photo(content)
    except NotAPhoto as error:
        raise Unknown("photo", media_id) from error
    return photo_answer(request, media_id, shown.kind, shown.content)


@router.post("/phone/{number}/texts")
async def text(
    number: str,
    request: Request,
    house: HouseDep,
    user: MayControl,
    business: Annotated[str, Form()],
    body: Annotated[str, Form()] = "",
    photo: Annotated[UploadFile | str | None, File()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Text the merchant from this phone, with a photo or without; the network then calls our webhook."""
    photos = await _uploaded(photo)
    if body.strip() or photos:
        network(house).text(number, business, body.strip(), photos=photos)
    leads_to = local_path(back, f"/phone/{number}")
    if not wants_fragment(request):
        return RedirectResponse(leads_to, 303)
    return render(
        "fragments/phone_screen.html", phone=await look(house, user, lambda seen: phone_of(seen, number, leads_to))
    )


async def _uploaded(photo: UploadFile | str | None) -> tuple[bytes, ...]:
    """Return the photo that was chosen, if any; a form without one sends an empty file. Raises Invalid."""
    if photo is None or isinstance(photo, str) or not photo.filename:
        return ()
    content = await photo.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid("photo", f"it has more than {MOST_BYTES // 1024} KiB", "choose a smaller one")
    return (content,) if content else ()
