"""What the operator at the machine does about a merchant's set-up."""

import asyncio
import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from api.demo import clock_for
from api.ledgers import opened
from api.operator import merchant_named
from api.settings import Settings
from api.setup.registration import FormKind, Registration, form_for, register
from api.setup.registration_lint import Fault, lint
from api.setup.trial import Attestation, Trial, leave_trial_cart, send_trial, trial_of
from api.wiring import open_carriers
from channels.simulator import Simulator
from channels.simulator_phones import Direction, PhoneText
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.brand_setting import merchant_of
from conversation.clock import Clock
from conversation.errors import Invalid, Misconfigured, Unknown
from conversation.ids import ConversationId, MerchantId
from conversation.ledger import Ledger, Reader
from tools.phone import to_e164

SOURCE = "command line"
LOOK_SECONDS = 0.2


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

    async def text(self, phone: str) -> tuple[str, ...]:
        """Send a test text to the operator's own phone, and say in lines what the gate decided."""
        name, now = getpass.getuser(), self.clock.now()
        who = Attestation(name, Doer(OPERATOR), SOURCE)
        await self.ledger.write(lambda books: send_trial(books, self.merchant_id, phone, who, load_rulebook(), now))
        found = await self.ledger.read(lambda books: trial_of(books, merchant_of(books, self.merchant_id)))
        return _trial_lines(found) if found else ("nothing was sent",)

    async def leave_cart(self) -> ConversationId:
        """Let the test phone leave a cart. Raises Unknown, Conflict."""
        now = self.clock.now()
        return await self.ledger.write(lambda books: leave_trial_cart(books, self.merchant_id, now))

    async def on_phone(self, phone: str, text: str, seconds: float) -> tuple[str, ...]:
        """Return what a simulated phone shows, once something new came or the time ran out. Raises Misconfigured."""
        number = to_e164(phone, "US")
        if number is None:
            raise Invalid("phone", f"{phone!r} cannot be dialled", "write it as +13035550142")
        business = await self._number()
        network = open_carriers(self.settings, self.clock).get(Simulator.name)
        if not isinstance(network, Simulator):
            raise Misconfigured("TWOLANE_SIMULATOR", "there is no simulated network here; set it to true")
        try:
            seen = len(network.phone(number))
            if text:
                network.text(number, business, text)
                seen += 1
            until = monotonic() + seconds
            while len(network.phone(number)) <= seen and monotonic() < until:
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


def _trial_lines(found: Trial) -> tuple[str, ...]:
    verdict = f"{found.state.value}: {found.rule} {found.why}" if found.rule else f"{found.state.value}: {found.words}"
    return f"to {found.phone}, {verdict}", f"conversation {found.conversation_id}"


def _phone_line(text: PhoneText) -> str:
    arrow = "->" if text.direction is Direction.FROM_PHONE else "<-"
    return f"{text.at:%H:%M:%S} {arrow} {text.body}"
