"""Sample texts for a registration: written by the merchant's own pack, completed as every text is before it leaves."""

from datetime import datetime

from compliance import wording
from compliance.facts import Facts
from compliance.wording import complete
from conversation.consent import ConsentScope
from conversation.contact import Contact
from conversation.conversation import Control, Conversation
from conversation.draft import Cause, CauseKind, Draft
from conversation.merchant import Merchant
from conversation.message import Author, Origin, Purpose
from prompts.pack import Pack
from prompts.renderer import load_pack

SHOPPER = "Sam"
ITEM = "a rain jacket"
ORDER = "#1085"


def sample_texts(merchant: Merchant, now: datetime) -> tuple[str, ...]:
    """Return a cart reminder, an answer with an offer, and an order notice, each with the brand and how to stop."""
    pack = load_pack(merchant.settings.pack)
    link = f"https://{merchant.shop_domain}/checkouts/example"
    reminder = pack.phrase("reminder", first_name=SHOPPER, items=ITEM, link=link).text
    notice = f"We have your order {ORDER}. Thank you! Questions? Just reply here."
    return (
        _as_it_leaves(merchant, reminder, Purpose.REMINDER, CauseKind.CART, Author.AI, now),
        _as_it_leaves(merchant, _offer(pack, merchant), Purpose.CAMPAIGN, CauseKind.CAMPAIGN, Author.AI, now),
        _as_it_leaves(merchant, notice, Purpose.NOTIFICATION, CauseKind.ORDER, Author.TEMPLATE, now),
    )


def _offer(pack: Pack, merchant: Merchant) -> str:
    percent = merchant.settings.offer_percent
    return pack.phrase("offer", percent=percent, code=f"SAVE{percent}", expires="tomorrow 6 PM").text


def _as_it_leaves(
    merchant: Merchant, body: str, purpose: Purpose, cause: CauseKind, author: Author, now: datetime
) -> str:
    """Return the words with the brand, the disclosure and how to stop around them."""
    contact = Contact("con_sample", merchant.id, "+13035550142", SHOPPER, now, region="CO")
    talk = Conversation(
        id="cvn_sample",
        merchant_id=merchant.id,
        contact_id=contact.id,
        sender_id="snd_sample",
        exchange_id="",
        control=Control.AI,
        epoch=1,
        opened_at=now,
        updated_at=now,
    )
    draft = Draft(
        merchant_id=merchant.id,
        conversation_id=talk.id,
        body=body,
        author=author,
        origin=Origin.GENERATED,
        cause=Cause(cause, "sample"),
        epoch=1,
        seen_seq=0,
        composed_at=now,
    )
    return complete(draft, purpose, Facts(merchant, contact, talk)).text


def fixed_texts(merchant: Merchant) -> dict[str, str]:
    """Return the texts that nobody composes, by the names that registrations have for them."""
    return {
        "opt_in_prompt": wording.opt_in_prompt(merchant, tuple(ConsentScope)),
        "opt_in": wording.opt_in_welcome(merchant, tuple(ConsentScope)),
        "opt_out": wording.opt_out_confirmation(merchant),
        "help": wording.help_answer(merchant),
    }
