"""Agent, Knowledge: the documents that the AI answers from, how far imports are, and what contradicts what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from api.auth import MayChangeSettings
from api.house import House, HouseDep
from api.knowledge.checking import Findings
from api.knowledge.files import file_item, urls_in
from api.knowledge.office import KnowledgeOffice
from api.pages.import_card import ImportCard, import_cards
from api.pages.look import Look, look
from api.pages.moments import Stamp
from api.pages.page_route import PageRoute
from api.pages.polling import Waited, longer
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId
from conversation.importing import LONGEST_ORIGIN, ToImport
from conversation.knowledge import Document, DocumentState
from conversation.managing import Manager
from conversation.role import Permission
from conversation.user import User
from tools.documents import SUFFIXES

router = APIRouter(prefix="/agent/knowledge", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/knowledge"
MOST_SHOWN = 300
LONGEST_EXCERPT = 600
TOLD: Mapping[str, str] = MappingProxyType(
    {"approve": "is answered from", "reject": "is rejected", "remove": "is removed"}
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document. `excerpt` is how it begins, for one that waits for a yes."""

    id: str
    origin: str
    source: str
    title: str
    checked: Stamp
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgePage:
    """`name` and `urls` are what was typed where it could not be imported; `more` documents are not shown."""

    frame: Frame
    imports: tuple[ImportCard, ...]
    pending: tuple[DocumentRow, ...]
    live: tuple[DocumentRow, ...]
    more: int
    findings: Findings
    name: str = ""
    urls: str = ""
    longest_name: int = LONGEST_ORIGIN
    kinds: str = ",".join(SUFFIXES)


@router.get("")
async def show(house: HouseDep, user: MayChangeSettings, merchant: str = "") -> Response:
    """Show the merchant's documents."""
    return await _show(house, user, merchant)


@router.get("/imports")
async def imports(house: HouseDep, user: MayChangeSettings, merchant: str = "", waited: Waited = 0) -> Response:
    """Answer with how far imports are, and nothing else."""

    def build(seen: Look) -> tuple[Frame, tuple[ImportCard, ...]]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, Outcome(), AGENT_PARTS)
        return frame, import_cards(seen, frame.merchant)

    frame, cards = await look(house, user, build)
    return render("fragments/imports.html", frame=frame, imports=cards, waits=longer(waited))


@router.post("/import")
async def begin(
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    name: Annotated[str, Form()] = "",
    urls: Annotated[str, Form()] = "",
    review: Annotated[bool, Form()] = False,
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Begin an import: a worker works it off. What cannot be begun stays in the form, with the reason."""
    uploads = [(one.filename or "", await one.read()) for one in files or () if one.filename]

    def change(office: KnowledgeOffice) -> Outcome:
        items = (*(file_item(*upload) for upload in uploads), *map(ToImport, urls_in(urls)))
        row = office.begin_import(merchant, name, items, needs_review=review)
        return Outcome(f"“{row.origin}” is being imported: {row.items} {'page' if row.items == 1 else 'pages'}.")

    return await _change(request, house, user, merchant, change, (name, urls))


@router.post("/approve")
async def approve_all(
    request: Request, house: HouseDep, user: MayChangeSettings, merchant: Annotated[str, Form()]
) -> Response:
    """Let everything that waits be answered from."""
    return await _change(
        request, house, user, merchant, lambda office: Outcome(f"{office.approve_all(merchant)} approved.")
    )


@router.post("/documents/{document_id}")
async def decide(
    document_id: str,
    request: Request,
    house: HouseDep,
    user: MayChangeSettings,
    merchant: Annotated[str, Form()],
    act: Annotated[Literal["approve", "reject", "remove"], Form()],
) -> Response:
    """Approve or reject a document that waits, or remove one."""

    def change(office: KnowledgeOffice) -> Outcome:
        acts = {"approve": office.approve, "reject": office.reject, "remove": office.remove}
        return Outcome(f"“{acts[act](merchant, document_id).source}” {TOLD[act]}.")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request,
    house: House,
    user: User,
    merchant: MerchantId,
    change: Callable[[KnowledgeOffice], Outcome],
    typed: tuple[str, str] = ("", ""),
) -> Response:
    user.check(Permission.SETTINGS, merchant)

    def managed(manager: Manager) -> Outcome:
        return change(KnowledgeOffice.of(manager))

    outcome, status = await outcome_of(request, house, user, managed, (Invalid, Unknown, Conflict))
    return await _show(house, user, merchant, outcome, status, typed if outcome.problem else ("", ""))


async def _show(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    def build(seen: Look) -> tuple[Shell, Frame, tuple[DocumentRow, ...], tuple[Document, ...], tuple[ImportCard, ...]]:
        frame = frame_of(seen, Permission.SETTINGS, PATH, merchant, outcome or Outcome(), AGENT_PARTS)
        waiting = seen.books.documents(frame.merchant.id, DocumentState.PENDING)[:MOST_SHOWN]
        pending = tuple(_row(seen, frame, one, is_read=True) for one in waiting)
        live = seen.books.documents(frame.merchant.id, DocumentState.LIVE)
        return shell_of(seen, "agent", PATH), frame, pending, live, import_cards(seen, frame.merchant)

    shell, frame, pending, live, cards = await look(house, user, build)
    findings = await house.checker.check(frame.merchant.id)
    rows = await look(house, user, lambda seen: tuple(_row(seen, frame, one) for one in live[:MOST_SHOWN]))
    more = max(0, len(live) - MOST_SHOWN)
    view = KnowledgePage(frame, cards, pending, rows, more, findings, *typed)
    return render("agent_knowledge.html", status, shell=shell, view=view)


def _row(seen: Look, frame: Frame, document: Document, *, is_read: bool = False) -> DocumentRow:
    text = (seen.books.document_text(document.merchant_id, document.id) or "") if is_read else ""
    return DocumentRow(
        id=document.id,
        origin=document.origin,
        source=document.source,
        title=document.title or document.source,
        checked=moments_at(seen, frame.merchant).at(document.checked_at),
        excerpt=text[:LONGEST_EXCERPT],
    )
