"""A model's summary of a conversation, asked for by a person and marked as what it is."""

from fastapi import APIRouter, Request, Response

from api.auth import MayReply
from api.house import HouseDep
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render, wants_fragment
from api.pages.shell import Shell, shell_of
from conversation.ids import ConversationId
from conversation.role import Permission
from handoff.brief import Brief, brief_of
from handoff.model_summary import summary_within

router = APIRouter(prefix="/conversations", route_class=PageRoute, include_in_schema=False)

MOST_SECONDS = 12.0
"""How long a person is to wait for it at most. The page goes on working meanwhile."""


@router.post("/{conversation_id}/summary")
async def summary(conversation_id: ConversationId, request: Request, house: HouseDep, user: MayReply) -> Response:
    """Answer with the summary, or say that there is none."""

    def build(seen: Look) -> tuple[Shell, Brief]:
        row = seen.conversation(conversation_id, Permission.REPLY)
        shell = shell_of(seen, "conversations", f"/conversations/{row.id}", row)
        return shell, brief_of(seen.books, row.merchant_id, row.id, seen.now)

    shell, brief = await look(house, user, build)
    written = await summary_within(house.summariser, brief, MOST_SECONDS) if house.summariser else None
    if wants_fragment(request):
        return render("fragments/summary.html", summary=written)
    return render("summary.html", shell=shell, summary=written, back=f"/conversations/{conversation_id}")
