"""Merchants' knowledge, in memory."""

from conversation.errors import Conflict
from conversation.ids import MerchantId
from conversation.knowledge import Document, DocumentState, DocumentText, Guideline, VerifiedAnswer
from conversation.knowledge_import import ImportFile, ImportItem, ItemState, KnowledgeImport
from conversation.merchant_fact import MerchantFact
from conversation.store_memory.keys import Owned, all_owned, in_order, own, owned
from conversation.store_memory.table import Journal, Table


class MemoryKnowledgeReader:
    """Implements `conversation.knowledge_books.KnowledgeReader`."""

    def __init__(self, journal: Journal) -> None:
        self._facts = Table[MerchantFact](journal, own, merchant=lambda row: row.merchant_id)
        self._versions = Table[tuple[MerchantId, int]](journal, lambda row: row[0])
        self._documents = Table[Document](journal, own, state=lambda row: (row.merchant_id, row.state))
        self._document_texts = Table[DocumentText](journal, lambda row: row.document_id)
        self._answers = Table[VerifiedAnswer](journal, own, merchant=_merchant)
        self._guidelines = Table[Guideline](journal, own, merchant=_merchant)
        self._imports = Table[KnowledgeImport](journal, own, merchant=_merchant, runs=lambda row: row.ended_at is None)
        self._items = Table[ImportItem](
            journal, _place, whole=lambda row: row.import_id, state=lambda row: (row.import_id, row.state)
        )
        self._files = Table[ImportFile](journal, _place)

    def knowledge_version(self, merchant_id: MerchantId) -> int:
        row = self._versions.get(merchant_id)
        return row[1] if row else 0

    def document(self, merchant_id: MerchantId, document_id: str) -> Document | None:
        return owned(self._documents.get(document_id), merchant_id)

    def documents(self, merchant_id: MerchantId, state: DocumentState) -> tuple[Document, ...]:
        rows = self._documents.of(state=(merchant_id, state))
        return in_order(rows, lambda row: (row.origin, row.source, row.id))

    def document_text(self, merchant_id: MerchantId, document_id: str) -> str | None:
        row = owned(self._document_texts.get(document_id), merchant_id)
        return row.text if row else None

    def verified_answer(self, merchant_id: MerchantId, answer_id: str) -> VerifiedAnswer | None:
        return owned(self._answers.get(answer_id), merchant_id)

    def verified_answers(self, merchant_id: MerchantId) -> tuple[VerifiedAnswer, ...]:
        return in_order(self._answers.of(merchant=merchant_id), own)

    def guideline(self, merchant_id: MerchantId, guideline_id: str) -> Guideline | None:
        return owned(self._guidelines.get(guideline_id), merchant_id)

    def guidelines(self, merchant_id: MerchantId) -> tuple[Guideline, ...]:
        return in_order(self._guidelines.of(merchant=merchant_id), own)

    def knowledge_import(self, merchant_id: MerchantId, import_id: str) -> KnowledgeImport | None:
        return owned(self._imports.get(import_id), merchant_id)

    def knowledge_imports(self, merchant_id: MerchantId) -> tuple[KnowledgeImport, ...]:
        return in_order(self._imports.of(merchant=merchant_id), own)[::-1]

    def running_imports(self) -> tuple[KnowledgeImport, ...]:
        return in_order(self._imports.of(runs=True), own)

    def import_items(
        self, merchant_id: MerchantId, import_id: str, state: ItemState, limit: int
    ) -> tuple[ImportItem, ...]:
        rows = all_owned(self._items.of(state=(import_id, state)), merchant_id)
        return in_order(rows, lambda row: row.number)[:limit]

    def import_sources(self, merchant_id: MerchantId, import_id: str) -> frozenset[str]:
        return frozenset(row.source for row in all_owned(self._items.of(whole=import_id), merchant_id))

    def import_file(self, merchant_id: MerchantId, import_id: str, number: int) -> ImportFile | None:
        return owned(self._files.get((import_id, number)), merchant_id)

    def merchant_fact(self, merchant_id: MerchantId, fact_id: str) -> MerchantFact | None:
        return owned(self._facts.get(fact_id), merchant_id)

    def merchant_facts(self, merchant_id: MerchantId) -> tuple[MerchantFact, ...]:
        return in_order(self._facts.of(merchant=merchant_id), lambda row: (row.said_at, row.id))


class MemoryKnowledgeBooks(MemoryKnowledgeReader):
    """Implements `conversation.knowledge_books.KnowledgeBooks`, and facts, which are knowledge too."""

    def save_document(self, document: Document) -> None:
        rivals = self.documents(document.merchant_id, DocumentState.LIVE)
        places = {(row.origin, row.source) for row in rivals if row.id != document.id}
        if document.state is DocumentState.LIVE and (document.origin, document.source) in places:
            raise Conflict(f"another live document has the place {document.source}")
        self._documents.put(document)
        self._raise(document.merchant_id)

    def save_document_text(self, text: DocumentText) -> None:
        self._document_texts.put(text)

    def drop_document_text(self, merchant_id: MerchantId, document_id: str) -> None:
        if self.document_text(merchant_id, document_id) is not None:
            self._document_texts.drop(document_id)

    def save_verified_answer(self, answer: VerifiedAnswer) -> None:
        self._answers.put(answer)
        self._raise(answer.merchant_id)

    def save_guideline(self, guideline: Guideline) -> None:
        self._guidelines.put(guideline)
        self._raise(guideline.merchant_id)

    def save_merchant_fact(self, fact: MerchantFact) -> None:
        self._facts.put(fact)
        self._raise(fact.merchant_id)

    def lock_import(self, merchant_id: MerchantId, import_id: str) -> KnowledgeImport | None:
        return self.knowledge_import(merchant_id, import_id)

    def save_import(self, row: KnowledgeImport) -> None:
        self._imports.put(row)

    def save_import_item(self, item: ImportItem) -> None:
        self._items.put(item)

    def save_import_file(self, file: ImportFile) -> None:
        self._files.put(file)

    def drop_import_file(self, merchant_id: MerchantId, import_id: str, number: int) -> None:
        if self.import_file(merchant_id, import_id, number) is not None:
            self._files.drop((import_id, number))

    def _raise(self, merchant_id: MerchantId) -> None:
        self._versions.put((merchant_id, self.knowledge_version(merchant_id) + 1))


def _merchant(row: Owned) -> MerchantId:
    return row.merchant_id


def _place(row: ImportItem | ImportFile) -> tuple[str, int]:
    return row.import_id, row.number
