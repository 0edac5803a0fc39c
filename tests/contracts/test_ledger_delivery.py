"""What every ledger promises about filtered texts, daily allowances, waiting answers and the number a contact knows."""

from dataclasses import replace
from datetime import timedelta

from conversation.contact import Contact
from conversation.fence import hold
from conversation.filtered import FilteredText
from conversation.halt import Halt
from conversation.ledger import Books, Ledger
from conversation.message import Author, Body, Purpose
from conversation.outbox import OutboxRow
from conversation.sender import Registration, UseCase
from conversation.sending import queue
from conversation.template import Template, TemplateKind
from conversation.touch import Automation, Touch
from tests.conversation.world import ALLOW, MERCHANT, NOW, SENDER, draft_by, meet, seed, talk_to

HOUR = timedelta(hours=1)
TEXT = FilteredText("msg_1", MERCHANT.id, "flow:flw_1:first", "30007", NOW)


def queued(books: Books, phone: str, purpose: Purpose, prompt: str | None = None) -> OutboxRow:
    talk = talk_to(books, phone)
    with hold(books, MERCHANT.id, talk.id, NOW) as held:
        draft = replace(draft_by(Author.AI, held.row), prompt_hash=prompt)
        message = queue(held, draft, Body("Hi"), purpose, ALLOW)
    row = books.outbox_row(MERCHANT.id, message.id)
    assert row is not None
    return row


async def test_a_filtered_text_is_noted_once_and_found_by_its_template(ledger: Ledger) -> None:
    async def note(text: FilteredText) -> bool:
        return await ledger.write(lambda books: books.add_filtered_text(text))

    older, other = (
        replace(TEXT, message_id="msg_0", at=NOW - HOUR),
        replace(TEXT, message_id="msg_2", template="pack:p"),
    )
    assert [await note(one) for one in (TEXT, older, other, replace(TEXT, code="40002"))] == [True, True, True, False]
    found = await ledger.read(lambda books: books.filtered_texts(MERCHANT.id, TEXT.template, NOW - HOUR))
    assert found == (older, TEXT)
    assert await ledger.read(lambda books: books.filtered_texts(MERCHANT.id, TEXT.template, NOW)) == (TEXT,)
    assert await ledger.read(lambda books: books.filtered_texts("mer_2", TEXT.template, NOW - HOUR)) == ()


async def test_texts_are_counted_by_what_they_were_made_from(ledger: Ledger) -> None:
    def command(books: Books) -> None:
        seed(books)
        for number in range(3):
            queued(books, f"+1303555100{number}", Purpose.REPLY, "p1")
        row = queued(books, "+13035551009", Purpose.CAMPAIGN)
        touch = Touch(row.message_id, MERCHANT.id, "con_1", Automation.FLOW, "flw_1", 1, "first", "", NOW)
        books.add_touch(touch)

    async def count(template: Template, merchant: str = MERCHANT.id) -> int:
        return await ledger.read(lambda books: books.count_texts_of(merchant, template, NOW - HOUR))

    await ledger.write(command)
    assert await count(Template(TemplateKind.PACK, "p1")) == 3
    assert await count(Template(TemplateKind.PACK, "p1"), "mer_2") == 0
    assert await count(Template(TemplateKind.FLOW, "flw_1", "first")) == 1
    assert await count(Template(TemplateKind.FLOW, "flw_1", "second")) == 0


async def test_a_day_of_sending_begins_with_nothing_taken_and_is_one_for_all(ledger: Ledger) -> None:
    def take(books: Books) -> int:
        day = books.lock_sending_day("brand:B1", "2026-11-24", MERCHANT.id)
        books.save_sending_day(replace(day, taken=day.taken + 20))
        return day.taken

    assert [await ledger.write(take) for _ in range(3)] == [0, 20, 40]
    day = await ledger.read(lambda books: books.sending_day("brand:B1", "2026-11-24"))
    assert day is not None
    assert day.taken == 60
    assert await ledger.read(lambda books: books.sending_day("brand:B1", "2026-11-25")) is None


async def test_waiting_answers_are_found_behind_what_campaigns_queued(ledger: Ledger) -> None:
    def command(books: Books) -> list[str]:
        seed(books)
        for number, purpose in enumerate((Purpose.CAMPAIGN, Purpose.REMINDER, Purpose.NOTIFICATION)):
            queued(books, f"+1303555200{number}", purpose)
        later = queued(books, "+13035552008", Purpose.REPLY)
        books.save_outbox_row(replace(later, not_before=NOW + HOUR))
        return [queued(books, "+13035552009", Purpose.REPLY).message_id, later.message_id]

    answer, later = await ledger.write(command)
    assert [row.message_id for row in await ledger.read(lambda books: books.queued_answers(NOW, 9))] == [answer]
    found = await ledger.read(lambda books: books.queued_answers(NOW + HOUR, 9))
    assert {row.message_id for row in found} == {answer, later}


async def test_numbers_contacts_and_halts_keep_everything_that_is_said_of_them(ledger: Ledger) -> None:
    sender = replace(
        SENDER,
        registration=Registration.SUSPENDED,
        use_case=UseCase.CUSTOMER_CARE,
        brand_id="B1",
        campaign_id="C1",
        verification_id="V1",
        tier="toll_free_raised",
        suspended_why="complaints",
        suspended_code="30034",
        suspended_at=NOW,
        capacity=1200,
    )
    halt = Halt("hlt_1", MERCHANT.id, "", "filtered", "system", NOW, template="pack:p1")

    def command(books: Books) -> Contact:
        seed(books)
        books.save_sender(sender)
        books.save_halt(halt)
        away = replace(meet(books), unreachable_since=NOW, unreachable_until=NOW + HOUR, unreachable_why="twilio 30003")
        books.save_contact(away)
        return away

    away = await ledger.write(command)
    assert await ledger.read(lambda books: books.sender(MERCHANT.id, SENDER.id)) == sender
    assert await ledger.read(lambda books: books.contact(MERCHANT.id, away.id)) == away
    assert await ledger.read(lambda books: books.halts(MERCHANT.id)) == (halt,)
