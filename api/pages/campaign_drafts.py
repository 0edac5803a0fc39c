"""Draft with AI, in a campaign's editor: the drafts with their verdicts, and the one that a person picks."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayChangeSettings
from api.campaign_drafting import CopyAsked, Drafted, NoCopy
from api.house import HouseDep
from api.merchant_for import check_for
from api.pages.campaign_editor import drafted_words
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.problems import problem_of
from api.rest.campaigns import doer_of
from conversation.campaign_draft import CampaignDraft
from conversation.errors import Invalid, Misconfigured, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Reader
from conversation.role import Permission

router = APIRouter(prefix="/campaigns/drafts", route_class=PageRoute, include_in_schema=False)


@router.post("")
async def draft(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    brief: Annotated[str, Form()] = "",
    discount: Annotated[int, Form()] = 0,
) -> Response:
    """Answer with drafts of the model's, or with why there are none. What is typed stays where it is."""
    check_for(user, merchant, Permission.SETTINGS)
    made: Drafted | None = None
    problem = ""
    try:
        made = await house.copywriting.draft(doer_of(request, house, user), merchant, CopyAsked(brief, discount))
    except (NoCopy, Invalid, Misconfigured) as error:
        problem = str(problem_of(error).detail)
    return render("fragments/campaign_drafts.html", made=made, problem=problem)


@router.post("/{merchant_id}/{draft_id}/use")
async def use(merchant_id: MerchantId, draft_id: str, house: HouseDep, user: MayChangeSettings) -> Response:
    """Put a draft's words into the editor, to be changed there."""
    check_for(user, merchant_id, Permission.SETTINGS)

    def find(books: Reader) -> CampaignDraft:
        found = books.campaign_draft(merchant_id, draft_id)
        if found is None:
            raise Unknown("draft", draft_id)
        return found

    found = await house.ledger.read(find)
    by_model = drafted_words(found.model, found.prompt_hash)
    answer = render("fragments/campaign_copy.html", body=found.body, draft=found.id, by_model=by_model)
    answer.headers["HX-Trigger-After-Swap"] = "picked"
    return answer
