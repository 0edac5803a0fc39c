"""One conversation as a view: banner, thread, composer and brief, all of one moment."""

from dataclasses import dataclass
from datetime import datetime

from api.pages.brief import BriefCard, brief_card
from api.pages.case_bar import CaseBar, case_bar
from api.pages.composer import Composer, composer_of
from api.pages.control import Banner, banner_of
from api.pages.look import Look
from api.pages.moments import Moments, moments_for
from api.pages.suggestion import SuggestionCard, suggestion_card
from api.pages.thread import Thread, thread_of
from api.pages.written import NOTHING, Written
from conversation.conversation import Conversation
from conversation.ids import ConversationId, MerchantId


@dataclass(frozen=True, slots=True)
class Notice:
    """What came of the last thing that the person did. `tone` is refused or quiet."""

    tone: str
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ConversationView:
    """`back` is where the forms lead without JavaScript; `pressed` marks the answer to a button."""

    conversation_id: ConversationId
    merchant_id: MerchantId
    brand: str
    banner: Banner
    case: CaseBar | None
    thread: Thread
    suggestion: SuggestionCard | None
    composer: Composer
    brief: BriefCard | None
    notice: Notice | None
    back: str
    zone: str
    now: datetime
    fresh_composer: bool = False
    pressed: bool = False

    @property
    def shows_brief(self) -> bool:
        """The demo has the phone where the brief would be."""
        return self.back.partition("?")[0] == f"/conversations/{self.conversation_id}"


def conversation_view(
    look: Look,
    conversation_id: ConversationId,
    *,
    notice: Notice | None = None,
    written: Written = NOTHING,
    back: str = "",
    fresh_composer: bool = False,
    pressed: bool = False,
    after_seq: int | None = None,
) -> ConversationView:
    """Return the conversation as it stands now, its texts from after `after_seq` on. Raises Unknown."""
    row = look.conversation(conversation_id)
    moments, merchant = moments_of(look, row), look.books.merchant(row.merchant_id)
    return ConversationView(
        conversation_id=row.id,
        merchant_id=row.merchant_id,
        brand=merchant.name if merchant else "",
        banner=banner_of(look, moments, row),
        case=case_bar(look, moments, row),
        thread=thread_of(look, moments, row, after_seq),
        suggestion=suggestion_card(look, moments, row),
        composer=composer_of(look, moments, row, written),
        brief=brief_card(look, moments, row),
        notice=notice,
        back=back or f"/conversations/{row.id}",
        zone=moments.zone.key,
        now=look.now,
        fresh_composer=fresh_composer,
        pressed=pressed,
    )


def moments_of(look: Look, row: Conversation) -> Moments:
    """Return words for moments where this conversation's shopper may be."""
    contact = look.books.contact(row.merchant_id, row.contact_id)
    return moments_for(contact, look.books.merchant(row.merchant_id), look.now)
