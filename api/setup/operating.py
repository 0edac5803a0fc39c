"""What the operator at the machine does about a merchant's set-up."""

import asyncio
import getpass
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from api.carriers import open_carriers
from api.demo import clock_for
from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from api.setup.registration import FormKind, Registration, form_for, register
from api.setup.registration_lint import Fault, lint
from api.setup.trial import Attestation, Trial, TrialState, leave_trial_cart, send_trial, trial_of
from channels.simulator import Simulator
from channels.simulator_phones import Direction, PhoneText
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.clock import Clock
from conversation.errors import Invalid, Misconfigured, Unknown
from conversation.ids import MerchantId
from conversation.ledger import Ledger, Reader
from tools.phone import to_e164

SOURCE = "command line"
LOOK_SECONDS = 0.2
NO_WORKER = "nothing came of it yet: is twolane serve, or a worker, running?"


@dataclass(frozen=True, slots=True)
class OperatorDesk:
    """The operator, at one merchant's set-up."""

    settings: Settings
    ledger: Ledger
    clock: Clock
    merchant_id: MerchantId

    async def registration(self, form: str) -> tuple[Registration, tuple[Fault, ...]]:
        """Return the answers for a form, and what a reviewer would send back. Raises Invalid."""
        if form and form not in set(FormKind):
            raise Invalid("--form", f"there is no form {form!r}", f"choose one of {', '.join(FormKind)}")

        def read(books: Reader) -> tuple[Registration, tuple[Fault, ...]]:
            merchant, senders = merchant_of(books, self.merchant_id), books.senders(self.merchant_id)
            needed = form_for(senders[0]) if senders else None
            kind = FormKind(form) if form else needed or FormKind.TOLL_FREE
            answers = register(merchant, senders[0] if senders else None, kind, self.clock.now())
            return answers, lint(answers, merchant)

        return await self.ledger.read(read)

    async def text(self, phone: str, seconds: float) -> tuple[str, ...]:
        """Send a test text to the operator's own phone, and say in lines what became of it within so many seconds."""
        name, now = getpass.getuser(), self.clock.now()
        who = Attestation(name, Doer(OPERATOR), SOURCE)
        await self.ledger.write(lambda books: send_trial(books, self.merchant_id, phone, who, load_rulebook(), now))
        return _trial_lines(await self._outcome(now, seconds))

    async def leave_cart(self, seconds: float) -> tuple[str, ...]:
        """Let the test phone leave a cart, and say what became of its reminder. Raises Unknown, Conflict."""
        now = self.clock.now()
        await self.ledger.write(lambda books: leave_trial_cart(books, self.merchant_id, now))
        return _trial_lines(await self._outcome(now, seconds))

    async def _outcome(self, since: datetime, seconds: float) -> Trial | None:
        """Return what became of the newest test text, once that is settled or the time ran out."""
        until = monotonic() + seconds
        while True:
            found = await self.ledger.read(lambda books: trial_of(books, merchant_of(books, self.merchant_id)))
            newest = found if found is not None and found.at >= since else None
            if (newest is not None and newest.state is not TrialState.ON_ITS_WAY) or monotonic() >= until:
                return newest
            await asyncio.sleep(LOOK_SECONDS)

    async def on_phone(self, phone: str, text: str, seconds: float) -> tuple[str, ...]:
        """Return what a simulated phone shows; where it texts, once that was answered. Raises Misconfigured."""
        number = to_e164(phone, "US")
        if number is None:
            raise Invalid("phone", f"{phone!r} cannot be dialled", "write it as +13035550142")
        business = await self._number()
        network = open_carriers(self.settings, self.clock).get(Simulator.name)
        if not isinstance(network, Simulator):
            raise Misconfigured("TWOLANE_SIMULATOR", "there is no simulated network here; set it to true")
        try:
            if text:
                network.text(number, business, text)
                until = monotonic() + seconds
                while _is_unanswered(network.phone(number)) and monotonic() < until:
                    await asyncio.sleep(LOOK_SECONDS)
            return tuple(map(_phone_line, network.phone(number)))
        finally:
            await network.close()

    async def _number(self) -> str:
        senders = await self.ledger.read(lambda books: books.senders(self.merchant_id))
        if not senders:
            raise Unknown("number of the merchant", self.merchant_id)
        return senders[0].phone


@asynccontextmanager
async def at_setup(settings: Settings, merchant: str) -> AsyncIterator[OperatorDesk]:
    """Open the set-up of the merchant that is named, or of the only one. Raises Invalid, Unknown."""
    async with opened(settings) as ledger:
        merchant_id = await ledger.read(lambda books: merchant_named(books, merchant))
        yield OperatorDesk(settings, ledger, clock_for(settings), merchant_id)


def _trial_lines(found: Trial | None) -> tuple[str, ...]:
    if found is None:
        return (NO_WORKER,)
    told = f"{found.rule}: {found.why}" if found.rule else found.words
    lines = (f"{found.phone}, {found.state.value}: {told}",)
    return lines if found.state is not TrialState.ON_ITS_WAY else (*lines, NO_WORKER)


def _is_unanswered(texts: Sequence[PhoneText]) -> bool:
    return texts[-1].direction is Direction.FROM_PHONE


def _phone_line(text: PhoneText) -> str:
    arrow = "->" if text.direction is Direction.FROM_PHONE else "<-"
    return f"{text.at:%H:%M:%S} {arrow} {text.body}"
