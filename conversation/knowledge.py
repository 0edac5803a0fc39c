"""What a merchant's AI may answer from: documents, verified answers, guidelines. Facts stand apart."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversation.ids import MerchantId, UserId


class DocumentState(StrEnum):
    """`pending`: waits for a person's yes. `gone`: replaced, removed or rejected; its text is no longer kept."""

    PENDING = "pending"
    LIVE = "live"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Document:
    """What the store says at one place. `origin` names what was imported together, `source` the place in it.

    `digest` is that of title and text. Each change is a new row, so that one is live while the next is reviewed.
    `checked_at` is when an import last found it as it is.
    """

    id: str
    merchant_id: MerchantId
    origin: str
    source: str
    title: str
    digest: str
    state: DocumentState
    imported_at: datetime
    checked_at: datetime
    reviewed_by: UserId | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The words of a document, as Markdown, kept apart so that lists need not read them."""

    document_id: str
    merchant_id: MerchantId
    text: str


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """The answer to `questions` that a person stands by. An exact one is texted as it is, and no model is asked."""

    id: str
    merchant_id: MerchantId
    questions: tuple[str, ...]
    text: str
    is_exact: bool
    saved_by: UserId
    saved_at: datetime
    expires_at: datetime | None = None
    removed_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.removed_at is None and (self.expires_at is None or now < self.expires_at)


class GuidelineScope(StrEnum):
    """Which of the AI's texts a guideline is about."""

    EVERY_TEXT = "every_text"
    ANSWERS = "answers"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True)
class Guideline:
    """How the AI is to behave for the merchant, always. A higher `priority` is said first."""

    id: str
    merchant_id: MerchantId
    text: str
    scope: GuidelineScope
    priority: int
    saved_by: UserId
    saved_at: datetime
    removed_at: datetime | None = None
