"""What the set-up finds at the carrier stands on its checklist, with the remedy."""

from pathlib import Path

import pytest

from agent.models import ModelChoice
from api.knowledge.fetching import PageFetcher
from api.settings import Settings
from api.setup.carriage import carrier as carrier_line
from api.setup.gathering import Gatherer
from api.setup.item import State
from api.setup.probing import Prober
from api.shops.secrets import ShopSecrets
from channels.twilio import Twilio, TwilioAccount
from compliance.rulebook import load_rulebook
from conversation.clock import ScriptedClock
from conversation.sender import Registration, Sender, SenderKind
from conversation.store_memory import MemoryLedger
from tests.channels.fake_twilio import FakeTwilio
from tests.channels.test_inspection import PHONE, SERVICE, SID, TWILIO_HOOK, twilio
from tests.conversation.world import MERCHANT, NOW


async def probed(fake: FakeTwilio, folder: Path, token: str = "t") -> tuple[State, str]:
    clock, ledger = ScriptedClock(NOW), MemoryLedger()
    settings = Settings(_env_file=None, data_dir=folder, public_url="http://texts.example")
    number = Sender("snd_9", MERCHANT.id, PHONE, SenderKind.TEN_DLC, Registration.VERIFIED, "twilio")
    carrier = Twilio(TwilioAccount(SID, token, messaging_service_sid=SERVICE), fake.transport())
    prober = Prober(settings, clock, {"twilio": carrier}, PageFetcher(), ModelChoice("rehearsal"))
    gatherer = Gatherer(settings, frozenset({"twilio"}), ShopSecrets(settings))
    found = await prober.probe(MERCHANT, number)
    await carrier.close()

    await ledger.write(lambda books: books.save_merchant(MERCHANT))
    await ledger.write(lambda books: books.save_sender(number))
    facts = await ledger.read(lambda books: gatherer.gather(books, MERCHANT, NOW, found))
    line = carrier_line(facts, load_rulebook())
    return line.state, line.why


async def test_the_line_of_the_carrier_says_what_is_missing_and_what_puts_it_right(tmp_path: Path) -> None:
    fake = twilio()
    fake.services[SERVICE] |= {"inbound_request_url": TWILIO_HOOK.replace("https", "http", 1)}
    assert await probed(fake, tmp_path) == (State.DONE, "twilio answered at 17:30 UTC")
    fake.campaigns.clear()
    state, why = await probed(fake, tmp_path)
    assert state is State.MISSING and "twilio says: it is registered for no 10DLC campaign" in why
    assert why.endswith("hand in the answers of twolane setup registration --form 10dlc")
    assert (await probed(fake, tmp_path, "old"))[1].startswith("twilio says: Twilio does not know these credentials")


@pytest.mark.parametrize("status", [429, 500])
async def test_a_carrier_that_does_not_answer_is_told_as_such(tmp_path: Path, status: int) -> None:
    fake = twilio()
    fake.numbers = [{"phone_number": PHONE, "sms_url": TWILIO_HOOK}]
    fake.silence = status
    state, why = await probed(fake, tmp_path)
    assert state is State.MISSING and f"HTTP {status}" in why
