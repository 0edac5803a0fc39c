"""Merchants' knowledge, in SQL."""

from sqlalchemy import bindparam, select

from conversation.ids import MerchantId
from conversation.knowledge import Document, DocumentState, DocumentText, Guideline, VerifiedAnswer
from conversation.knowledge_import import ImportFile, ImportItem, ItemState, KnowledgeImport
from conversation.merchant_fact import MerchantFact
from conversation.store_sql import entities, tables
from conversation.store_sql.dialect import AnyInsert, insert_into
from conversation.store_sql.rows import Lock
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement

_import = tables.knowledge_imports.c
_item = tables.import_items.c
_version = tables.knowledge_versions.c


def _raise_version(dialect: str) -> AnyInsert:
    first = insert_into(tables.knowledge_versions, dialect).values(merchant_id=bindparam("merchant_id"), number=1)
    return first.on_conflict_do_update(index_elements=[_version.merchant_id], set_={"number": _version.number + 1})


_RAISE = Statement(_raise_version)
_NUMBER = Statement(lambda _: select(_version.number).where(_version.merchant_id == bindparam("merchant_id")))
_RUNNING = Statement(
    lambda _: select(*entities.IMPORTS.columns()).where(_import.ended_at.is_(None)).order_by(_import.id)
)
_OF_MERCHANT = Statement(
    lambda _: (
        select(*entities.IMPORTS.columns())
        .where(_import.merchant_id == bindparam("merchant_id"))
        .order_by(_import.id.desc())
    )
)
_ITEMS = Statement(
    lambda _: (
        select(*entities.ITEMS.columns())
        .where(
            _item.import_id == bindparam("import_id"),
            _item.state == bindparam("state"),
            _item.merchant_id == bindparam("merchant_id"),
        )
        .order_by(_item.number)
        .limit(bindparam("limit"))
    )
)
_SOURCES = Statement(
    lambda _: select(_item.source).where(
        _item.import_id == bindparam("import_id"), _item.merchant_id == bindparam("merchant_id")
    )
)


class SqlKnowledgeReader:
    """Implements `conversation.knowledge_books.KnowledgeReader`."""

    _session: Session

    def knowledge_version(self, merchant_id: MerchantId) -> int:
        row = self._session.first(_NUMBER, {"merchant_id": merchant_id})
        return 0 if row is None else int(row[0])

    def document(self, merchant_id: MerchantId, document_id: str) -> Document | None:
        return entities.DOCUMENTS.one(self._session, id=document_id, merchant_id=merchant_id)

    def documents(self, merchant_id: MerchantId, state: DocumentState) -> tuple[Document, ...]:
        order = ("origin", "source", "id")
        return entities.DOCUMENTS.many(self._session, order, merchant_id=merchant_id, state=state.value)

    def document_text(self, merchant_id: MerchantId, document_id: str) -> str | None:
        row = entities.DOCUMENT_TEXTS.one(self._session, document_id=document_id, merchant_id=merchant_id)
        return row.text if row else None

    def verified_answer(self, merchant_id: MerchantId, answer_id: str) -> VerifiedAnswer | None:
        return entities.ANSWERS.one(self._session, id=answer_id, merchant_id=merchant_id)

    def verified_answers(self, merchant_id: MerchantId) -> tuple[VerifiedAnswer, ...]:
        return entities.ANSWERS.many(self._session, ("id",), merchant_id=merchant_id)

    def guideline(self, merchant_id: MerchantId, guideline_id: str) -> Guideline | None:
        return entities.GUIDELINES.one(self._session, id=guideline_id, merchant_id=merchant_id)

    def guidelines(self, merchant_id: MerchantId) -> tuple[Guideline, ...]:
        return entities.GUIDELINES.many(self._session, ("id",), merchant_id=merchant_id)

    def knowledge_import(self, merchant_id: MerchantId, import_id: str) -> KnowledgeImport | None:
        return entities.IMPORTS.one(self._session, id=import_id, merchant_id=merchant_id)

    def knowledge_imports(self, merchant_id: MerchantId) -> tuple[KnowledgeImport, ...]:
        return entities.IMPORTS.all(self._session, _OF_MERCHANT, {"merchant_id": merchant_id})

    def running_imports(self) -> tuple[KnowledgeImport, ...]:
        return entities.IMPORTS.all(self._session, _RUNNING, {})

    def import_items(
        self, merchant_id: MerchantId, import_id: str, state: ItemState, limit: int
    ) -> tuple[ImportItem, ...]:
        values = {"merchant_id": merchant_id, "import_id": import_id, "state": state.value, "limit": limit}
        return entities.ITEMS.all(self._session, _ITEMS, values)

    def import_sources(self, merchant_id: MerchantId, import_id: str) -> frozenset[str]:
        found = self._session.all(_SOURCES, {"merchant_id": merchant_id, "import_id": import_id})
        return frozenset(source for (source,) in found)

    def import_file(self, merchant_id: MerchantId, import_id: str, number: int) -> ImportFile | None:
        return entities.FILES.one(self._session, import_id=import_id, number=number, merchant_id=merchant_id)

    def merchant_fact(self, merchant_id: MerchantId, fact_id: str) -> MerchantFact | None:
        return entities.FACTS.one(self._session, id=fact_id, merchant_id=merchant_id)

    def merchant_facts(self, merchant_id: MerchantId) -> tuple[MerchantFact, ...]:
        return entities.FACTS.many(self._session, ("said_at", "id"), merchant_id=merchant_id)


class SqlKnowledgeBooks(SqlKnowledgeReader):
    """Implements `conversation.knowledge_books.KnowledgeBooks`, and facts, which are knowledge too."""

    def save_document(self, document: Document) -> None:
        entities.DOCUMENTS.save(self._session, document)
        self._raise(document.merchant_id)

    def save_document_text(self, text: DocumentText) -> None:
        entities.DOCUMENT_TEXTS.save(self._session, text)

    def drop_document_text(self, merchant_id: MerchantId, document_id: str) -> None:
        entities.DOCUMENT_TEXTS.drop(self._session, document_id=document_id, merchant_id=merchant_id)

    def save_verified_answer(self, answer: VerifiedAnswer) -> None:
        entities.ANSWERS.save(self._session, answer)
        self._raise(answer.merchant_id)

    def save_guideline(self, guideline: Guideline) -> None:
        entities.GUIDELINES.save(self._session, guideline)
        self._raise(guideline.merchant_id)

    def save_merchant_fact(self, fact: MerchantFact) -> None:
        entities.FACTS.save(self._session, fact)
        self._raise(fact.merchant_id)

    def lock_import(self, merchant_id: MerchantId, import_id: str) -> KnowledgeImport | None:
        return entities.IMPORTS.one(self._session, lock=Lock.ALONE, id=import_id, merchant_id=merchant_id)

    def save_import(self, row: KnowledgeImport) -> None:
        entities.IMPORTS.save(self._session, row)

    def save_import_item(self, item: ImportItem) -> None:
        entities.ITEMS.save(self._session, item)

    def save_import_file(self, file: ImportFile) -> None:
        entities.FILES.save(self._session, file)

    def drop_import_file(self, merchant_id: MerchantId, import_id: str, number: int) -> None:
        entities.FILES.drop(self._session, import_id=import_id, number=number, merchant_id=merchant_id)

    def _raise(self, merchant_id: MerchantId) -> None:
        self._session.run(_RAISE, {"merchant_id": merchant_id})
