"""Agent, Answers: what people stand by, found before anything else; and what shoppers asked that nothing answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth import MayOverride
from api.house import House, HouseDep
from api.knowledge.office import KnowledgeOffice
from api.pages.days import end_of, last_day
from api.pages.look import Look, look
from api.pages.page_route import PageRoute
from api.pages.rendering import render
from api.pages.settings_frame import Frame, Outcome, frame_of, moments_at, outcome_of
from api.pages.settings_tabs import AGENT_PARTS
from api.pages.shell import Shell, shell_of
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.knowledge import VerifiedAnswer
from conversation.knowledge_keeping import LONGEST_ANSWER, LONGEST_QUESTION, AnswerOrder
from conversation.managing import Manager
from conversation.message import Author
from conversation.role import Permission
from conversation.user import User
from handoff.overriding import about_nobody

router = APIRouter(prefix="/agent/answers", route_class=PageRoute, include_in_schema=False)

PATH = "/agent/answers"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as its form shows it. `until` is a day where the merchant is; empty where it holds for good."""

    id: str
    questions: tuple[str, ...]
    text: str
    is_exact: bool
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """`typed` is what stands in the form of a new one."""

    frame: Frame
    answers: tuple[AnswerRow, ...]
    typed: AnswerRow
    today: str
    longest: int = LONGEST_ANSWER


@router.get("")
async def show(house: HouseDep, user: MayOverride, merchant: str = "", gap: str = "", reply: str = "") -> Response:
    """Show the merchant's answers. In the form of a new one stands what was asked in the conversation `gap`.

    With a person's text as `reply` that is its answer, and what was asked before it the question.
    """
    return await _show(house, user, merchant, asked=(gap, reply))


@router.post("")
async def save(
    request: Request,
    house: HouseDep,
    user: MayOverride,
    merchant: Annotated[str, Form()],
    questions: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    exact: Annotated[bool, Form()] = False,
    until: Annotated[date | None, Form()] = None,
    answer: Annotated[str, Form()] = "",
) -> Response:
    """Keep an answer, or change the one that is named; what cannot be kept stays in the form, with the reason."""

    def change(office: KnowledgeOffice) -> Outcome:
        order = AnswerOrder(
            tuple(questions.splitlines()), text, exact, end_of(until, office.books, merchant) if until else None
        )
        return Outcome(f"“{office.save_answer(merchant, order, answer).questions[0]}” is answered like this.")

    typed = None if answer else _typed(questions, text, exact, until)
    return await _change(request, house, user, merchant, change, typed)


@router.post("/{answer_id}/remove")
async def remove(
    answer_id: str, request: Request, house: HouseDep, user: MayOverride, merchant: Annotated[str, Form()]
) -> Response:
    """Answer with it no longer."""

    def change(office: KnowledgeOffice) -> Outcome:
        return Outcome(f"“{office.remove_answer(merchant, answer_id).questions[0]}” is removed.")

    return await _change(request, house, user, merchant, change)


async def _change(
    request: Request,
    house: House,
    user: User,
    merchant: MerchantId,
    change: Callable[[KnowledgeOffice], Outcome],
    typed: AnswerRow | None = None,
) -> Response:
    user.check(Permission.OVERRIDE, merchant)

    def managed(manager: Manager) -> Outcome:
        return change(KnowledgeOffice.of(manager))

    outcome, status = await outcome_of(request, house, user, managed, (Invalid, Unknown))
    return await _show(house, user, merchant, outcome, status, typed if outcome.problem else None)


async def _show(
    house: House,
    user: User,
    merchant: MerchantId,
    outcome: Outcome | None = None,
    status: int = 200,
    typed: AnswerRow | None = None,
    asked: tuple[str, str] = ("", ""),
) -> Response:
    def build(seen: Look) -> tuple[Shell, AnswersPage]:
        chosen = merchant or (seen.books.merchant_of_conversation(asked[0]) if asked[0] else None) or ""
        frame = frame_of(seen, Permission.OVERRIDE, PATH, chosen, outcome or Outcome(), AGENT_PARTS)
        kept = [one for one in seen.books.verified_answers(frame.merchant.id) if one.removed_at is None]
        rows = tuple(_row(seen, frame, one) for one in reversed(kept))
        new = typed or _asked(seen, frame, *asked)
        today = f"{seen.now.astimezone(moments_at(seen, frame.merchant).zone):%Y-%m-%d}"
        return shell_of(seen, "agent", PATH), AnswersPage(frame, rows, new, today)

    shell, view = await look(house, user, build)
    return render("agent_answers.html", status, shell=shell, view=view)


def _row(seen: Look, frame: Frame, answer: VerifiedAnswer) -> AnswerRow:
    until = last_day(answer.expires_at, moments_at(seen, frame.merchant).zone) if answer.expires_at else ""
    by = seen.name_of(answer.saved_by)
    return AnswerRow(answer.id, answer.questions, answer.text, answer.is_exact, by, until)


def _asked(seen: Look, frame: Frame, conversation_id: str, reply_id: str) -> AnswerRow:
    """Return the form with what was asked there, last or before the reply; empty for what is not the merchant's."""
    row = seen.books.conversation(frame.merchant.id, conversation_id) if conversation_id else None
    if row is None:
        return _typed("", "", False, None)
    texts = seen.books.transcript(row.merchant_id, row.id)
    reply = next((one for one in texts if one.id == reply_id and one.author is Author.HUMAN), None)
    before = [one for one in texts if one.author is Author.CONTACT and (reply is None or one.seq < reply.seq)]
    contact = seen.books.contact(row.merchant_id, row.contact_id)
    words = reply.body.composed if reply is not None and reply.body is not None else ""
    question = before[-1].text[:LONGEST_QUESTION] if before else ""
    return _typed(question, about_nobody(words, contact.name if contact else ""), False, None)


def _typed(questions: str, text: str, is_exact: bool, until: date | None) -> AnswerRow:
    return AnswerRow("", tuple(questions.splitlines()), text, is_exact, "", f"{until:%Y-%m-%d}" if until else "")
