"""Playing one scenario of a plan on a stage of its own."""

import logging
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from agent.acting import Acting
from agent.heard_model import TAPE
from agent.heard_opener import HeardOpener
from agent.hostile import HOSTILE
from agent.prices import read_prices
from agent.role_model import RoleModel
from api.configured_models import open_row
from api.sample_world import MERCHANT
from api.settings import Settings
from api.stage import Stage, open_stage
from conversation.chance import seeded_chance
from conversation.ledger import Books
from conversation.persona import Persona
from evals.call import SHOPPER
from evals.cassettes.cassette import Take
from evals.cassettes.deck import CassetteDeck, Shelf
from evals.draft_note import settled
from evals.listening import Listener
from evals.performing import Performer
from evals.plan import Play, seed_of
from evals.recording import record
from evals.shoppers.cast import Cast, OpensRole
from evals.transcript import Transcript
from prompts.pack import Pack
from prompts.renderer import load_pack

WAITING_SECONDS = 600.0
"""What a turn may take where requests wait for their minute: the most that the settings allow."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Company:
    """Plays plays, any number at once. Their models are opened once and shared, until `close`; packs are read once.

    No more than `requests_per_minute` go to each model; a turn then has WAITING_SECONDS, for most of it may be waiting.
    """

    requests_per_minute: float | None = None
    shelf: Shelf | None = None
    openers: dict[str, HeardOpener] = field(default_factory=dict)
    packs: dict[str, Pack] = field(default_factory=dict)

    async def play(self, one: Play) -> Transcript:
        """Play one scenario. What goes wrong is the transcript's trouble, and it holds what there was until then.

        Raises CassetteMiss where a replay comes to a question that nobody recorded, and Misconfigured where a model
        cannot be had.

        Ids and codes are drawn by the scenario and the trial: what says the same makes the same transcript.
        """
        opens, settings = self._opener(one.settings), self._patient(one.settings)
        scenario = one.occasion.scenario
        with seeded_chance(seed_of(0, scenario.name, one.occasion.trial)):
            stage = open_stage(
                scenario.starts_at, pack=one.pack, settings=settings, opens=opens, find_pack=self._find_pack
            )
            async with stage as opened:
                return await _played(opened, one, self._deck(one), self._shopper_opener(one, settings))

    async def close(self) -> None:
        """Let go of the models' connections."""
        openers, self.openers = self.openers, {}
        for opener in openers.values():
            await opener.close()

    def _opener(self, settings: Settings) -> HeardOpener:
        """Return what opens the model: anew for the hostile one, which goes by what it has heard so far."""
        name = settings.model
        if name.partition(":")[0] == HOSTILE:
            return HeardOpener(open_row(settings.model_copy(update={"demo": True})), name)
        if name not in self.openers:
            self.openers[name] = HeardOpener(open_row(settings), name, self.requests_per_minute)
        return self.openers[name]

    def _shopper_opener(self, one: Play, settings: Settings) -> OpensRole:
        """Return what opens a model that plays a shopper. It calls no tools, so nobody asks whether it can."""

        async def opens(name: str) -> RoleModel:
            known, named = f"shopper {name}", {"model": name, "model_fallbacks": (), "model_acting": Acting.NATIVE}
            if known not in self.openers:
                row = open_row(settings.model_copy(update=named))
                self.openers[known] = HeardOpener(row, known, self.requests_per_minute)
            return RoleModel(await self.openers[known](self._find_pack(one.pack)))

        return opens

    def _find_pack(self, name: str) -> Pack:
        if name not in self.packs:
            self.packs[name] = load_pack(name)
        return self.packs[name]

    def _deck(self, one: Play) -> CassetteDeck | None:
        if self.shelf is None:
            return None
        occasion = one.occasion
        take = Take(one.pack, occasion.model, occasion.persona, occasion.trial)
        return self.shelf.deck(occasion.suite, occasion.scenario.name, take)

    def _patient(self, settings: Settings) -> Settings:
        if self.requests_per_minute is None:
            return settings
        return settings.model_copy(update={"turn_seconds": WAITING_SECONDS})


async def _played(stage: Stage, one: Play, deck: CassetteDeck | None, opens: OpensRole) -> Transcript:
    listener = Listener(stage.clock, read_prices(one.settings.model_prices), deck)
    beside = replace(listener, notes=[], by=SHOPPER)
    performer = Performer(stage, one.occasion.scenario, Cast(one.occasion.chance, opens, beside))
    trouble: str | None = None
    with ExitStack() as listening:
        listening.callback(TAPE.reset, TAPE.set(listener))
        try:
            await _speak_as(stage, one.voice.persona)
            await performer.perform()
        except Exception as error:  # noqa: BLE001  the scenario's boundary: one that breaks must not take the others along
            logger.warning("the scenario %s could not be played: %s", one.occasion.scenario.name, error)
            trouble = f"{type(error).__name__}: {error}"
    if (broken := listener.broken or beside.broken) is not None:
        raise broken
    trouble = trouble or listener.away or beside.away
    ledger, calls = stage.twolane.house.ledger, (*listener.notes, *beside.notes)
    simulated = tuple(performer.simulations)
    if deck is not None:
        deck.end(whole=trouble is None and not any(call.error for call in calls))
    played = await ledger.read(lambda books: record(books, MERCHANT.id, one.occasion, trouble, calls, simulated))
    return checked(replace(played, drafts=settled(listener.drafts, (text.composed for text in played.by_ai))))


async def _speak_as(stage: Stage, persona: Persona) -> None:
    def command(books: Books) -> None:
        if (merchant := books.merchant(MERCHANT.id)) is not None:
            books.save_merchant(replace(merchant, settings=replace(merchant.settings, persona=persona)))

    if not persona.is_plain:
        await stage.twolane.house.ledger.write(command)


def checked(played: Transcript) -> Transcript:
    """Return the transcript, in trouble where the AI spoke by another pack: the packs' columns would mean nothing."""
    foreign = {text.prompt_hash for text in played.by_ai} - {played.pack.hash}
    if not foreign or played.trouble is not None:
        return played
    return replace(played, trouble=f"the AI did not speak by the pack {played.pack.label}")
