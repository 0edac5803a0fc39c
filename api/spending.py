"""Writing down what the AI's turns cost, also where one came to nothing."""

from conversation.clock import Clock
from conversation.conversation import Conversation
from conversation.event import EventKind
from conversation.fence import Held, hold
from conversation.ids import MessageId
from conversation.ledger import Books, Ledger
from tools.context import TurnContext


def record_spent(held: Held, context: TurnContext, message: MessageId = "") -> None:
    """Write down what the turn cost, by which words and for which text; a model that counts no tokens costs nothing."""
    if context.spent.tokens_in:
        about = {"message": message} if message else {}
        held.record(EventKind.TURN_SPENT, "ai", **about, pack=context.pack_hash, **context.spent.details())


async def record_lost(ledger: Ledger, clock: Clock, seen: Conversation, context: TurnContext) -> None:
    """Write down what a turn cost of which nothing else is kept: the provider bills it all the same."""
    if not context.spent.tokens_in:
        return

    def command(books: Books) -> None:
        with hold(books, seen.merchant_id, seen.id, clock.now()) as held:
            record_spent(held, context)

    await ledger.write(command)
