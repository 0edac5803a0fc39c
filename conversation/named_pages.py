"""Naming pages of the shop, so that texts link to them by a name."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.code_link import code_parameters
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Books
from conversation.linking import is_page, shop_hosts
from conversation.merchant import Merchant, NamedPage

FRONT = "shop"
"""Names the shop's front page, which is there always."""
MOST_PAGES, LONGEST_URL = 50, 500
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True)
class PageDesk:
    """Names pages of one merchant's shop, in one transaction. Each change is an act in the log."""

    books: Books
    merchant_id: MerchantId
    doer: Doer
    now: datetime

    def name(self, name: str, url: str) -> Merchant:
        """Let texts link to the page by `name`, in the place of what it meant before. Raises Invalid, Unknown."""
        merchant, name, url = self._merchant(), name.strip().lower(), url.strip()
        others = [page for page in merchant.settings.pages if page.name != name]
        if not _NAME.fullmatch(name) or name == FRONT:
            raise Invalid("page", f"{name!r} is no name for a page", f"use small letters, digits and _; not {FRONT}")
        if len(others) >= MOST_PAGES:
            raise Invalid("page", f"there are {MOST_PAGES} already", "forget some")
        self._check_url(merchant, url)
        return self._save(merchant, (*others, NamedPage(name, url)), name, url)

    def forget(self, name: str) -> Merchant:
        """Let the name go, where there is one; texts that link by it are refused from now on. Raises Unknown."""
        merchant = self._merchant()
        left = tuple(page for page in merchant.settings.pages if page.name != name)
        return self._save(merchant, left, name, "forgotten")

    def _check_url(self, merchant: Merchant, url: str) -> None:
        hosts = shop_hosts(merchant, None)
        host = (urlsplit(url).hostname or "").removeprefix("www.") if is_page(url) else ""
        if host not in hosts or len(url) > LONGEST_URL or set(url) & set(" {}<>\"'"):
            raise Invalid("page", f"{url[:80]!r} is no page of the shop", f"link to {', '.join(sorted(hosts))}")
        named = dict(parse_qsl(urlsplit(url).query)).keys()
        if named & code_parameters(merchant) or urlsplit(url).path.startswith("/discount/"):
            raise Invalid("page", "it applies a code", "name the page alone; the text's own discount is applied to it")

    def _merchant(self) -> Merchant:
        merchant = self.books.merchant(self.merchant_id)
        if merchant is None:
            raise Unknown("merchant", self.merchant_id)
        return merchant

    def _save(self, merchant: Merchant, pages: tuple[NamedPage, ...], name: str, told: str) -> Merchant:
        ordered = tuple(sorted(pages, key=lambda page: page.name))
        changed = replace(merchant, settings=replace(merchant.settings, pages=ordered))
        self.books.save_merchant(changed)
        details = {"page": name, "url": told}
        record_act(self.books, self.doer, ActKind.SETTINGS_CHANGED, merchant.id, (merchant.id,), self.now, **details)
        return changed
