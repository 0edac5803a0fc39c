"""Links by name: ``{link:sale}`` leads to the page that the merchant named so, with the text's own code applied."""

from conversation.linking import front_page
from conversation.merchant import Merchant
from conversation.named_pages import FRONT
from tools.page_link import page_with_code

LINK = "link:"


def page_placeholders(merchant: Merchant) -> tuple[str, ...]:
    """Return what stands in braces for each page, the shop's front page first."""
    return (f"{LINK}{FRONT}", *(f"{LINK}{page.name}" for page in merchant.settings.pages))


def page_values(merchant: Merchant, code: str = "") -> dict[str, str]:
    """Return where each of them leads; with `code`, which the shop applies where its links can."""
    pages = {FRONT: front_page(merchant)} | {page.name: page.url for page in merchant.settings.pages}
    return {f"{LINK}{name}": page_with_code(merchant, url, code) for name, url in pages.items()}
