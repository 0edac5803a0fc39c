"""Texts that fit their segments."""

from hypothesis import given
from hypothesis import strategies as st

from agent.fitting import fitted, too_long
from agent.outcome import Escalate, Speak
from channels.segments import measure
from tests.agent.conftest import BuildStage
from tests.fake_openai import FakeOpenAI, Text

LINK = "https://tidewater.example/checkouts/ct1/recover?key=0123456789abcdef"
LONG = "I am glad that you ask about this. " * 14
WORDS = st.lists(
    st.sampled_from(["Hello there.", "Sure!", f"Here it is: {LINK}", "ok", "Is that it?", "\U0001f600 yes."])
)


@given(WORDS, st.integers(1, 4))
def test_whole_sentences_and_links_stay_whole(words: list[str], most: int) -> None:
    text = " ".join(words * 4)
    kept = fitted(text, most)
    assert text.startswith(kept)
    assert kept == text or measure(kept).count <= most
    assert kept == text or kept[-1] in ".!?", "it ends where a sentence does"
    assert LINK not in text or kept.count("https://") == kept.count(LINK)


def test_a_model_is_told_how_much_too_long_it_was() -> None:
    assert too_long("Short enough.", 3) is None
    refusal = too_long(LONG, 3)
    assert refusal is not None and "4 segments" in refusal.why
    emoji = too_long("\U0001f600" * 150, 3)
    assert emoji is not None and "without emoji" in emoji.why


async def test_a_long_text_is_written_anew_and_then_cut_at_a_sentence(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    server.script(Text(LONG), Text("A short answer."))
    assert await stage.reply_to("hm, why?") == "A short answer."
    assert "text.segments" in str(server.requests[-1].messages[-1]["content"])
    server.script(Text(LONG), Text(f"{LONG} Your link: {LINK}"))
    outcome = await stage.hears("and?").turn()
    assert isinstance(outcome, Speak)
    assert measure(outcome.draft.body).count <= 3 and outcome.draft.body.endswith("about this.")


async def test_a_text_that_no_cut_makes_fit_brings_a_person(server: FakeOpenAI, online: BuildStage) -> None:
    stage = await online()
    server.script(Text("word " * 110), Text("word " * 110))
    assert isinstance(await stage.hears("hm, why?").turn(), Escalate)
