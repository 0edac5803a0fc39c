"""What the merchant wrote down steers the AI: guidelines always, exact answers without a model, and no guess leaves."""

from dataclasses import dataclass, field, replace

import pytest

from agent.model_opener import ModelOpener
from agent.models import ModelChoice
from agent.outcome import Escalate, Speak
from agent.recovery_agent import RecoveryAgent
from agent.seat import AiSeat
from agent.view import Occasion, TurnView
from conversation.escalation import EscalationReason
from conversation.knowledge import Guideline, GuidelineScope, VerifiedAnswer
from conversation.merchant_fact import MerchantFact
from conversation.persona import Persona
from conversation.shelf import EMPTY, Shelf
from prompts.pack import Pack
from prompts.renderer import load_pack
from tests.agent.scripted import ScriptedModel
from tests.agent.stage import ALLOW, Stage, build_stage, refuse
from tests.tools.house import NOW
from tools.toolset import recovery_tools

WRAP = VerifiedAnswer("ans_1", "mer_1", ("Do you gift wrap?",), "Yes, every order, for free.", True, "usr_1", NOW)
FORMAL = Guideline("gui_1", "mer_1", "Never joke about\nsizes.", GuidelineScope.ANSWERS, 9, "usr_1", NOW)
SHORT = replace(FORMAL, id="gui_2", text="Be short.", scope=GuidelineScope.EVERY_TEXT, priority=1)


@dataclass
class Shelved(Stage):
    shelf: Shelf = field(default=EMPTY)

    def view(self, occasion: Occasion = Occasion.REPLY) -> TurnView:
        return replace(super().view(occasion), shelf=self.shelf)


@pytest.fixture
def pack() -> Pack:
    return load_pack("recovery")


async def shelved(pack: Pack, shelf: Shelf, *answers: str, persona: Persona | None = None) -> Shelved:
    agent = RecoveryAgent(ScriptedModel(answers=list(answers)), pack, recovery_tools(), persona=persona or Persona())
    stage = await build_stage(agent)
    return Shelved(stage.agent, stage.house, stage.knowledge, shelf=shelf)


async def test_an_exact_answer_leaves_as_it_is_and_names_itself_as_its_source(pack: Pack) -> None:
    stage = await shelved(pack, Shelf(1, answers=(WRAP,)))
    outcome = await stage.hears("hi! do you gift wrap?").turn()
    assert isinstance(outcome, Speak)
    draft = outcome.draft
    assert (draft.body, draft.model, draft.sources) == (WRAP.text, "verified answer", (f"answer/ans_1: {WRAP.text}",))


@pytest.mark.parametrize("texts", [("do you gift wrap for my cat?",), ("do you gift wrap?", "and ship abroad?")])
async def test_anything_else_besides_goes_to_the_model(pack: Pack, texts: tuple[str, ...]) -> None:
    stage = await shelved(pack, Shelf(1, answers=(WRAP,)), "Good question!")
    assert await stage.reply_to(*texts) == "Good question!"


async def test_who_asks_twice_is_answered_once(pack: Pack) -> None:
    stage = await shelved(pack, Shelf(1, answers=(WRAP,)))
    assert await stage.reply_to("do you gift wrap?", "Do you gift wrap??") == WRAP.text


async def test_an_exact_answer_that_may_not_leave_is_left_to_the_model(pack: Pack) -> None:
    stage = await shelved(pack, Shelf(1, answers=(WRAP,)), "A person will tell you.")
    stage.judge = lambda draft: refuse() if draft.model == "verified answer" else ALLOW
    assert await stage.reply_to("do you gift wrap?") == "A person will tell you."


async def test_a_guess_is_repaired_once_and_then_is_a_knowledge_gap(pack: Pack) -> None:
    stage = await shelved(pack, EMPTY, "Yes, it's waterproof.", "It is waterproof, promised.")
    outcome = await stage.hears("is it waterproof?").turn()
    assert isinstance(outcome, Escalate)
    assert outcome.escalation.reason is EscalationReason.KNOWLEDGE_GAP
    assert "is it waterproof?" in outcome.escalation.note
    mended = await shelved(pack, EMPTY, "Yes, it's waterproof.", "I would have to ask a person about that.")
    assert await mended.reply_to("is it waterproof?") == "I would have to ask a person about that."


async def test_a_live_fact_is_source_enough(pack: Pack) -> None:
    fact = MerchantFact(
        "fct_1", "mer_1", "The pack is waterproof.", "checked", "usr_1", "", NOW, NOW.replace(year=2027)
    )
    stage = await shelved(pack, Shelf(1, facts=(fact,)), "Yes, it's waterproof.")
    assert await stage.reply_to("is it waterproof?") == "Yes, it's waterproof."
    over = await shelved(pack, Shelf(1, facts=(replace(fact, expires_at=NOW),)), "Yes, it's waterproof.", "Still is.")
    assert await over.reply_to("is it waterproof?") == "Still is."


async def test_guidelines_stand_in_the_prefix_and_each_set_has_an_agent_of_its_own(pack: Pack) -> None:
    seat = AiSeat(ModelOpener(ModelChoice()), recovery_tools())
    plain = await seat.agent_for("recovery")
    bound = await seat.agent_for("recovery", Persona(), (FORMAL, SHORT))
    assert await seat.agent_for("recovery", Persona(), (FORMAL, SHORT)) is bound is not plain
    told = str(bound._instructions.content)
    assert told.startswith(str(plain._instructions.content))
    assert told.endswith("- In answers: Never joke about sizes.\n- Be short.")
    await seat.close()
