"""Credits, and figures of a span, in SQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from conversation.arm import Arm
from conversation.attribution_rule import AutomationRule, How
from conversation.clock import EPOCH, from_milliseconds, to_milliseconds
from conversation.credit import Credit, Spoke
from conversation.day_figures import FOR_EVER
from conversation.figures import Answers, CreditedSum, Reach, Talks
from conversation.ids import MerchantId
from conversation.message import Author
from conversation.spent import Spent
from conversation.store_sql import summing, tables
from conversation.store_sql.arms import ARMS, BEGAN, EXPERIMENTS
from conversation.store_sql.automation import ORDERS
from conversation.store_sql.days import SqlDayBooks
from conversation.store_sql.rows import Rows
from conversation.store_sql.session import Session
from conversation.store_sql.statement import Statement, Values
from conversation.touch import Automation

CREDITS = Rows(Credit, tables.credits)
RULES = Rows(AutomationRule, tables.automation_rules)


class SqlFiguresReader:
    """Implements `conversation.figures_books.FiguresReader`."""

    _session: Session

    def credit(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> Credit | None:
        return CREDITS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, order_id=order_id)

    def automation_rule(self, merchant_id: MerchantId, kind: Automation, automation_id: str) -> AutomationRule | None:
        return RULES.one(self._session, merchant_id=merchant_id, kind=kind.value, automation_id=automation_id)

    def automation_rules(self, merchant_id: MerchantId) -> tuple[AutomationRule, ...]:
        return RULES.many(self._session, ("kind", "automation_id"), merchant_id=merchant_id)

    def credited(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[CreditedSum, ...]:
        found = self._span(summing.CREDITED, merchant_id, since, until)
        return tuple(_credited_sum(*row) for row in sorted(found, key=_nothing_first))

    def reach(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Reach, ...]:
        found = self._span(summing.REACH, merchant_id, since, until)
        return tuple(Reach(Automation(kind), *names, *map(int, counts)) for kind, *names, counts in map(_parted, found))

    def talks_by_seat(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Talks, ...]:
        found = self._span(summing.TALKS, merchant_id, since, until)
        return tuple(Talks(Spoke(spoke), *map(int, counts)) for spoke, *counts in found)

    def answer_times(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Answers, ...]:
        found = self._span(summing.ANSWERS, merchant_id, since, until)
        return tuple(Answers(Author(author), int(wait) // 1000, int(count)) for author, wait, count in found)

    def spent_between(self, merchant_id: MerchantId, since: datetime, until: datetime) -> Spent:
        ((turns, priced, *sums),) = self._span(summing.SPENT, merchant_id, since, until)
        calls, tokens_in, cached, tokens_out, milliseconds, micros = map(int, sums)
        known = micros if turns == priced else None
        return Spent((), calls, tokens_in, cached, tokens_out, milliseconds, known)

    def segments_between(self, merchant_id: MerchantId, since: datetime, until: datetime) -> int:
        ((segments,),) = self._span(summing.SEGMENTS, merchant_id, since, until)
        return int(segments)

    def held_seconds(self, merchant_id: MerchantId, since: datetime, until: datetime) -> int:
        ((milliseconds,),) = self._span(summing.HELD_TIME, merchant_id, since, until)
        return int(milliseconds) // 1000

    def experiment_arms(
        self,
        merchant_id: MerchantId,
        experiment_id: str,
        days: int,
        currency: str,
        entered: tuple[datetime, datetime] = (EPOCH, FOR_EVER),
    ) -> tuple[Arm, ...]:
        values: Values = {
            "since": to_milliseconds(entered[0]),
            "until": to_milliseconds(entered[1]),
            "merchant_id": merchant_id,
            "experiment_id": experiment_id,
            "span": timedelta(days=days) // timedelta(milliseconds=1),
            "currency": currency,
        }
        return tuple(
            Arm(name, int(recipients), int(bought), int(clicks), int(replies), int(stops), int(kept), float(squares))
            for name, recipients, bought, clicks, replies, stops, kept, squares in self._session.all(ARMS, values)
        )

    def experiment_began(self, merchant_id: MerchantId, experiment_id: str) -> datetime | None:
        row = self._session.first(BEGAN, {"merchant_id": merchant_id, "experiment_id": experiment_id})
        return from_milliseconds(row[0]) if row is not None and row[0] is not None else None

    def experiments(self, merchant_id: MerchantId) -> tuple[str, ...]:
        return tuple(name for (name,) in self._session.all(EXPERIMENTS, {"merchant_id": merchant_id}))

    def _span(
        self, statement: Statement, merchant_id: MerchantId, since: datetime, until: datetime
    ) -> Sequence[Sequence[Any]]:
        values: Values = {
            "merchant_id": merchant_id,
            "since": to_milliseconds(since),
            "until": to_milliseconds(until),
        }
        return self._session.all(statement, values)


class SqlFiguresBooks(SqlFiguresReader, SqlDayBooks):
    """Implements `conversation.figures_books.FiguresBooks`."""

    def save_credit(self, credit: Credit) -> None:
        CREDITS.save(self._session, credit)
        self._reopen_order(credit.merchant_id, credit.shop_domain, credit.order_id)

    def drop_credit(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> None:
        CREDITS.drop(self._session, merchant_id=merchant_id, shop_domain=shop_domain, order_id=order_id)
        self._reopen_order(merchant_id, shop_domain, order_id)

    def save_automation_rule(self, rule: AutomationRule) -> None:
        RULES.save(self._session, rule)

    def _reopen_order(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> None:
        order = ORDERS.one(self._session, merchant_id=merchant_id, shop_domain=shop_domain, order_id=order_id)
        if order is not None:
            self.reopen_around(merchant_id, order.placed_at)


def _credited_sum(
    currency: str,
    how: str | None,
    spoke: str | None,
    kind: str | None,
    automation_id: str,
    step: str,
    variant: str,
    orders: int,
    minor: int,
) -> CreditedSum:
    return CreditedSum(
        currency=currency,
        how=How(how) if how else None,
        spoke=Spoke(spoke) if spoke else None,
        kind=Automation(kind) if kind else None,
        automation_id=automation_id,
        step=step,
        variant=variant,
        orders=int(orders),
        minor=int(minor),
    )


def _nothing_first(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(cell or "" for cell in row[:7])


def _parted(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return the four names of a row of reach, and its counts."""
    return *row[:4], row[4:]
