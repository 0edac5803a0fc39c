"""Links as they leave: of a merchant who tracks them, each becomes a short one of their own, for this text alone.

It happens after the gate has judged the words with the pages that they really lead to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from compliance.claims import Link, with_swapped_links
from compliance.facts import Facts
from conversation.draft import Draft
from conversation.fence import Held
from conversation.ids import MessageId
from conversation.linking import address_for, keep_link, shop_hosts
from conversation.message import Body, Purpose
from conversation.short_link import LinkTracking

TRACKED = frozenset(
    {Purpose.REPLY, Purpose.REQUESTED_FOLLOWUP, Purpose.REMINDER, Purpose.CAMPAIGN, Purpose.NOTIFICATION}
)
"""What the framework says of itself, such as where the terms are, is not tracked."""
UTM = "utm_"


@dataclass(frozen=True, slots=True)
class Tracked:
    """The words with short links, and where each leads: token and address, and the page."""

    body: Body
    targets: tuple[tuple[tuple[str, str], str], ...] = ()


def with_short_links(body: Body, draft: Draft, facts: Facts, purpose: Purpose) -> Tracked:
    """Return the words with a short link in the place of each link to the shop; as they are where nothing is tracked.

    Mail addresses, short links of earlier texts and what the framework added stay.
    """
    tracking = facts.merchant.settings.links
    if not tracking.is_on or purpose not in TRACKED:
        return Tracked(body)
    hosts, short = shop_hosts(facts.merchant, facts.cart), dict[str, tuple[tuple[str, str], str]]()

    def shorten(link: Link) -> str:
        if link.host not in hosts:
            return link.words
        if link.words not in short:
            short[link.words] = (address_for(tracking), _target(link, draft, tracking))
        return short[link.words][0][1]

    composed = with_swapped_links(body.composed, shorten)
    return Tracked(replace(body, composed=composed), tuple(short.values()))


def keep_links(held: Held, facts: Facts, message_id: MessageId, tracked: Tracked) -> None:
    """Keep where the short links of a text lead."""
    hosts = shop_hosts(facts.merchant, facts.cart)
    lasts = timedelta(days=facts.merchant.settings.links.days)
    for short, target in tracked.targets:
        keep_link(held, facts.contact.id, message_id, short, target, lasts, hosts)


def _target(link: Link, draft: Draft, tracking: LinkTracking) -> str:
    return with_utm(link.url, _utm_of(draft)) if tracking.utm else link.url


def _utm_of(draft: Draft) -> Mapping[str, str]:
    """Name the seat. Flows and campaigns name themselves before the gate reads their words (`flows.links`)."""
    return utm_of("conversation", draft.author.value)


def utm_of(campaign: str, content: str) -> Mapping[str, str]:
    """Return what the shop's own analytics read: that a text of ours sent the shopper, which one, and which part."""
    return {"utm_source": "twolane", "utm_medium": "sms", "utm_campaign": campaign, "utm_content": content}


def with_utm(url: str, utm: Mapping[str, str]) -> str:
    """Return the page with these parameters, unless its author gave it some."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    if any(name.startswith(UTM) for name, _ in given):
        return url
    return urlunsplit(parts._replace(query=urlencode([*given, *utm.items()])))
