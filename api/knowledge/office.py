"""Keeping a merchant's knowledge: who may, what is checked, and the act that is written down with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from conversation.act import OPERATOR, ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Unknown
from conversation.ids import MerchantId, UserId
from conversation.importing import ToImport, approve, begin_import, let_go, reject
from conversation.knowledge import Document, DocumentState, Guideline, VerifiedAnswer
from conversation.knowledge_import import KnowledgeImport
from conversation.knowledge_keeping import (
    AnswerOrder,
    GuidelineOrder,
    remove_answer,
    remove_guideline,
    save_answer,
    save_guideline,
)
from conversation.ledger import Books
from conversation.managing import Manager
from conversation.merchant_fact import MerchantFact
from conversation.merchant_facts import add_fact
from conversation.role import Permission
from conversation.user import User


@dataclass(frozen=True, slots=True)
class KnowledgeOffice:
    """What `user` may do, or the operator at the machine (None), whom no role binds; in one transaction.

    Everything raises NotAllowed, and else as the function of its name.
    """

    books: Books
    user: User | None
    now: datetime
    address: str = ""

    @classmethod
    def of(cls, manager: Manager) -> Self:
        """Return the same person's office in the same transaction."""
        return cls(manager.books, manager.user, manager.now, manager.address)

    def begin_import(
        self, merchant_id: MerchantId, origin: str, items: Sequence[ToImport], *, needs_review: bool
    ) -> KnowledgeImport:
        """Write an import down; who works imports off begins with it at once."""
        self._check(Permission.SETTINGS, merchant_id)
        row = begin_import(self.books, merchant_id, origin, items, self._by, self.now, needs_review=needs_review)
        self._record(merchant_id, row.id, f"import of {row.origin}", "begun")
        return row

    def approve(self, merchant_id: MerchantId, document_id: str) -> Document:
        """Let a document be answered from."""
        self._check(Permission.SETTINGS, merchant_id)
        document = approve(self.books, merchant_id, document_id, self._by, self.now)
        self._record(merchant_id, document.id, document.source, "approved")
        return document

    def approve_all(self, merchant_id: MerchantId) -> int:
        """Let every document that waits be answered from; return how many there were."""
        waiting = self.books.documents(merchant_id, DocumentState.PENDING)
        for document in waiting:
            self.approve(merchant_id, document.id)
        return len(waiting)

    def reject(self, merchant_id: MerchantId, document_id: str) -> Document:
        """Let a document that waits never be answered from."""
        self._check(Permission.SETTINGS, merchant_id)
        document = reject(self.books, merchant_id, document_id, self._by, self.now)
        self._record(merchant_id, document.id, document.source, "rejected")
        return document

    def remove(self, merchant_id: MerchantId, document_id: str) -> Document:
        """Answer from a document no longer."""
        self._check(Permission.SETTINGS, merchant_id)
        document = self.books.document(merchant_id, document_id)
        if document is None or document.state is DocumentState.GONE:
            raise Unknown("document", document_id)
        self._record(merchant_id, document.id, document.source, "removed")
        return let_go(self.books, document, self.now)

    def save_answer(self, merchant_id: MerchantId, order: AnswerOrder, answer_id: str = "") -> VerifiedAnswer:
        """Keep an answer, or change the one with this id."""
        self._check(Permission.OVERRIDE, merchant_id)
        answer = save_answer(self.books, merchant_id, order, self._by, self.now, answer_id)
        self._record(merchant_id, answer.id, answer.questions[0], "answer saved")
        return answer

    def remove_answer(self, merchant_id: MerchantId, answer_id: str) -> VerifiedAnswer:
        """Answer with it no longer."""
        self._check(Permission.OVERRIDE, merchant_id)
        answer = remove_answer(self.books, merchant_id, answer_id, self.now)
        self._record(merchant_id, answer.id, answer.questions[0], "answer removed")
        return answer

    def save_guideline(self, merchant_id: MerchantId, order: GuidelineOrder, guideline_id: str = "") -> Guideline:
        """Keep a guideline, or change the one with this id."""
        self._check(Permission.SETTINGS, merchant_id)
        guideline = save_guideline(self.books, merchant_id, order, self._by, self.now, guideline_id)
        self._record(merchant_id, guideline.id, guideline.text, "guideline saved")
        return guideline

    def remove_guideline(self, merchant_id: MerchantId, guideline_id: str) -> Guideline:
        """Follow it no longer."""
        self._check(Permission.SETTINGS, merchant_id)
        guideline = remove_guideline(self.books, merchant_id, guideline_id, self.now)
        self._record(merchant_id, guideline.id, guideline.text, "guideline removed")
        return guideline

    def add_fact(self, merchant_id: MerchantId, statement: str, until: datetime) -> MerchantFact:
        """Keep a fact that the person vouches for."""
        self._check(Permission.OVERRIDE, merchant_id)
        basis = f"written by {self.user.name if self.user else 'the operator'}"
        fact = add_fact(self.books, merchant_id, statement, basis, until, self._by, self.now)
        self._record(merchant_id, fact.id, fact.statement, "fact added")
        return fact

    @property
    def _by(self) -> UserId:
        return self.user.id if self.user else OPERATOR

    def _check(self, permission: Permission, merchant_id: MerchantId) -> None:
        if self.user is not None:
            self.user.check(permission, merchant_id)

    def _record(self, merchant_id: MerchantId, target: str, name: str, what: str) -> None:
        doer, details = Doer(self._by, self.address), {"name": name[:120], "knowledge": what}
        record_act(self.books, doer, ActKind.SETTINGS_CHANGED, target, (merchant_id,), self.now, **details)
