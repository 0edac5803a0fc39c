"""The demo's phones over REST: text a business number, read a phone."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.auth import MayControl, MayRead
from api.house import HouseDep
from channels.simulator import Simulator
from conversation.errors import Unknown

router = APIRouter(prefix="/simulator", tags=["Simulator (demo only)"])


class TextIn(BaseModel):
    """A text from a phone. Spelled `from` in JSON."""

    from_: str
    to: str
    body: str

    model_config = {"populate_by_name": True, "alias_generator": lambda name: name.rstrip("_")}


class PhoneTextOut(BaseModel):
    """One text on a phone."""

    direction: str
    business: str
    body: str
    at: datetime
    status: str


class PhoneOut(BaseModel):
    """A phone and its texts, oldest first."""

    number: str
    texts: list[PhoneTextOut]


@router.post("/texts", status_code=202)
async def send_text(text: TextIn, house: HouseDep, user: MayControl) -> None:
    """Text a business number as a person would; the network then calls our webhook."""
    _network(house.simulator).text(text.from_, text.to, text.body)


@router.get("/phones/{number}")
async def read_phone(number: str, house: HouseDep, user: MayRead) -> PhoneOut:
    """Read everything on a phone."""
    texts = _network(house.simulator).phone(number)
    shown = [
        PhoneTextOut(
            direction=text.direction.value, business=text.business, body=text.body, at=text.at, status=text.status.value
        )
        for text in texts
    ]
    return PhoneOut(number=number, texts=shown)


def _network(simulator: Simulator | None) -> Simulator:
    if simulator is None:
        raise Unknown("simulator", "here")
    return simulator
