"""The cast: who plays the shoppers of one play."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from agent.heard_model import Tape
from agent.role_model import RoleModel
from evals.errors import NotPlayable
from evals.shoppers.by_model import ModelShopper
from evals.shoppers.by_rules import RuleShopper
from evals.shoppers.role import Role
from evals.shoppers.shopper import Shopper

OpensRole: TypeAlias = Callable[[str], Awaitable[RoleModel]]


@dataclass(frozen=True, slots=True)
class Cast:
    """`chance` is what shoppers by rules draw by; `opens` opens a model by its name, which `tape` listens to."""

    chance: int = 0
    opens: OpensRole | None = None
    tape: Tape | None = None

    async def shopper(self, role: Role) -> Shopper:
        """Raises NotPlayable where a model is to play and none can be opened, and Misconfigured as opening does."""
        if role.is_by_rules:
            return RuleShopper(role, self.chance)
        if self.opens is None:
            raise NotPlayable(f"no model can be opened here to play the shopper; write by: rules instead of {role.by}")
        return ModelShopper(role, await self.opens(role.by), self.tape)
