"""A web edge for the simulated network to call, and time in the test's hand."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx

from channels.carrier import Inbound, Outgoing, StatusUpdate, WebhookRequest
from channels.simulator import Simulator
from channels.simulator_courier import Courier
from channels.simulator_plan import FaultPlan
from channels.simulator_weather import Weather
from conversation.clock import ScriptedClock

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
BUSINESS, SHOPPER = "+18885550100", "+13035550111"
STATUS_URL = "https://twolane.example/webhooks/simulator/status?message=msg_1"
TEXT = Outgoing("msg_1", BUSINESS, SHOPPER, "Your cart is still here.", STATUS_URL)


class Ticker:
    """Real time, in the test's hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Edge:
    """Our web edge: notes every webhook and gives the next answer it was told to, or 200."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.heard: list[WebhookRequest] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(WebhookRequest(str(request.url), dict(request.headers), request.content))
        if self.meanwhile is not None:
            await self.meanwhile()
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))


def make(
    ticker: Ticker,
    weather: FaultPlan | Weather | None = None,
    path: str = ":memory:",
    blocks: bool = False,
    clock: ScriptedClock | None = None,
) -> Simulator:
    return Simulator(
        path=path,
        clock=clock or ScriptedClock(NOW),
        auth_token="token",
        public_url="https://twolane.example",
        weather=weather,
        blocks_after_stop=blocks,
        real_time=ticker,
    )


def courier(simulator: Simulator, edge: Edge) -> Courier:
    return simulator.courier(edge.client())


def inbounds(simulator: Simulator, edge: Edge) -> list[Inbound]:
    return [simulator.parse_inbound(request) for request in edge.heard]


def statuses(simulator: Simulator, edge: Edge) -> list[StatusUpdate]:
    return [simulator.parse_status(request) for request in edge.heard]
