"""A merchant's hooks: made, changed and removed by who may change settings, and written down as acts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from api.alerts.addresses import parse_url
from conversation.act import OPERATOR, ActKind
from conversation.acts import Doer, record_act
from conversation.alert import TOPICS, AlertWay
from conversation.alert_hook import AlertHook
from conversation.errors import Invalid, Unknown
from conversation.ids import MerchantId, new_id
from conversation.ledger import Books
from conversation.role import Permission
from conversation.user import User

LONGEST_NAME = 60
LONGEST_URL = 2000
MOST = 20
"""Hooks of one merchant. House figures."""
HOOK_WAYS = (AlertWay.SLACK, AlertWay.TEAMS, AlertWay.WEBHOOK)


@dataclass(frozen=True, slots=True)
class HookOffice:
    """What `user`, or the operator at the machine (None), may do to a merchant's hooks, in one transaction."""

    books: Books
    user: User | None
    now: datetime
    may_be_private: bool
    address: str = ""

    def add(self, merchant_id: MerchantId, way: AlertWay, name: str, url: str, topics: Iterable[str]) -> AlertHook:
        """Make a hook. Raises Invalid, NotAllowed."""
        self._check(merchant_id)
        if way not in HOOK_WAYS:
            raise Invalid("way", f"{way.value} reaches people, who choose for themselves", "take another")
        name, url = name.strip(), url.strip()
        if not 1 <= len(name) <= LONGEST_NAME:
            raise Invalid("name", f"it has {len(name)} characters", f"give it 1 to {LONGEST_NAME}")
        if len(url) > LONGEST_URL:
            raise Invalid("url", f"it has {len(url)} characters", f"at most {LONGEST_URL} are kept")
        parse_url(url, may_be_private=self.may_be_private)
        if sum(one.removed_at is None for one in self.books.alert_hooks(merchant_id)) >= MOST:
            raise Invalid("hooks", f"there are {MOST}", "remove one first")
        kept = checked_topics(topics)
        hook = AlertHook(new_id("hok", self.now), merchant_id, way, name, url, self._actor, self.now, kept)
        return self._save(hook, "made")

    def choose(self, merchant_id: MerchantId, hook_id: str, topics: Iterable[str]) -> AlertHook:
        """Let the hook hear of these topics. Raises Invalid, NotAllowed, Unknown."""
        return self._save(replace(self._find(merchant_id, hook_id), topics=checked_topics(topics)), "topics changed")

    def rotate(self, merchant_id: MerchantId, hook_id: str) -> AlertHook:
        """Give the hook another secret; the one before still signs for a day. Raises NotAllowed, Unknown."""
        hook = self._find(merchant_id, hook_id)
        fresh = replace(hook, generation=hook.generation + 1, rotated_at=self.now)
        return self._save(fresh, "secret rotated")

    def remove(self, merchant_id: MerchantId, hook_id: str) -> AlertHook:
        """Send nothing there any more. Raises NotAllowed, Unknown."""
        return self._save(replace(self._find(merchant_id, hook_id), removed_at=self.now), "removed")

    @property
    def _actor(self) -> str:
        return self.user.id if self.user else OPERATOR

    def _check(self, merchant_id: MerchantId) -> None:
        if self.user is not None:
            self.user.check(Permission.SETTINGS, merchant_id)

    def _find(self, merchant_id: MerchantId, hook_id: str) -> AlertHook:
        self._check(merchant_id)
        return live_hook(self.books.alert_hook(merchant_id, hook_id), hook_id)

    def _save(self, hook: AlertHook, what: str) -> AlertHook:
        self.books.save_alert_hook(hook)
        doer, details = Doer(self._actor, self.address), {"name": hook.name, "alert_hook": what}
        record_act(self.books, doer, ActKind.SETTINGS_CHANGED, hook.id, (hook.merchant_id,), self.now, **details)
        return hook


def live_hook(hook: AlertHook | None, hook_id: str) -> AlertHook:
    """Return the hook unless it was removed. Raises Unknown."""
    if hook is None or hook.removed_at is not None:
        raise Unknown("alert hook", hook_id)
    return hook


def checked_topics(topics: Iterable[str]) -> tuple[str, ...]:
    """Return the topics in their own order. Raises Invalid for one that there is not."""
    chosen = frozenset(topics)
    unknown = chosen.difference(TOPICS)
    if unknown:
        raise Invalid("topics", f"there is no {', '.join(sorted(unknown))}", f"choose from {', '.join(TOPICS)}")
    return tuple(topic for topic in TOPICS if topic in chosen)
