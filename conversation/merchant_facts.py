"""Changing facts about a merchant, and taking them back. What once backed a text stays in the ledger."""

from dataclasses import replace
from datetime import datetime, timedelta

from conversation.errors import Conflict, Invalid, Unknown
from conversation.ids import MerchantId, UserId, new_id
from conversation.ledger import Books
from conversation.merchant_fact import MerchantFact


def retire_fact(books: Books, merchant_id: MerchantId, fact_id: str, now: datetime) -> MerchantFact:
    """Take a fact back: it backs nothing from now on, and stays in the ledger. Raises Unknown, Conflict."""
    fact = books.merchant_fact(merchant_id, fact_id)
    if fact is None:
        raise Unknown("fact", fact_id)
    if fact.retired_at is not None:
        raise Conflict("it was taken back already")
    retired = replace(fact, retired_at=now)
    books.save_merchant_fact(retired)
    return retired


LONGEST_FACT = 500
LONGEST_LIFE = timedelta(days=730)
"""House figures: what nobody has looked at for two years is a fact no longer."""


def add_fact(
    books: Books, merchant_id: MerchantId, statement: str, basis: str, until: datetime, by: UserId, now: datetime
) -> MerchantFact:
    """Keep a fact that no text said yet: `by` vouches for it until `until`. Raises Invalid as `change_fact` does."""
    fact = MerchantFact(
        id=new_id("fct", now),
        merchant_id=merchant_id,
        statement=_checked(statement, until, now),
        basis=basis,
        said_by=by,
        conversation_id="",
        said_at=now,
        expires_at=until,
    )
    books.save_merchant_fact(fact)
    return fact


def change_fact(
    books: Books, merchant_id: MerchantId, fact_id: str, statement: str, until: datetime, by: UserId, now: datetime
) -> MerchantFact:
    """Put another fact in the place of one: `by` vouches for it until `until`.

    Raises Unknown, Conflict where it was taken back, and Invalid for no words, too many, or a moment that is past or
    years away.
    """
    statement = _checked(statement, until, now)
    old = retire_fact(books, merchant_id, fact_id, now)
    changed = replace(
        old,
        id=new_id("fct", now),
        statement=statement,
        said_by=by,
        said_at=now,
        expires_at=until,
        retired_at=None,
    )
    books.save_merchant_fact(changed)
    return changed


def _checked(statement: str, until: datetime, now: datetime) -> str:
    statement = " ".join(statement.split())
    if not 1 <= len(statement) <= LONGEST_FACT:
        raise Invalid("statement", f"it has {len(statement)} characters", f"write 1 to {LONGEST_FACT}")
    if not now < until <= now + LONGEST_LIFE:
        raise Invalid("until", f"{until:%Y-%m-%d} is past or too far away", "name a day within two years")
    return statement
