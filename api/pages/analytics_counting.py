"""Analytics, how orders are counted: the brand's windows and its hold-out, shown to all and set by who may."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.address import address_mark
from api.analytics import definitions
from api.auth import MayChangeSettings
from api.house import HouseDep
from api.pages.look import Look
from api.pages.page_route import PageRoute
from conversation.acts import Doer
from conversation.attribution_rule import MOST_DAYS, MOST_HELD_OUT, AttributionRule, Models
from conversation.errors import Invalid, NotAllowed
from conversation.ids import MerchantId
from conversation.merchant import Merchant
from conversation.role import Permission, Permitted
from flows.attribution_setting import set_attribution

router = APIRouter(prefix="/analytics", route_class=PageRoute, include_in_schema=False)

MODELS = {
    Models.ALL: "clicks, codes and texts sent",
    Models.CLICK_OR_CODE: "clicks and codes",
    Models.CODE: "codes alone",
    Models.NONE: "nothing",
}


@dataclass(frozen=True, slots=True)
class Counting:
    """The brand's rule in a sentence, and its parts for who may set it."""

    said: str
    may_set: bool
    rule: AttributionRule
    hold_out_percent: int
    models: tuple[tuple[str, str], ...]
    most_days: int
    most_held_out: int


def counting_of(seen: Look, merchant: Merchant) -> Counting:
    """Return how the merchant counts."""
    rule = merchant.settings.attribution
    return Counting(
        said=definitions.windows(rule),
        may_set=isinstance(seen.user.may(Permission.SETTINGS, merchant.id), Permitted),
        rule=rule,
        hold_out_percent=merchant.settings.hold_out_percent,
        models=tuple((models.value, name) for models, name in MODELS.items()),
        most_days=MOST_DAYS,
        most_held_out=MOST_HELD_OUT,
    )


@router.post("/counting")
async def count_so(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[MerchantId, Form()],
    models: Annotated[str, Form()],
    click_days: Annotated[str, Form()],
    code_days: Annotated[str, Form()],
    view_days: Annotated[str, Form()],
    hold_out_percent: Annotated[str, Form()],
) -> Response:
    """Count orders so from the next one on, and hold out that share of contacts."""
    if not isinstance(user.may(Permission.SETTINGS, merchant), Permitted):
        raise NotAllowed(f"{user.name} may not set how this merchant's orders are counted")
    rule = AttributionRule(
        _models(models),
        _whole("click_days", click_days),
        _whole("code_days", code_days),
        _whole("view_days", view_days),
    )
    doer, now = Doer(user.id, address_mark(request, house.settings)), house.clock.now()
    held_out = _whole("hold_out_percent", hold_out_percent)
    await house.ledger.write(lambda books: set_attribution(books, merchant, rule, held_out, doer, now))
    return RedirectResponse(f"/analytics?{urlencode({'merchant': merchant})}#counting", 303)


def _models(words: str) -> Models:
    try:
        return Models(words)
    except ValueError as error:
        raise Invalid("models", f"{words!r} is none of them", f"use {', '.join(Models)}") from error


def _whole(field: str, words: str) -> int:
    try:
        return int(words)
    except ValueError as error:
        raise Invalid(field, f"{words!r} is no whole number", "write one such as 7") from error
