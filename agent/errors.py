"""What can end a turn early, named by what happens next.

Stale
 +- Superseded       the world moved on while the model thought; the caller reads again and reruns
SeatFailure          the model cannot finish this turn; a person is asked for
 +- BudgetSpent      it used up its calls or its time
     +- MoneySpent    what models may cost is spent
 +- ModelFailed      it could not be reached, or what it said cannot be sent
     +- ModelAway     it is not there now and may be soon: the turn may wait for it
"""

from conversation.errors import Stale, TwolaneError


class Superseded(Stale):
    """The epoch, the lease or the newest text changed during the turn. Nothing of the turn may be used."""


class SeatFailure(TwolaneError):
    """The model cannot finish this turn. The message is for the person who is asked for."""


class BudgetSpent(SeatFailure):
    """The turn used up its model calls, its tool calls or its time."""


class MoneySpent(BudgetSpent):
    """What the merchant lets models cost is spent."""


class ModelFailed(SeatFailure):
    """The model could not be reached, answered with something that is no text, or misused its tools twice."""


class ModelAway(ModelFailed):
    """The model cannot be reached, is overloaded, or takes no more calls for now."""
