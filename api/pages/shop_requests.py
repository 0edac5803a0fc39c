"""Settings, Shop: the record that a shopper asked for through the shop, fetched by the store's owner."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.address import address_mark
from api.auth import MayChangeSettings
from api.house import HouseDep
from api.pages.page_route import PageRoute
from api.shops.answering import answer_request
from conversation.acts import Doer

router = APIRouter(prefix="/settings/shop/requests", route_class=PageRoute, include_in_schema=False)


@router.post("/{request_id}/record")
async def fetch_record(
    request_id: str, request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Answer with the record as a file, and keep who fetched it."""
    doer = Doer(user.id, address_mark(request, house.settings))
    file = await answer_request(house, user, doer, merchant, request_id)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.html, media_type="text/html; charset=utf-8", headers=headers)
