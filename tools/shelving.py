"""What of the shelf becomes which passages of the index."""

from conversation.knowledge import Document, VerifiedAnswer
from conversation.merchant_fact import MerchantFact
from conversation.shelf import Shelf
from conversation.source import ANSWER_PLACE, FACT_PLACE
from tools.passage import Passage, policy_chunks


def entry_of(shelf: Shelf, name: str, text: str | None) -> tuple[Passage, ...]:
    """Return the passages of what is called `name`; `text` are its words where it is a document."""
    for answer in shelf.answers:
        if answer.id == name:
            return (answer_passage(answer),)
    for fact in shelf.facts:
        if fact.id == name:
            return (_fact_passage(fact),)
    for document in shelf.documents:
        if document.id == name:
            return document_passages(document, text or "")
    return ()


def document_passages(document: Document, text: str) -> tuple[Passage, ...]:
    """Cut a document at its headings, each passage under the document's title and its own."""
    chunks = policy_chunks(text, document.source)
    if len(chunks) == 1:
        return (Passage(document.title or chunks[0].title, chunks[0].text, document.source),)
    return tuple(Passage(_titled(document, one.title), one.text, one.source) for one in chunks)


def answer_passage(answer: VerifiedAnswer) -> Passage:
    """Return an answer under the questions that it answers."""
    return Passage("; ".join(answer.questions), answer.text, f"{ANSWER_PLACE}{answer.id}", 1.0, answer.id)


def _fact_passage(fact: MerchantFact) -> Passage:
    return Passage("", fact.statement, f"{FACT_PLACE}{fact.id}")


def _titled(document: Document, heading: str) -> str:
    if not document.title or heading in (document.title, document.source):
        return document.title or heading
    return f"{document.title}: {heading}"
