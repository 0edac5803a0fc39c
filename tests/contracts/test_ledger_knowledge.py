"""What every ledger promises about knowledge: each merchant's own, with a version that no change leaves as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from conversation.errors import Conflict
from conversation.importing import (
    HOLDING,
    Read,
    ToImport,
    approve,
    begin_import,
    end_import,
    fail_item,
    keep_item,
    take_up,
)
from conversation.knowledge import (
    Document,
    DocumentState,
    DocumentText,
    Guideline,
    GuidelineScope,
    VerifiedAnswer,
)
from conversation.knowledge_import import ItemState
from conversation.ledger import Books, Ledger
from conversation.merchant_fact import MerchantFact
from tests.conversation.world import NOW

MER = "mer_1"
DOCUMENT = Document("doc_1", MER, "Pages", "https://a.example/x", "X", "d1", DocumentState.LIVE, NOW, NOW)
ANSWER = VerifiedAnswer("ans_1", MER, ("do you gift wrap?",), "Yes, for free.", True, "usr_1", NOW)
GUIDELINE = Guideline("gui_1", MER, "Say y'all.", GuidelineScope.ANSWERS, 3, "usr_1", NOW)
FACT = MerchantFact("fct_1", MER, "We open at nine.", "checked", "usr_1", "", NOW, NOW + timedelta(days=9))


@pytest.mark.parametrize(
    "write",
    [
        lambda books: books.save_document(DOCUMENT),
        lambda books: books.save_verified_answer(ANSWER),
        lambda books: books.save_guideline(GUIDELINE),
        lambda books: books.save_merchant_fact(FACT),
    ],
)
async def test_each_write_raises_the_version_of_its_merchant_alone(
    ledger: Ledger, write: Callable[[Books], None]
) -> None:
    async def version(merchant_id: str) -> int:
        return await ledger.read(lambda books: books.knowledge_version(merchant_id))

    assert await version(MER) == 0
    await ledger.write(write)
    await ledger.write(write)
    assert (await version(MER), await version("mer_2")) == (2, 0)


async def test_rows_are_found_by_their_merchant_alone(ledger: Ledger) -> None:
    def write(books: Books) -> None:
        books.save_document(DOCUMENT)
        books.save_document(replace(DOCUMENT, id="doc_2", merchant_id="mer_2"))
        books.save_document_text(DocumentText("doc_1", MER, "Words."))
        books.save_verified_answer(ANSWER)
        books.save_guideline(GUIDELINE)

    await ledger.write(write)

    def look(books: Books, merchant_id: str) -> tuple[Any, ...]:
        return (
            books.document(merchant_id, "doc_1"),
            books.documents(merchant_id, DocumentState.LIVE),
            books.document_text(merchant_id, "doc_1"),
            books.verified_answer(merchant_id, "ans_1"),
            books.verified_answers(merchant_id),
            books.guideline(merchant_id, "gui_1"),
            books.guidelines(merchant_id),
        )

    mine = (DOCUMENT, (DOCUMENT,), "Words.", ANSWER, (ANSWER,), GUIDELINE, (GUIDELINE,))
    assert await ledger.write(lambda books: look(books, MER)) == mine
    theirs = await ledger.write(lambda books: look(books, "mer_2"))
    assert theirs == (None, (replace(DOCUMENT, id="doc_2", merchant_id="mer_2"),), None, None, (), None, ())


async def test_one_live_document_has_a_place(ledger: Ledger) -> None:
    await ledger.write(lambda books: books.save_document(DOCUMENT))
    with pytest.raises(Conflict):
        await ledger.write(lambda books: books.save_document(replace(DOCUMENT, id="doc_2")))
    await ledger.write(lambda books: books.save_document(replace(DOCUMENT, id="doc_2", state=DocumentState.PENDING)))


async def test_an_import_is_held_by_one_and_goes_on_where_it_was_left(ledger: Ledger) -> None:
    pages = [ToImport("https://a.example/x"), ToImport("faq.md", b"# FAQ"), ToImport("https://a.example/y")]

    def begin(books: Books) -> str:
        return begin_import(books, MER, " Pages ", pages, "usr_1", NOW).id

    name = await ledger.write(begin)
    with pytest.raises(Conflict):
        await ledger.write(begin)

    def settle_one(books: Books) -> ItemState:
        taken = take_up(books, MER, name, "worker", NOW)
        assert taken is not None
        assert take_up(books, MER, name, "another", NOW) is None
        return keep_item(books, taken[1][0], [Read("X", "Words.")], NOW)

    assert await ledger.write(settle_one) is ItemState.KEPT
    file = await ledger.read(lambda books: books.import_file(MER, name, 1))
    assert file is not None and file.content == b"# FAQ"

    def go_on(books: Books) -> None:
        for _ in range(2):
            taken = take_up(books, MER, name, "another", NOW + HOLDING)
            assert taken is not None
            fail_item(books, taken[1][0], "it is gone")
            fail_item(books, taken[1][0], "twice")
        assert take_up(books, MER, name, "another", NOW + HOLDING) == (books.knowledge_import(MER, name), ())
        assert books.import_file(MER, name, 1) is None
        end_import(books, MER, name, NOW + HOLDING)

    assert [row.id for row in await ledger.read(lambda books: books.running_imports())] == [name]
    await ledger.write(go_on)
    assert await ledger.read(lambda books: books.running_imports()) == ()
    [row] = await ledger.read(lambda books: books.knowledge_imports(MER))
    assert (row.origin, row.items, row.kept, row.failed, row.settled, row.held_by) == ("Pages", 3, 1, 2, 3, None)
    failed = await ledger.read(lambda books: books.import_items(MER, name, ItemState.FAILED, 9))
    assert [(item.source, item.note) for item in failed] == [("faq.md", "it is gone"), (pages[2].source, "it is gone")]
    assert await ledger.read(lambda books: books.import_items("mer_2", name, ItemState.FAILED, 9)) == ()


async def test_importing_again_updates_keeps_and_removes(ledger: Ledger) -> None:
    def run(books: Books, found: dict[str, list[Read] | None], *, needs_review: bool = False) -> None:
        row = begin_import(books, MER, "Pages", [ToImport(one) for one in found], "u", NOW, needs_review=needs_review)
        while (taken := take_up(books, MER, row.id, "me", NOW)) and taken[1]:
            [item] = taken[1]
            read = found[item.source]
            _ = fail_item(books, item, "gone") if read is None else keep_item(books, item, read, NOW)
        end_import(books, MER, row.id, NOW)

    def texts(books: Books, state: DocumentState = DocumentState.LIVE) -> dict[str, str | None]:
        return {one.source: books.document_text(MER, one.id) for one in books.documents(MER, state)}

    rows = [Read("Hat", "Wool.", "hat"), Read("Cap", "Cotton.", "cap")]
    first: dict[str, list[Read] | None] = {"a": [Read("A", "one")], "b": [Read("B", "two")], "c.csv": rows}
    await ledger.write(lambda books: run(books, first))
    before = await ledger.read(lambda books: books.documents(MER, DocumentState.LIVE))
    await ledger.write(lambda books: run(books, first))
    assert await ledger.read(lambda books: books.documents(MER, DocumentState.LIVE)) == before

    again: dict[str, list[Read] | None] = {"a": [Read("A", "changed")], "c.csv": rows[:1], "d": None}
    await ledger.write(lambda books: run(books, again))
    assert await ledger.read(texts) == {"a": "changed", "c.csv#hat": "Wool."}
    newest = max(await ledger.read(lambda books: books.knowledge_imports(MER)), key=lambda row: row.removed)
    assert (newest.kept, newest.failed, newest.removed) == (2, 1, 1)

    await ledger.write(lambda books: run(books, {"a": [Read("A", "third")], "c.csv": rows[:1]}, needs_review=True))
    assert await ledger.read(texts) == {"a": "changed", "c.csv#hat": "Wool."}
    assert await ledger.read(lambda books: texts(books, DocumentState.PENDING)) == {"a": "third"}
    [waiting] = await ledger.read(lambda books: books.documents(MER, DocumentState.PENDING))
    approved = await ledger.write(lambda books: approve(books, MER, waiting.id, "usr_2", NOW))
    assert (approved.state, approved.reviewed_by) == (DocumentState.LIVE, "usr_2")
    assert (await ledger.read(texts))["a"] == "third"
