"""What each embedder finds of the labelled questions, and what a question costs among many passages."""

import pytest

from bench.recall import bases, cost_among, questions, recall_of, store
from tools.embedding import EmbedderChoice, open_embedder

LEAST = {"shared words": 0.75, "hashed words": 0.65, "MiniLM": 0.85}
MOST_MILLISECONDS = 20.0


def test_every_question_is_answered_by_a_passage_that_is_there() -> None:
    sources = {passage.source for passage in store()}
    assert len(questions()) >= 50
    assert [question.words for question in questions() if not question.answers <= sources] == []


async def test_no_embedder_finds_less_than_the_table_says() -> None:
    for name, open_base in bases(EmbedderChoice()).items():
        [least] = [share for kind, share in LEAST.items() if name.startswith(kind)]
        recall = await recall_of(name, open_base(None))
        assert recall.among >= least, f"{name}: {recall.among:.0%}, missed {recall.missed}"


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_a_question_among_ten_thousand_passages_costs_little() -> None:
    cost = await cost_among(10_000, open_embedder(EmbedderChoice()))
    print(cost)
    assert cost.median < MOST_MILLISECONDS
