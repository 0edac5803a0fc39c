"""Kept segments in the editor: picked, kept under a name, and forgotten."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import MayChangeSettings, MayRead
from api.house import HouseDep
from api.merchant_for import check_for
from api.pages.campaign_editor import KeptSegment, kept_segments
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_tabs import merchants_with
from api.problems import problem_of
from api.rest.campaigns import doer_of
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission
from flows.segment import rules_in_yaml
from flows.segment_keeping import SegmentDesk

router = APIRouter(prefix="/campaigns/segments", route_class=PageRoute, include_in_schema=False)


@router.get("/rules")
async def pick(house: HouseDep, user: MayRead, kept: str = "") -> Response:
    """Answer with the rules of a kept segment, for the editor."""

    def rules(books: Reader) -> str:
        found = (books.segment(one, kept) for one in user.merchants)
        segment = next((one for one in found if one is not None), None)
        if segment is None:
            raise Unknown("segment", kept)
        return rules_in_yaml(segment.rules)

    answer = render("fragments/campaign_rules.html", rules=await house.ledger.read(rules))
    answer.headers["HX-Trigger-After-Swap"] = "picked"
    return answer


@router.post("/keep")
async def keep(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    rules: Annotated[str, Form()] = "",
    keep_as: Annotated[str, Form()] = "",
) -> Response:
    """Keep the rules in the editor under a name, and answer with what may be picked now."""
    check_for(user, merchant, Permission.SETTINGS)
    doer, now, problem, picked = doer_of(request, house, user), house.clock.now(), "", ""
    try:
        segment = await house.ledger.write(lambda books: SegmentDesk(books, merchant, doer, now).keep(keep_as, rules))
        picked = segment.id
    except Invalid as error:
        problem = str(problem_of(error).detail)

    def build(seen: Look) -> tuple[KeptSegment, ...]:
        return kept_segments(seen.books, merchants_with(user, Permission.SETTINGS))

    kept = await look(house, user, build)
    return render("fragments/campaign_kept.html", kept=kept, picked=picked, keep_as=keep_as, problem=problem)


@router.post("/{merchant_id}/{segment_id}/forget")
async def forget(
    merchant_id: MerchantId, segment_id: str, request: Request, house: HouseDep, user: MayChangeSettings
) -> Response:
    """Let the name go; campaigns keep the rules that they took over."""
    check_for(user, merchant_id, Permission.SETTINGS)
    doer, now = doer_of(request, house, user), house.clock.now()
    await house.ledger.write(lambda books: SegmentDesk(books, merchant_id, doer, now).forget(segment_id))
    return RedirectResponse("/campaigns", 303)
