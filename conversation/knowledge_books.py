"""The part of the ledger's port that holds merchants' knowledge. Every index over it can be built again from here."""

from typing import Protocol

from conversation.ids import MerchantId
from conversation.knowledge import Document, DocumentState, DocumentText, Guideline, VerifiedAnswer
from conversation.knowledge_import import ImportFile, ImportItem, ItemState, KnowledgeImport


class KnowledgeReader(Protocol):
    """Looks rows up."""

    def knowledge_version(self, merchant_id: MerchantId) -> int:
        """Grows whenever a document, an answer, a guideline or a fact of the merchant is written; 0 before."""
        ...

    def document(self, merchant_id: MerchantId, document_id: str) -> Document | None: ...

    def documents(self, merchant_id: MerchantId, state: DocumentState) -> tuple[Document, ...]:
        """By origin, source and id."""
        ...

    def document_text(self, merchant_id: MerchantId, document_id: str) -> str | None:
        """Its words; None once it is gone."""
        ...

    def verified_answer(self, merchant_id: MerchantId, answer_id: str) -> VerifiedAnswer | None: ...

    def verified_answers(self, merchant_id: MerchantId) -> tuple[VerifiedAnswer, ...]:
        """Every answer of the merchant, removed ones too, in id order."""
        ...

    def guideline(self, merchant_id: MerchantId, guideline_id: str) -> Guideline | None: ...

    def guidelines(self, merchant_id: MerchantId) -> tuple[Guideline, ...]:
        """Every guideline of the merchant, removed ones too, in id order."""
        ...

    def knowledge_import(self, merchant_id: MerchantId, import_id: str) -> KnowledgeImport | None: ...

    def knowledge_imports(self, merchant_id: MerchantId) -> tuple[KnowledgeImport, ...]:
        """Every import of the merchant, newest first."""
        ...

    def running_imports(self) -> tuple[KnowledgeImport, ...]:
        """Of all merchants, those that have not ended, oldest first."""
        ...

    def import_items(
        self, merchant_id: MerchantId, import_id: str, state: ItemState, limit: int
    ) -> tuple[ImportItem, ...]:
        """Up to `limit` of the import's items in this state, in the order of their numbers."""
        ...

    def import_sources(self, merchant_id: MerchantId, import_id: str) -> frozenset[str]:
        """The places that the import names."""
        ...

    def import_file(self, merchant_id: MerchantId, import_id: str, number: int) -> ImportFile | None: ...


class KnowledgeBooks(KnowledgeReader, Protocol):
    """The rows inside one transaction. What changes what the AI may say raises the merchant's version."""

    def save_document(self, document: Document) -> None:
        """Raises Conflict where another live document has the place."""
        ...

    def save_document_text(self, text: DocumentText) -> None: ...
    def drop_document_text(self, merchant_id: MerchantId, document_id: str) -> None: ...
    def save_verified_answer(self, answer: VerifiedAnswer) -> None: ...
    def save_guideline(self, guideline: Guideline) -> None: ...

    def lock_import(self, merchant_id: MerchantId, import_id: str) -> KnowledgeImport | None:
        """Hold the import's row until the transaction ends and return it as it is now."""
        ...

    def save_import(self, row: KnowledgeImport) -> None: ...
    def save_import_item(self, item: ImportItem) -> None: ...
    def save_import_file(self, file: ImportFile) -> None: ...
    def drop_import_file(self, merchant_id: MerchantId, import_id: str, number: int) -> None: ...
