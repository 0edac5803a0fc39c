"""The stochastic test model: the pack's own words, varied by a seed that means the same for every pack."""

from random import Random

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from agent.models import ModelChoice, open_model
from agent.rehearsal import RehearsalModel
from agent.stochastic import NOT_AN_LLM, STOCHASTIC, StochasticModel, sentences
from conversation.errors import Misconfigured
from prompts.renderer import load_pack

LINE = "I hear you. I can take 10% off: use code SAVE10-AB3CD. Shall I send you the link?"


def lines(pack: str, text: str, seeds: range) -> list[str]:
    asked = [SystemMessage("You answer."), HumanMessage(text)]
    return [StochasticModel(pack=load_pack(pack), seed=seed).invoke(asked).text for seed in seeds]


def test_a_seed_always_says_the_same_and_seeds_differ() -> None:
    said = lines("recovery", "hello", range(40))
    assert said == lines("recovery", "hello", range(40))
    assert 3 < len(set(said)) < 40


def test_its_words_are_the_packs_and_change_with_it() -> None:
    pack = load_pack("recovery")
    table = " ".join(
        pack.phrase(name).text for name in ("thanks", "later", "not_interested", "plain_answer", "fallback")
    )
    plain = RehearsalModel(pack=pack).invoke([SystemMessage("You answer."), HumanMessage("hello")]).text
    for said in lines("recovery", "hello", range(40)):
        for sentence in sentences(said):
            assert sentence in f"{plain} {table}"
    assert lines("recovery", "hello", range(20)) != lines("recovery_brief", "hello", range(20))


@pytest.mark.parametrize("seed", range(30))
def test_what_the_server_granted_is_never_dropped(seed: int) -> None:
    said = StochasticModel(pack=load_pack("recovery"))._varied(LINE, Random(seed))
    assert "I can take 10% off: use code SAVE10-AB3CD." in said


def test_it_is_opened_by_its_name_and_seed_and_is_never_taken_for_an_llm() -> None:
    model = open_model(ModelChoice("stochastic:7"), load_pack("recovery"))
    assert isinstance(model, StochasticModel)
    assert (model.seed, model.model_name, model._llm_type) == (7, STOCHASTIC, NOT_AN_LLM)
    with pytest.raises(Misconfigured, match="stochastic:x has no seed"):
        open_model(ModelChoice("stochastic:x"), load_pack("recovery"))
