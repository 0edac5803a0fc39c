"""Opening models that are listened to: each once for a pack, however many seats ask with it."""

import asyncio
from functools import partial

from langchain_core.language_models import BaseChatModel
from langchain_core.rate_limiters import InMemoryRateLimiter

from agent.heard_model import HeardModel
from agent.model_opener import OpensModel
from agent.models import close_model
from prompts.pack import Pack


class HeardOpener:
    """Opens what `opens` would, when it is first asked and not before, and lends it until `close`.

    `name` is how the model was chosen. No more than `requests_per_minute` go to it, evenly spread; None: as many as
    come.
    """

    def __init__(self, opens: OpensModel, name: str, requests_per_minute: float | None = None) -> None:
        self._opens = opens
        self._name = name
        self._pace = (
            None
            if requests_per_minute is None
            else InMemoryRateLimiter(requests_per_second=requests_per_minute / 60, check_every_n_seconds=0.02)
        )
        self._opened: dict[str, BaseChatModel] = {}
        self._opening = asyncio.Lock()

    async def __call__(self, pack: Pack) -> BaseChatModel:
        return HeardModel(asked_name=self._name, open_inner=partial(self._inner, pack), rate_limiter=self._pace)

    async def close(self) -> None:
        """Let go of the connections of everything that was lent."""
        opened, self._opened = self._opened, {}
        for model in opened.values():
            await close_model(model)

    async def _inner(self, pack: Pack) -> BaseChatModel:
        """Raises Misconfigured and ModelFailed as `opens` does."""
        if pack.hash not in self._opened:
            async with self._opening:
                if pack.hash not in self._opened:
                    self._opened[pack.hash] = await self._opens(pack)
        return self._opened[pack.hash]
