"""How often what answers a shopper's question is among the first three passages found, with each embedder.

The store is the sample's: its policy and its wares, each ware a document. The questions were written before they were
asked; each names the passages that answer it. Also: what a question costs among ten thousand passages (`--large`).
"""

import argparse
import asyncio
import csv
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from tools.embedding import Embedder, EmbedderChoice, Embeddings, Vector, has_minilm, open_embedder
from tools.knowledge import Entry, KnowledgeBase, learn
from tools.knowledge_chroma import ChromaKnowledge
from tools.knowledge_lexical import LexicalKnowledge
from tools.passage import Passage, policy_chunks
from tools.sample_catalog import SampleProduct, sample_catalog, sample_policy

QUESTIONS = Path(__file__).parent / "recall_questions.tsv"
DEPTH = 3
LARGE = 10_000
PAGE = 1000
ASKED = 200
MERCHANT = "mer_1"


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` are the sources of the passages that answer it."""

    words: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recall:
    """Shares of the questions whose answer came first, or among the first DEPTH."""

    name: str
    first: float
    among: float
    missed: tuple[str, ...]


def questions() -> tuple[Question, ...]:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return tuple(Question(words, frozenset(answers.split("|"))) for words, answers in csv.reader(file, "excel-tab"))


def store() -> tuple[Passage, ...]:
    """Return the sample store's policy and wares as passages."""
    return (*policy_chunks(sample_policy()), *map(_ware, sample_catalog().products))


def _ware(product: SampleProduct) -> Passage:
    title = product.name
    options = {option for variant in product.variants for option in variant.options}
    place = title.lower().replace(" ", "-")
    return Passage(title, f"{title}. Comes in: {', '.join(sorted(options))}.", f"wares#{place}")


async def recall_of(name: str, base: KnowledgeBase) -> Recall:
    """Ask everything, and close the base."""
    await learn(base, MERCHANT, store())
    asked = questions()
    found = [[one.source for one in await base.search(MERCHANT, question.words, DEPTH)] for question in asked]
    await base.close()
    hits = [bool(question.answers & set(sources)) for question, sources in zip(asked, found, strict=True)]
    first = [bool(question.answers & set(sources[:1])) for question, sources in zip(asked, found, strict=True)]
    missed = tuple(question.words for question, hit in zip(asked, hits, strict=True) if not hit)
    return Recall(name, sum(first) / len(asked), sum(hits) / len(asked), missed)


def bases(choice: EmbedderChoice) -> dict[str, Callable[[Path | None], KnowledgeBase]]:
    """Return what can be asked here, by what it is called."""
    words = open_embedder(EmbedderChoice(Embeddings.WORDS))
    found: dict[str, Callable[[Path | None], KnowledgeBase]] = {
        "shared words (SQLite, nothing installed)": LexicalKnowledge,
        "hashed words (Chroma, no model)": lambda folder: ChromaKnowledge(folder, words),
    }
    if has_minilm():
        minilm = open_embedder(EmbedderChoice(Embeddings.MINILM))
        found["MiniLM and words (Chroma, offline)"] = lambda folder: ChromaKnowledge(folder, minilm)
    if choice.api_key:
        hosted = open_embedder(choice)
        found[f"OpenAI {choice.model} (Chroma)"] = lambda folder: ChromaKnowledge(folder, hosted)
    return found


async def table(choice: EmbedderChoice, *, tells_missed: bool) -> None:
    """Print recall at 1 and at DEPTH as a Markdown table."""
    print(f"| found by | first | among the first {DEPTH} |\n|---|---|---|")
    missed = []
    for name, open_base in bases(choice).items():
        recall = await recall_of(name, open_base(None))
        print(f"| {name} | {recall.first:.0%} | {recall.among:.0%} |")
        missed += [f"{name}: {words}" for words in recall.missed]
    if tells_missed:
        print("\n".join(["", *missed]))


class Stored:
    """Stands for an embedder that made the passages' vectors before: theirs are drawn, a question's is real."""

    least_score = -1.0

    def __init__(self, embedder: Embedder) -> None:
        self.name = f"stored-{embedder.name}"
        self._embedder = embedder
        self._places = len(embedder.embed(["how many"])[0])
        self._dice = random.Random(7)

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return the real vector of a text that comes alone."""
        if len(texts) == 1:
            return self._embedder.embed(texts)
        return [[self._dice.gauss(0, 1) for _ in range(self._places)] for _ in texts]


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of this process, all its threads, for one question: its embedding and the search."""

    median: float
    p99: float

    def __str__(self) -> str:
        return f"{self.median:.1f} ms CPU a question (p99 {self.p99:.1f})"


async def cost_among(passages: int, embedder: Embedder) -> Cost:
    """Ask questions of one merchant that has so many passages in Chroma."""
    words, dice = _vocabulary(), random.Random(7)
    with TemporaryDirectory() as folder:
        base = ChromaKnowledge(Path(folder), Stored(embedder))
        for number in range(passages // PAGE):
            texts = [" ".join(dice.choices(words, k=30)) for _ in range(PAGE)]
            some = tuple(Passage(f"Page {number}", text, f"page{number}#{at}") for at, text in enumerate(texts))
            await base.put(MERCHANT, Entry(f"doc_{number}", str(number), some))
        asked = [question.words for question in questions()]
        cost = [await _cost(base, question) for question in (asked * 4)[:ASKED]]
        await base.close()
    return Cost(median(cost), quantiles(cost, n=100)[98])


async def large() -> None:
    """Print what one question costs among LARGE passages."""
    for kind in (Embeddings.WORDS, *((Embeddings.MINILM,) if has_minilm() else ())):
        print(f"{kind.value}: {await cost_among(LARGE, open_embedder(EmbedderChoice(kind)))}", flush=True)


async def _cost(base: KnowledgeBase, question: str) -> float:
    began = time.process_time()
    await base.search(MERCHANT, question)
    return (time.process_time() - began) * 1000


def _vocabulary() -> list[str]:
    return sorted({word.lower() for passage in store() for word in passage.text.split() if word.isalpha()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="ask among ten thousand passages")
    parser.add_argument("--missed", action="store_true", help="name the questions that were missed")
    parser.add_argument("--openai-key", default="", help="also ask OpenAI's embeddings")
    chosen = parser.parse_args()
    choice = EmbedderChoice(Embeddings.AUTO, api_key=chosen.openai_key)
    asyncio.run(large() if chosen.large else table(choice, tells_missed=chosen.missed))


if __name__ == "__main__":
    main()
