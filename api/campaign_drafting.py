"""Drafting a campaign's words: a model is asked, and what it wrote is judged before anybody sees it."""

from dataclasses import dataclass
from typing import Protocol

from agent.campaign_copy import DRAFTS, CopyBrief, CopyDrafts
from agent.errors import ModelAway, ModelFailed
from api.campaign_office import tried
from channels.segments import measure
from compliance.rulebook import Rulebook
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.campaign_draft import CampaignDraft
from conversation.clock import Clock
from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Ledger, Reader
from conversation.merchant import Merchant
from conversation.spend_limits import allowance_today
from flows.campaign_linting import Linting
from flows.campaign_words import BRAND, CODE, FIRST_NAME, PERCENT
from flows.page_links import page_placeholders

LONGEST_BRIEF = 600


class NoCopy(Conflict):
    """The model wrote nothing that could be shown: says why, in plain words."""


class WritesCopy(Protocol):
    """Writes drafts of a campaign's words, as `agent.campaign_copy.CopyWriter`."""

    @property
    def is_rehearsal(self) -> bool: ...

    async def write(self, brief: CopyBrief) -> CopyDrafts: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class JudgedDraft:
    """A draft as it would leave, in so many segments; `problem`, `rule` and `remedy` say what keeps it from leaving."""

    draft: CampaignDraft
    text: str
    segments: int
    problem: str = ""
    rule: str = ""
    remedy: str = ""

    @property
    def is_allowed(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """What somebody wants drafted, and what the campaign gives."""

    brief: str
    discount_percent: int = 0


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of asking a model. A rehearsal is no LLM's work, and is called so."""

    drafts: tuple[JudgedDraft, ...]
    model: str
    prompt_hash: str
    is_rehearsal: bool


@dataclass(frozen=True, slots=True)
class CampaignDrafting:
    """Asks `writer` for drafts. Whether somebody may is the caller's to ask."""

    ledger: Ledger
    clock: Clock
    rulebook: Rulebook
    writer: WritesCopy

    async def draft(self, doer: Doer, merchant_id: MerchantId, asked: CopyAsked) -> Drafted:
        """Return two or three drafts, each judged by the rules that will judge the campaign.

        Raises Invalid for a brief that says nothing, NoCopy where the model has no words, Misconfigured, Unknown.
        """
        words = " ".join(asked.brief.split())
        if not 1 <= len(words) <= LONGEST_BRIEF:
            raise Invalid("brief", f"it has {len(words)} characters", f"say in 1 to {LONGEST_BRIEF} what it is about")
        merchant = await self.ledger.read(lambda books: self._paying(books, merchant_id))
        try:
            written = await self.writer.write(_brief(merchant, words, asked.discount_percent))
        except ModelAway as failure:
            raise NoCopy(
                f"the model cannot be reached, or takes no more calls for now; try again soon ({failure})"
            ) from failure
        except ModelFailed as failure:
            raise NoCopy(f"no drafts came: {failure}") from failure
        rows = await self.ledger.write(lambda books: self._keep(books, doer, merchant_id, words, written))
        if not written.is_enough:
            usable = f"{len(rows)} usable drafts instead of {DRAFTS}"
            raise NoCopy(f"no drafts came: the model wrote {usable}; ask again, or write yourself")
        judged = await self.ledger.read(lambda books: self._judged(books, merchant, rows, asked.discount_percent))
        return Drafted(judged, written.model, written.prompt_hash, written.is_rehearsal)

    async def close(self) -> None:
        """Let go of the model's connections."""
        await self.writer.close()

    def _paying(self, books: Reader, merchant_id: MerchantId) -> Merchant:
        """Return the merchant, who has money left for the AI today. Raises NoCopy, Unknown."""
        merchant = books.merchant(merchant_id)
        if merchant is None:
            raise Unknown("merchant", merchant_id)
        left = allowance_today(books, merchant, self.clock.now())
        if left is not None and left.is_spent_by(0):
            raise NoCopy(f"{left}; ask again tomorrow, or raise the limit under Agent, Usage")
        return merchant

    def _keep(
        self, books: Books, doer: Doer, merchant_id: MerchantId, brief: str, written: CopyDrafts
    ) -> tuple[CampaignDraft, ...]:
        """Keep what was written, and in the log that it was, by which model and at what cost."""
        now = self.clock.now()
        rows = tuple(
            CampaignDraft(
                new_id("drf", now), merchant_id, brief, body, written.model, written.prompt_hash, doer.actor, now
            )
            for body in written.texts
        )
        for row in rows:
            books.save_campaign_draft(row)
        told = {"model": written.model, "prompt_hash": written.prompt_hash, "drafts": str(len(rows))}
        cost = written.spent.details() if written.spent.calls else {}
        record_act(books, doer, ActKind.CAMPAIGN_DRAFTED, merchant_id, (merchant_id,), now, **(cost | told))
        return rows

    def _judged(
        self, books: Reader, merchant: Merchant, rows: tuple[CampaignDraft, ...], percent: int
    ) -> tuple[JudgedDraft, ...]:
        linting = Linting(books, self.rulebook, self.clock.now())
        return tuple(self._judge(linting, merchant, row, percent) for row in rows)

    def _judge(self, linting: Linting, merchant: Merchant, row: CampaignDraft, percent: int) -> JudgedDraft:
        campaign = tried(row.merchant_id, "", row.body, self.clock.now(), discount_percent=percent)
        try:
            linting.words(campaign)
        except Invalid as error:
            return JudgedDraft(row, row.body, measure(row.body).count, error.problem, "", error.remedy)
        text = linting.preview(campaign).text
        judged = JudgedDraft(row, text, measure(text).count)
        if word := merchant.settings.persona.blocked_in(row.body):
            why = f"the brand never writes {word!r}"
            return JudgedDraft(row, text, judged.segments, why, "", "take the word out, or ask again")
        found = linting.of_words(campaign)
        if found is None:
            return judged
        return JudgedDraft(row, text, judged.segments, found.why, found.rule, found.remedy)


def _brief(merchant: Merchant, words: str, percent: int) -> CopyBrief:
    means = [(FIRST_NAME, "the shopper's first name, or there"), (BRAND, "the shop's name")]
    means += [(name, "a link to that page of the shop") for name in page_placeholders(merchant)]
    if percent:
        means += [(CODE, "the code of the discount"), (PERCENT, "how many percent it takes off, without the sign")]
    return CopyBrief(merchant.name, words, tuple(means), merchant.settings.persona, percent)
