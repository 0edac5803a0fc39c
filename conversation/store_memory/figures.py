"""Credits, and figures of a span, in memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from conversation.arm import Arm
from conversation.assignment import Assignment
from conversation.attribution_rule import AutomationRule
from conversation.clock import EPOCH
from conversation.conversation import Conversation
from conversation.credit import Credit, Spoke
from conversation.day_figures import FOR_EVER
from conversation.event import Event, EventKind
from conversation.exchange import Exchange
from conversation.figures import ANSWERED_WITHIN, Answers, CreditedSum, Reach, Talks
from conversation.ids import ContactId, ConversationId, MerchantId
from conversation.message import Author, Direction, Message
from conversation.order import Order
from conversation.outbox import OutboxRow, OutboxState
from conversation.short_link import LinkClick, OpenedBy
from conversation.spent import Spent
from conversation.store_memory.days import MemoryDayBooks
from conversation.store_memory.keys import all_owned, in_order
from conversation.store_memory.table import Journal, Table
from conversation.tag import TEST, Tag
from conversation.touch import Automation, Touch

FINE = 600
NEVER_LEFT = frozenset({OutboxState.CANCELLED, OutboxState.FAILED})
ANSWERERS = frozenset({Author.AI, Author.HUMAN})


class MemoryFiguresReader:
    """Implements `conversation.figures_books.FiguresReader`."""

    _orders: Table[Order]
    _touches: Table[Touch]
    _assignments: Table[Assignment]
    _messages: Table[Message]
    _outbox: Table[OutboxRow]
    _events: Table[Event]
    _exchanges: Table[Exchange]
    _conversations: Table[Conversation]
    _link_clicks: Table[LinkClick]
    _tags: Table[Tag]

    def __init__(self, journal: Journal) -> None:
        self._credits = Table[Credit](journal, lambda row: (row.merchant_id, row.shop_domain, row.order_id))
        self._automation_rules = Table[AutomationRule](
            journal, lambda row: (row.merchant_id, row.kind, row.automation_id), merchant=lambda row: row.merchant_id
        )

    def credit(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> Credit | None:
        return self._credits.get((merchant_id, shop_domain, order_id))

    def automation_rule(self, merchant_id: MerchantId, kind: Automation, automation_id: str) -> AutomationRule | None:
        return self._automation_rules.get((merchant_id, kind, automation_id))

    def automation_rules(self, merchant_id: MerchantId) -> tuple[AutomationRule, ...]:
        return in_order(self._automation_rules.of(merchant=merchant_id), lambda row: (row.kind, row.automation_id))

    def credited(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[CreditedSum, ...]:
        orders: Counter[tuple[object, ...]] = Counter()
        minor: Counter[tuple[object, ...]] = Counter()
        shared: dict[tuple[object, ...], CreditedSum] = {}
        for order in self._placed(merchant_id, since, until):
            credit = self._credit_of(order)
            names = (credit.automation_id, credit.step, credit.variant) if credit else ("", "", "")
            how, spoke, kind = (credit.how, credit.spoke, credit.kind) if credit else (None, None, None)
            key = (order.currency, how or "", spoke or "", kind or "", *names)
            shared[key] = CreditedSum(order.currency, how, spoke, kind, *names, orders=0, minor=0)
            orders[key] += 1
            minor[key] += order.kept.minor
        return tuple(
            CreditedSum(
                one.currency,
                one.how,
                one.spoke,
                one.kind,
                one.automation_id,
                one.step,
                one.variant,
                orders[key],
                minor[key],
            )
            for key, one in sorted(shared.items(), key=lambda item: item[0])
        )

    def reach(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Reach, ...]:
        groups: dict[tuple[Automation, str, str, str], list[Touch]] = defaultdict(list)
        for touch in self._touches.all():
            is_spanned = touch.merchant_id == merchant_id and since <= touch.at < until
            if is_spanned and self._is_counted(touch.contact_id):
                groups[touch.kind, touch.automation_id, touch.step, touch.variant].append(touch)
        return tuple(self._reached(*key, touches) for key, touches in sorted(groups.items()))

    def talks_by_seat(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Talks, ...]:
        said: dict[ConversationId, Counter[Author]] = defaultdict(Counter)
        for text in self._counted(merchant_id, since, until):
            row = self._outbox.get(text.id)
            if row is None or row.state not in NEVER_LEFT:
                said[text.conversation_id][text.author] += 1
        groups: dict[Spoke, list[tuple[ConversationId, Counter[Author]]]] = defaultdict(list)
        for conversation_id, texts in said.items():
            if texts[Author.AI] + texts[Author.HUMAN] + texts[Author.TEMPLATE]:
                spoke = Spoke.of(ai=texts[Author.AI] > 0, human=texts[Author.HUMAN] > 0)
                groups[spoke].append((conversation_id, texts))
        happened = [event for event in self._events.all() if since <= event.at < until]
        stopped = {event.conversation_id for event in happened if event.kind is EventKind.SUPPRESSED}
        escalated = Counter(event.conversation_id for event in happened if event.kind is EventKind.ESCALATED)
        return tuple(
            Talks(
                spoke,
                len(talks),
                sum(texts[Author.AI] for _, texts in talks),
                sum(texts[Author.HUMAN] for _, texts in talks),
                sum(texts[Author.CONTACT] for _, texts in talks),
                sum(conversation_id in stopped for conversation_id, _ in talks),
                sum(escalated[conversation_id] for conversation_id, _ in talks),
            )
            for spoke, talks in sorted(groups.items())
        )

    def answer_times(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Answers, ...]:
        counts: Counter[tuple[Author, int]] = Counter()
        for talk in {text.conversation_id for text in self._counted(merchant_id, since, until)}:
            asked: datetime | None = None
            for text in in_order(self._messages.of(talk=talk), lambda row: row.seq):
                if text.direction is Direction.IN:
                    asked = min(asked or text.created_at, text.created_at)
                elif text.author in ANSWERERS:
                    if asked is not None and since <= text.created_at < until and asked <= text.created_at:
                        counts[text.author, _rounded(text.created_at - asked)] += 1
                    asked = None
        return tuple(Answers(author, wait, count) for (author, wait), count in sorted(counts.items()))

    def spent_between(self, merchant_id: MerchantId, since: datetime, until: datetime) -> Spent:
        rows = [row for row in self._events.of(spent=merchant_id) if since <= row.at < until]
        total = sum((Spent.of(row.details) for row in rows), Spent())
        return Spent((), total.calls, total.tokens_in, total.cached, total.tokens_out, total.milliseconds, total.micros)

    def segments_between(self, merchant_id: MerchantId, since: datetime, until: datetime) -> int:
        rows = [self._outbox.get(text.id) for text in self._written(merchant_id, since, until)]
        return sum(row.segments or 0 for row in rows if row is not None)

    def held_seconds(self, merchant_id: MerchantId, since: datetime, until: datetime) -> int:
        held = timedelta()
        for exchange in self._exchanges.all():
            is_spanned = exchange.merchant_id == merchant_id and since <= exchange.started_at < until
            if is_spanned and exchange.holder and self._is_counted_talk(exchange.conversation_id):
                texts = [text for text in self._messages.of(talk=exchange.conversation_id) if _is_under(text, exchange)]
                held += max((text.created_at - exchange.started_at for text in texts), default=timedelta())
        return int(held // timedelta(seconds=1))

    def experiment_arms(
        self,
        merchant_id: MerchantId,
        experiment_id: str,
        days: int,
        currency: str,
        entered: tuple[datetime, datetime] = (EPOCH, FOR_EVER),
    ) -> tuple[Arm, ...]:
        by_arm: dict[str, list[Assignment]] = defaultdict(list)
        for row in all_owned(self._assignments.all(), merchant_id):
            is_meant = row.experiment_id == experiment_id and entered[0] <= row.at < entered[1]
            if is_meant and self._is_counted(row.contact_id):
                by_arm[row.arm].append(row)
        span = timedelta(days=days)
        return tuple(self._arm(merchant_id, arm, rows, span, currency) for arm, rows in sorted(by_arm.items()))

    def experiment_began(self, merchant_id: MerchantId, experiment_id: str) -> datetime | None:
        rows = all_owned(self._assignments.all(), merchant_id)
        return min((row.at for row in rows if row.experiment_id == experiment_id), default=None)

    def experiments(self, merchant_id: MerchantId) -> tuple[str, ...]:
        return tuple(sorted({row.experiment_id for row in all_owned(self._assignments.all(), merchant_id)}))

    def _arm(
        self, merchant_id: MerchantId, name: str, entries: list[Assignment], span: timedelta, currency: str
    ) -> Arm:
        bought, clicks, replies, stops, kept = 0, 0, 0, 0, []
        for entry in entries:
            contact_id, at = entry.contact_id, entry.at
            placed = all_owned(self._orders.of(contact=contact_id), merchant_id)
            orders = [order for order in placed if at <= order.placed_at < at + span]
            talks = all_owned(self._conversations.of(contact=contact_id), merchant_id)
            bought += any(order.cancelled_at is None for order in orders)
            kept.append(sum(order.kept.minor for order in orders if order.currency == currency))
            followed = self._link_clicks.of(contact=contact_id)
            clicks += any(click.by is OpenedBy.HUMAN and at <= click.at < at + span for click in followed)
            texts = [text for talk in talks for text in self._messages.of(talk=talk.id)]
            replies += any(text.direction is Direction.IN and at < text.created_at < at + span for text in texts)
            events = [event for talk in talks for event in self._events.of(talk=talk.id)]
            stops += any(event.kind is EventKind.SUPPRESSED and at <= event.at < at + span for event in events)
        squares = float(sum(one * one for one in kept))
        return Arm(name, len(entries), bought, clicks, replies, stops, sum(kept), squares)

    def _placed(self, merchant_id: MerchantId, since: datetime, until: datetime) -> Iterator[Order]:
        placed = (row for row in self._orders.of(merchant=merchant_id) if since <= row.placed_at < until)
        return (row for row in placed if row.contact_id is None or self._is_counted(row.contact_id))

    def _written(self, merchant_id: MerchantId, since: datetime, until: datetime) -> Iterator[Message]:
        rows = self._messages.all()
        return (row for row in rows if row.merchant_id == merchant_id and since <= row.created_at < until)

    def _counted(self, merchant_id: MerchantId, since: datetime, until: datetime) -> Iterator[Message]:
        rows = self._written(merchant_id, since, until)
        return (row for row in rows if self._is_counted_talk(row.conversation_id))

    def _is_counted(self, contact_id: ContactId) -> bool:
        return all(tag.word != TEST for tag in self._tags.of(contact=contact_id))

    def _is_counted_talk(self, conversation_id: ConversationId) -> bool:
        talk = self._conversations.get(conversation_id)
        return talk is None or self._is_counted(talk.contact_id)

    def _credit_of(self, order: Order) -> Credit | None:
        return self.credit(order.merchant_id, order.shop_domain, order.order_id)

    def _reached(self, kind: Automation, automation_id: str, step: str, variant: str, touches: list[Touch]) -> Reach:
        rows = [row for touch in touches if (row := self._outbox.get(touch.message_id)) is not None]

        def contacts(did: Callable[[Touch], bool]) -> int:
            return len({touch.contact_id for touch in touches if did(touch)})

        return Reach(
            kind,
            automation_id,
            step,
            variant,
            texts=len(touches),
            sent=sum(map(_was_sent, rows)),
            delivered=sum(row.carrier_status in ("delivered", "read") for row in rows),
            failed=sum(row.state is OutboxState.FAILED for row in rows),
            recipients=contacts(lambda _: True),
            clicked=contacts(self._was_followed),
            replied=contacts(self._answered_soon),
            opted_out=contacts(self._ended_it),
        )

    def _was_followed(self, touch: Touch) -> bool:
        return any(click.by is OpenedBy.HUMAN for click in self._link_clicks.of(message=touch.message_id))

    def _answered_soon(self, touch: Touch) -> bool:
        text = self._messages.get(touch.message_id)
        later = self._messages.of(talk=text.conversation_id) if text else ()
        return any(
            text is not None
            and one.direction is Direction.IN
            and one.seq > text.seq
            and one.created_at <= touch.at + ANSWERED_WITHIN
            for one in later
        )

    def _ended_it(self, touch: Touch) -> bool:
        text = self._messages.get(touch.message_id)
        events = self._events.of(talk=text.conversation_id) if text else ()
        return any(
            event.kind is EventKind.SUPPRESSED and touch.at <= event.at <= touch.at + ANSWERED_WITHIN
            for event in events
        )


class MemoryFiguresBooks(MemoryFiguresReader, MemoryDayBooks):
    """Implements `conversation.figures_books.FiguresBooks`."""

    def save_credit(self, credit: Credit) -> None:
        self._credits.put(credit)
        self._reopen_order(credit.merchant_id, credit.shop_domain, credit.order_id)

    def drop_credit(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> None:
        self._credits.drop((merchant_id, shop_domain, order_id))
        self._reopen_order(merchant_id, shop_domain, order_id)

    def save_automation_rule(self, rule: AutomationRule) -> None:
        self._automation_rules.put(rule)

    def _reopen_order(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> None:
        order = self._orders.get((merchant_id, shop_domain, order_id))
        if order is not None:
            self.reopen_around(merchant_id, order.placed_at)


def _was_sent(row: OutboxRow) -> bool:
    return row.state is OutboxState.SENT or (row.state is OutboxState.FAILED and row.provider_id is not None)


def _is_under(text: Message, exchange: Exchange) -> bool:
    return text.exchange_id == exchange.id and text.author is Author.HUMAN


def _rounded(wait: timedelta) -> int:
    seconds = int(wait // timedelta(seconds=1))
    return seconds if seconds < FINE else seconds - seconds % 60
