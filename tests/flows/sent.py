"""A campaign sent at once to some phones, whatever the linter would say of it."""

from datetime import datetime

from compliance.rulebook import Rulebook
from conversation.campaign import Campaign, CampaignRecipient, CampaignState, CopyBy
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books, Ledger
from conversation.opening import find_or_add_contact
from conversation.segment_rule import OneOf, WordField
from conversation.tag import Tag
from flows.campaign_running import advance
from flows.segment import rules_text


async def send_to(
    ledger: Ledger, merchant_id: MerchantId, phones: tuple[str, ...], body: str, rulebook: Rulebook, now: datetime
) -> tuple[CampaignRecipient, ...]:
    """Run the campaign as far as it goes now, and return what became of everybody."""
    campaign_id = new_id("cmp", now)

    def begin(books: Books) -> None:
        for phone in phones:
            contact = find_or_add_contact(books, merchant_id, phone, now)
            books.add_tag(Tag(merchant_id, contact.id, campaign_id, "test", now))
        rules = rules_text(OneOf(WordField.TAG, (campaign_id,)))
        by, sending = CopyBy.PERSON, CampaignState.SENDING
        campaign = Campaign(campaign_id, merchant_id, "test", 1, sending, rules, body, by, "usr_dana", now, now)
        books.save_campaign(campaign)

    await ledger.write(begin)
    while await ledger.write(lambda books: advance(books, merchant_id, campaign_id, rulebook, now)):
        pass
    return await ledger.read(lambda books: books.recipients(merchant_id, campaign_id))
