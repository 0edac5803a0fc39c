"""The part of the ledger's port that counts: who is credited with orders, and what became of texts."""

from datetime import datetime
from typing import Protocol

from conversation.arm import Arm
from conversation.attribution_rule import AutomationRule
from conversation.clock import EPOCH
from conversation.credit import Credit
from conversation.day_figures import FOR_EVER
from conversation.figures import Answers, CreditedSum, Reach, Talks
from conversation.ids import MerchantId
from conversation.spent import Spent
from conversation.touch import Automation


class FiguresReader(Protocol):
    """Looks rows up and sums them up. Every span is from `since` up to but without `until`."""

    def credit(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> Credit | None: ...

    def automation_rule(
        self, merchant_id: MerchantId, kind: Automation, automation_id: str
    ) -> AutomationRule | None: ...

    def automation_rules(self, merchant_id: MerchantId) -> tuple[AutomationRule, ...]:
        """Every rule of the merchant, by kind and id."""
        ...

    def credited(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[CreditedSum, ...]:
        """Every order placed in the span, in exactly one of the sums."""
        ...

    def reach(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Reach, ...]:
        """What became of automatic texts of the span."""
        ...

    def talks_by_seat(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Talks, ...]:
        """Conversations in which a text left in the span, by who spoke in it."""
        ...

    def answer_times(self, merchant_id: MerchantId, since: datetime, until: datetime) -> tuple[Answers, ...]:
        """How long answers of the span took; to the second below ten minutes, above to the minute."""
        ...

    def spent_between(self, merchant_id: MerchantId, since: datetime, until: datetime) -> Spent:
        """What the AI's turns of the span cost. Models are not named."""
        ...

    def segments_between(self, merchant_id: MerchantId, since: datetime, until: datetime) -> int:
        """How many segments carriers took, of texts written in the span."""
        ...

    def held_seconds(self, merchant_id: MerchantId, since: datetime, until: datetime) -> int:
        """How long people were at it: from each takeover that began in the span to their last text under it."""
        ...

    def experiment_arms(
        self,
        merchant_id: MerchantId,
        experiment_id: str,
        days: int,
        currency: str,
        entered: tuple[datetime, datetime] = (EPOCH, FOR_EVER),
    ) -> tuple[Arm, ...]:
        """The arms that contacts were assigned to in the span `entered`, by name.

        Orders count for `days` from the assignment on; in no currency, what was bought counts and no money does.
        """
        ...

    def experiment_began(self, merchant_id: MerchantId, experiment_id: str) -> datetime | None:
        """When the first contact was assigned to an arm; None where none was."""
        ...

    def experiments(self, merchant_id: MerchantId) -> tuple[str, ...]:
        """What contacts were assigned to arms for."""
        ...


class FiguresBooks(FiguresReader, Protocol):
    """The rows inside one transaction."""

    def save_credit(self, credit: Credit) -> None: ...
    def drop_credit(self, merchant_id: MerchantId, shop_domain: str, order_id: str) -> None: ...
    def save_automation_rule(self, rule: AutomationRule) -> None: ...
