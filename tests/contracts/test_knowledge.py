"""The knowledge port's promises, asked of every adapter."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tools.embedding import Embedder, EmbedderChoice, Embeddings, has_minilm, open_embedder
from tools.knowledge import Entry, KnowledgeBase, Passage, learn, policy_chunks
from tools.knowledge_lexical import LexicalKnowledge
from tools.knowledge_words import WordKnowledge
from tools.sample_catalog import sample_policy

Open = Callable[[Path | None], KnowledgeBase]


@pytest.fixture(params=["lexical", "words", "chroma", "chroma-minilm"])
def open_base(request: pytest.FixtureRequest) -> Open:
    if request.param == "lexical":
        return LexicalKnowledge
    if request.param == "words":
        return lambda folder: WordKnowledge()
    pytest.importorskip("chromadb", reason="Chroma is not installed (the extra `knowledge`)")
    from tools.knowledge_chroma import ChromaKnowledge

    if request.param == "chroma":
        return ChromaKnowledge
    minilm = request.getfixturevalue("minilm")
    return lambda folder: ChromaKnowledge(folder, minilm)


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    """One for all tests: opening it costs more than a test."""
    if not has_minilm():
        pytest.skip("MiniLM is not installed (the extra `knowledge`)")
    return open_embedder(EmbedderChoice(Embeddings.MINILM))


@pytest.fixture
async def base(open_base: Open) -> AsyncIterator[KnowledgeBase]:
    opened = open_base(None)
    await learn(opened, "mer_1", policy_chunks(sample_policy()))
    yield opened
    await opened.close()


QUESTIONS = [
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
]


async def test_shoppers_questions_find_the_sections_that_answer_them(base: KnowledgeBase) -> None:
    for question, title, said in QUESTIONS:
        found = await base.search("mer_1", question, 2)
        assert [said in one.text for one in found if one.title == title] == [True], question


async def test_passages_come_best_first_and_name_their_source(base: KnowledgeBase) -> None:
    found = await base.search("mer_1", "can I pay by gift card or paypal?", 3)
    assert len(found) == 3
    assert [passage.score for passage in found] == sorted((passage.score for passage in found), reverse=True)
    assert found[0].source == "policy#ways-to-pay"


NOTHING = ["do you sell helicopters", "", "???", "and you?", '" OR title:*', "* NEAR(a b)", "is it cold"]


async def test_what_the_store_says_nothing_about_finds_nothing(base: KnowledgeBase) -> None:
    for question in NOTHING:
        assert await base.search("mer_1", question) == (), question


async def test_a_merchant_never_finds_what_another_one_says(base: KnowledgeBase) -> None:
    await learn(base, "mer_2", (Passage("Shipping", "Shipping always costs $20.", "policy#shipping"),))
    theirs = await base.search("mer_2", "is shipping free?")
    assert [passage.text for passage in theirs] == ["Shipping always costs $20."]
    ours = await base.search("mer_1", "is shipping free?", 50)
    assert ours and all("$20" not in passage.text for passage in ours)
    assert await base.search("mer_3", "is shipping free?") == ()


async def test_learning_again_replaces_everything_of_that_merchant_alone(base: KnowledgeBase) -> None:
    await learn(base, "mer_2", (Passage("Pets", "We like dogs.", "about#pets"),))
    await learn(base, "mer_1", (Passage("Shipping cost", "Shipping is $9.", "policy#shipping-cost"),))
    assert [passage.text for passage in await base.search("mer_1", "shipping")] == ["Shipping is $9."]
    assert await base.search("mer_1", "do you take paypal") == ()
    assert await base.search("mer_2", "dogs")
    await learn(base, "mer_1", ())
    assert await base.search("mer_1", "shipping") == ()


async def test_two_bases_in_memory_share_nothing(base: KnowledgeBase, open_base: Open) -> None:
    other = open_base(None)
    assert await other.search("mer_1", "is shipping free?") == ()
    await learn(other, "mer_1", (Passage("Shipping", "Shipping is $9.", "policy#shipping"),))
    await other.close()
    assert (await base.search("mer_1", "is shipping free?"))[0].title == "Shipping cost"


async def test_a_base_in_a_folder_is_there_after_a_restart(open_base: Open, tmp_path: Path) -> None:
    if isinstance(open_base(None), WordKnowledge):
        pytest.skip("it is kept nowhere")
    first = open_base(tmp_path / "knowledge")
    await learn(first, "mer_1", policy_chunks(sample_policy()))
    await first.close()
    second = open_base(tmp_path / "knowledge")
    assert (await second.search("mer_1", "do you take paypal"))[0].title == "Ways to pay"
    await second.close()


async def test_an_entry_is_replaced_and_dropped_whole(base: KnowledgeBase) -> None:
    def entry(*texts: str) -> Entry:
        passages = tuple(Passage("Gift wrap", text, f"page#{place}") for place, text in enumerate(texts))
        return Entry("doc_1", f"digest of {texts}", passages)

    await base.put("mer_2", entry("Gift wrap is free.", "Gift wrap is blue."))
    await base.put("mer_2", entry("Gift wrap costs $3."))
    [found] = await base.search("mer_2", "what does gift wrap cost?")
    assert (found.text, found.entry, found.digest) == (
        "Gift wrap costs $3.",
        "doc_1",
        "digest of ('Gift wrap costs $3.',)",
    )
    assert await base.held("mer_2") == {"doc_1": found.digest}
    await base.drop("mer_1", ["doc_1"])
    assert await base.held("mer_2") == {"doc_1": found.digest}
    await base.drop("mer_2", ["doc_1", "doc_2"])
    assert (await base.held("mer_2"), await base.search("mer_2", "gift wrap")) == ({}, ())


async def test_words_in_memory_find_what_they_find_in_chroma() -> None:
    pytest.importorskip("chromadb", reason="Chroma is not installed (the extra `knowledge`)")
    from tools.knowledge_chroma import ChromaKnowledge

    bases: tuple[KnowledgeBase, ...] = (WordKnowledge(), ChromaKnowledge())
    for base in bases:
        await learn(base, "mer_1", policy_chunks(sample_policy()))
    for question, *_ in (*QUESTIONS, ("what is the airspeed of a swallow", "", "")):
        here, there = [await base.search("mer_1", question) for base in bases]
        assert [one.source for one in here] == [one.source for one in there], question
        assert [one.score for one in here] == pytest.approx([one.score for one in there], abs=1e-5)
    for base in bases:
        await base.close()
