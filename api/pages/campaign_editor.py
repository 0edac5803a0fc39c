"""The editor of a campaign: what stands in it, and what may be picked there."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Form

from agent.asking import says_phrases
from api.pages.campaign_pictures import Pictured, pictured
from api.pages.look import Look
from conversation.campaign import Campaign, CopyBy
from conversation.ids import MerchantId
from conversation.ledger import Reader
from flows.campaign_managing import CampaignPlan
from flows.campaign_words import PLACEHOLDERS
from flows.page_links import page_placeholders
from flows.segment import in_words, read_rules, rules_in_yaml

EXAMPLE = "consent: marketing\norders.last: {not_within_days: 60}"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the editor."""

    name: str = ""
    rules: str = EXAMPLE
    body: str = ""
    hold_out: int = 0
    by_ai: bool = False
    media: str = ""
    discount: int = 0
    brief: str = ""
    draft: str = ""

    @property
    def plan(self) -> CampaignPlan:
        copy_by = CopyBy.AI if self.by_ai else CopyBy.PERSON
        return CampaignPlan(
            name=self.name,
            rules=self.rules,
            body=self.body,
            copy_by=copy_by,
            hold_out_percent=self.hold_out,
            media_id=self.media,
            discount_percent=self.discount,
            draft_id=self.draft,
        )


def typed_in(
    name: Annotated[str, Form()] = "",
    rules: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    hold_out: Annotated[int, Form()] = 0,
    by_ai: Annotated[bool, Form()] = False,
    media: Annotated[str, Form()] = "",
    discount: Annotated[int, Form()] = 0,
    brief: Annotated[str, Form()] = "",
    draft: Annotated[str, Form()] = "",
) -> Typed:
    """Return what was sent from the editor."""
    return Typed(name, rules, body, hold_out, by_ai, media, discount, brief, draft)


TypedDep: TypeAlias = Annotated[Typed, Depends(typed_in)]


def typed_of(row: Campaign) -> Typed:
    """Return what the editor shows of a campaign that is written."""
    return Typed(
        name=row.name,
        rules=rules_in_yaml(row.rules),
        body=row.body,
        hold_out=row.hold_out_percent,
        by_ai=row.copy_by is CopyBy.AI,
        media=row.media_id or "",
        discount=row.discount_percent,
    )


@dataclass(frozen=True, slots=True)
class KeptSegment:
    """A kept segment as it may be picked, or forgotten."""

    id: str
    merchant_id: MerchantId
    name: str
    brand: str
    words: str

    @property
    def href(self) -> str:
        return f"/campaigns/segments/{self.merchant_id}/{self.id}"


@dataclass(frozen=True, slots=True)
class Editor:
    """What is typed, the picture beside it, and the segments to pick from."""

    typed: Typed
    picture: Pictured | None
    kept: tuple[KeptSegment, ...]
    placeholders: tuple[str, ...]
    by_model: str = ""
    """The model whose draft stands in it, in words."""
    is_rehearsal: bool = False


def editor_of(seen: Look, typed: Typed, merchants: tuple[MerchantId, ...], drafted_by: str = "") -> Editor:
    """Return the editor for a campaign of one of `merchants`; `drafted_by` says which model drafted it before."""
    found = (pictured(seen.books, one, typed.media) for one in merchants)
    picture = next((one for one in found if one is not None), None)
    links = {name: None for one in merchants for name in _links(seen.books, one)}
    return Editor(
        typed=typed,
        picture=picture,
        kept=kept_segments(seen.books, merchants),
        placeholders=(*PLACEHOLDERS, *links),
        by_model=_by_model(seen.books, typed.draft, merchants) or drafted_by,
        is_rehearsal=seen.house.copywriting.writer.is_rehearsal,
    )


def drafted_words(model: str, prompt_hash: str) -> str:
    """Say who drafted a text: a model by its name, with the prompt; a model that is no LLM as what it is."""
    if says_phrases(model):
        return f"the rehearsal model, not an LLM (prompt {prompt_hash[:12]})"
    return f"{model} (prompt {prompt_hash[:12]})"


def _by_model(books: Reader, draft_id: str, merchants: tuple[MerchantId, ...]) -> str:
    found = (books.campaign_draft(one, draft_id) for one in merchants if draft_id)
    draft = next((one for one in found if one is not None), None)
    return drafted_words(draft.model, draft.prompt_hash) if draft else ""


def kept_segments(books: Reader, merchants: tuple[MerchantId, ...]) -> tuple[KeptSegment, ...]:
    """Return the kept segments of these merchants, by name."""
    return tuple(
        KeptSegment(row.id, one, row.name, brand_name(books, one), in_words(read_rules(row.rules)))
        for one in merchants
        for row in books.segments(one)
    )


def _links(books: Reader, merchant_id: MerchantId) -> tuple[str, ...]:
    merchant = books.merchant(merchant_id)
    return page_placeholders(merchant) if merchant else ()


def brand_name(books: Reader, merchant_id: MerchantId) -> str:
    merchant = books.merchant(merchant_id)
    return merchant.name if merchant else merchant_id
