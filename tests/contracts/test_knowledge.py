"""The knowledge port's promises, asked of every adapter."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tools.knowledge import KnowledgeBase, Passage, policy_chunks
from tools.knowledge_lexical import LexicalKnowledge
from tools.sample_catalog import sample_policy

Open = Callable[[Path | None], KnowledgeBase]


@pytest.fixture(params=["lexical", "chroma"])
def open_base(request: pytest.FixtureRequest) -> Open:
    if request.param == "lexical":
        return LexicalKnowledge
    pytest.importorskip("chromadb", reason="Chroma is not installed (the extra `knowledge`)")
    from tools.knowledge_chroma import ChromaKnowledge

    return ChromaKnowledge


@pytest.fixture
async def base(open_base: Open) -> AsyncIterator[KnowledgeBase]:
    opened = open_base(None)
    await opened.learn("mer_1", policy_chunks(sample_policy()))
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("question", "title", "said"),
    [
        ("is shipping free?", "Shipping cost", "free for orders of $75 or more"),
        ("how much is shipping", "Shipping cost", "$5.95"),
        ("can I return it", "Return window", "within 30 days"),
        ("do you take paypal", "Ways to pay", "PayPal"),
        ("how long does delivery take?", "Delivery times", "3 to 5 business days"),
        ("do you ship to canada?", "Where we ship", "Canada"),
        ("can i cancel my order", "Cancelling an order", "pending"),
        ("it arrived broken", "Damaged or wrong items", "a person from our team"),
        ("how do I get my money back", "Refunds", "5 to 7"),
        ("what if I need another size, can I exchange", "Exchanges", "another"),
        ("can I use two codes?", "Discount codes", "cannot be combined"),
    ],
)
async def test_a_shoppers_question_finds_the_section_that_answers_it(
    base: KnowledgeBase, question: str, title: str, said: str
) -> None:
    best = (await base.search("mer_1", question))[0]
    assert best.title == title
    assert said in best.text


async def test_passages_come_best_first_and_name_their_source(base: KnowledgeBase) -> None:
    found = await base.search("mer_1", "can I pay by gift card or paypal?", 3)
    assert len(found) == 3
    assert [passage.score for passage in found] == sorted((passage.score for passage in found), reverse=True)
    assert found[0].source == "policy#ways-to-pay"


@pytest.mark.parametrize("question", ["do you sell helicopters", "", "???", "and you?", '" OR title:*', "* NEAR(a b)"])
async def test_what_the_store_says_nothing_about_finds_nothing(base: KnowledgeBase, question: str) -> None:
    assert await base.search("mer_1", question) == ()


async def test_a_merchant_never_finds_what_another_one_says(base: KnowledgeBase) -> None:
    await base.learn("mer_2", (Passage("Shipping", "Shipping always costs $20.", "policy#shipping"),))
    theirs = await base.search("mer_2", "is shipping free?")
    assert [passage.text for passage in theirs] == ["Shipping always costs $20."]
    ours = await base.search("mer_1", "is shipping free?", 50)
    assert ours and all("$20" not in passage.text for passage in ours)
    assert await base.search("mer_3", "is shipping free?") == ()


async def test_learning_again_replaces_everything_of_that_merchant_alone(base: KnowledgeBase) -> None:
    await base.learn("mer_2", (Passage("Pets", "We like dogs.", "about#pets"),))
    await base.learn("mer_1", (Passage("Shipping cost", "Shipping is $9.", "policy#shipping-cost"),))
    assert [passage.text for passage in await base.search("mer_1", "shipping")] == ["Shipping is $9."]
    assert await base.search("mer_1", "do you take paypal") == ()
    assert await base.search("mer_2", "dogs")
    await base.learn("mer_1", ())
    assert await base.search("mer_1", "shipping") == ()


async def test_two_bases_in_memory_share_nothing(base: KnowledgeBase, open_base: Open) -> None:
    other = open_base(None)
    assert await other.search("mer_1", "is shipping free?") == ()
    await other.learn("mer_1", (Passage("Shipping", "Shipping is $9.", "policy#shipping"),))
    await other.close()
    assert (await base.search("mer_1", "is shipping free?"))[0].title == "Shipping cost"


async def test_a_base_in_a_folder_is_there_after_a_restart(open_base: Open, tmp_path: Path) -> None:
    first = open_base(tmp_path / "knowledge")
    await first.learn("mer_1", policy_chunks(sample_policy()))
    await first.close()
    second = open_base(tmp_path / "knowledge")
    assert (await second.search("mer_1", "do you take paypal"))[0].title == "Ways to pay"
    await second.close()
