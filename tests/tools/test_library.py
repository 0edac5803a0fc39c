"""The library answers from what the ledger holds at the moment, whatever its index still holds."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from conversation.clock import ScriptedClock
from conversation.importing import Read, import_at_once
from conversation.knowledge import VerifiedAnswer
from conversation.knowledge_keeping import AnswerOrder, remove_answer, save_answer
from conversation.ledger import Books
from conversation.merchant_facts import add_fact
from conversation.store_memory import MemoryLedger
from tools import library as module
from tools.answer_matching import exact_answer, matching_answer
from tools.knowledge_lexical import LexicalKnowledge
from tools.library import Level, Library

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
PAGES = {
    "https://a.example/shipping": [Read("Shipping", "# Cost\nShipping costs $5.\n\n# Time\nShipping takes 3 days.")],
    "https://a.example/wool": [Read("Wool", "The sweater is merino wool.")],
}


@dataclass
class House:
    ledger: MemoryLedger
    clock: ScriptedClock
    index: LexicalKnowledge
    library: Library

    async def told(self, question: str, merchant_id: str = "mer_1") -> list[str]:
        return [passage.text for passage in await self.library.search(merchant_id, question)]


@pytest.fixture
async def house() -> House:
    ledger, clock, index = MemoryLedger(), ScriptedClock(NOW), LexicalKnowledge()
    await ledger.write(lambda books: import_at_once(books, "mer_1", "Pages", PAGES, "usr_1", NOW))
    return House(ledger, clock, index, Library(ledger, clock, index))


async def test_what_was_written_down_is_found_at_once_with_titles_and_places(house: House) -> None:
    [best, *_] = await house.library.search("mer_1", "what does shipping cost?")
    assert (best.title, best.text, best.source) == (
        "Shipping: Cost",
        "Shipping costs $5.",
        "https://a.example/shipping#cost",
    )
    assert await house.told("what does shipping cost?", "mer_2") == []


async def test_what_the_ledger_no_longer_holds_is_not_said_though_the_index_has_it(house: House) -> None:
    await house.library.level("mer_1")
    held = dict(await house.index.held("mer_1"))
    changed = {"https://a.example/wool": [Read("Wool", "The sweater is cotton.")]}
    await house.ledger.write(lambda books: import_at_once(books, "mer_1", "Pages", changed, "usr_1", NOW))
    stale = Library(house.ledger, house.clock, house.index)
    version = (await stale.shelf("mer_1")).version
    stale._level_at["mer_1"] = version  # as if another process had told it so too early
    assert await stale.search("mer_1", "is it wool") == ()
    assert await house.index.held("mer_1") == held
    assert await house.told("is it wool or cotton") == ["The sweater is cotton."]
    assert len(await house.index.held("mer_1")) == 1


async def test_facts_and_answers_come_and_go_with_their_dates(house: House) -> None:
    def write(books: Books) -> VerifiedAnswer:
        add_fact(books, "mer_1", "The sweater runs small.", "checked", NOW + timedelta(days=1), "usr_1", NOW)
        order = AnswerOrder(("how does the sweater fit?", "what size sweater"), "Take one size up.")
        return save_answer(books, "mer_1", order, "usr_1", NOW)

    answer = await house.ledger.write(write)
    asked = "what size for the sweater, please?"
    assert (await house.told(asked))[0] == "Take one size up."
    assert "The sweater runs small." in await house.told("does the sweater run small")
    house.clock.jump_to(NOW + timedelta(days=2))
    assert "The sweater runs small." not in await house.told("does the sweater run small")
    await house.ledger.write(lambda books: remove_answer(books, "mer_1", answer.id, NOW))
    assert "Take one size up." not in await house.told(asked)


async def test_leveling_does_only_what_is_missing_and_rebuilding_everything(house: House) -> None:
    seen: list[tuple[int, int]] = []
    assert await house.library.level("mer_1", lambda done, whole: seen.append((done, whole))) == Level(2, 0)
    assert seen == [(0, 2), (1, 2), (2, 2)]
    assert await house.library.level("mer_1") == Level(0, 0)
    assert await house.library.rebuild("mer_1") == Level(2, 0)
    await house.ledger.write(lambda books: import_at_once(books, "mer_1", "Pages", {"x": [Read("X", "y")]}, "u", NOW))
    assert await house.library.level("mer_1") == Level(1, 2)


async def test_a_question_does_not_wait_for_a_long_import(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 1)
    assert await house.told("shipping") == []
    while house.library._background:
        await next(iter(house.library._background))
    assert len(await house.told("shipping")) == 2


WRAP = VerifiedAnswer("ans_1", "mer_1", ("Do you gift-wrap?",), "Yes, for free.", True, "usr_1", NOW)


@pytest.mark.parametrize(
    "text", ["do you gift wrap?", "Hi! Do you gift wrap please", "do u gift wrap", "DO YOU GIFT WRAP."]
)
def test_an_exact_answer_is_taken_for_the_same_question(text: str) -> None:
    assert exact_answer([WRAP], text, NOW) == WRAP


@pytest.mark.parametrize(
    "text", ["", "do you not gift wrap?", "why do you gift wrap?", "do you gift wrap in blue?", "gift", "STOP"]
)
def test_an_exact_answer_is_never_taken_for_another_question(text: str) -> None:
    assert exact_answer([WRAP], text, NOW) is None


def test_an_answer_that_is_over_or_not_exact_is_not_texted_as_it_is() -> None:
    assert exact_answer([replace(WRAP, is_exact=False)], "do you gift wrap", NOW) is None
    assert exact_answer([replace(WRAP, expires_at=NOW)], "do you gift wrap", NOW) is None
    assert matching_answer([replace(WRAP, removed_at=NOW)], "gift wrap", NOW) is None
    assert matching_answer([WRAP], "is gift wrapping possible", NOW) is None
    assert matching_answer([replace(WRAP, is_exact=False)], "can I get gift wraps?", NOW) is not None
