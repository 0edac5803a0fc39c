"""Cutting a store's pages into passages."""

from tools.passage import LONGEST_PASSAGE, policy_chunks


def test_each_section_that_says_something_is_one_passage() -> None:
    chunks = policy_chunks("# Store\n\n## Shipping cost ##\n\nFree.\n\n### To Alaska & Hawaii\nNot free.\n\n## Empty\n")
    assert [(chunk.title, chunk.text, chunk.source) for chunk in chunks] == [
        ("Shipping cost", "Free.", "policy#shipping-cost"),
        ("To Alaska & Hawaii", "Not free.", "policy#to-alaska-hawaii"),
    ]


def test_words_before_the_first_heading_are_kept_and_comments_are_not() -> None:
    (only,) = policy_chunks("<!-- sample:\ninvented -->Ask us anything.", "faq")
    assert (only.title, only.text, only.source) == ("faq", "Ask us anything.", "faq#faq")


def test_a_hash_inside_code_or_a_word_is_no_heading() -> None:
    (only,) = policy_chunks("# Orders\n```\n# not a heading\n```\n#1 is your order number")
    assert only.title == "Orders"
    assert "# not a heading" in only.text and "#1 is" in only.text


def test_sections_of_the_same_title_keep_sources_apart() -> None:
    sources = [chunk.source for chunk in policy_chunks("# A\nx\n# A\ny\n# ???\nz")]
    assert sources == ["policy#a", "policy#a-2", "policy#section"]


def test_a_long_section_is_cut_between_paragraphs_and_nothing_is_lost() -> None:
    paragraphs = [f"Paragraph {number}. " + "word " * 100 for number in range(9)]
    chunks = policy_chunks("# Long\n" + "\n\n".join(paragraphs))
    assert len(chunks) > 1
    assert all(chunk.title == "Long" and len(chunk.text) <= LONGEST_PASSAGE + 2 for chunk in chunks)
    assert "\n\n".join(chunk.text for chunk in chunks).split() == " ".join(paragraphs).split()
