"""The transcript: who said what, in which role, and what a hand back leaves of it."""

from dataclasses import replace

from langchain_core.messages import AIMessage, HumanMessage

from agent.situation import situation_of
from agent.transcript import LONGEST, STEP, transcript_of
from agent.view import HandBack
from conversation.message import Author, Body, Purpose
from conversation.offer import OfferState
from prompts.pack import Pack
from tests.agent.stage import Stage
from tests.tools.house import OFFER


def lines(stage: Stage, pack: Pack) -> list[str]:
    view = stage.view()
    return [str(message.content) for message in transcript_of(view, pack, situation_of(view))]


def test_only_the_ai_speaks_in_its_own_role(stage: Stage, pack: Pack) -> None:
    stage.says("Hi Noah").hears("who are you").says("Dana here", Author.HUMAN).says("Got it", Author.TEMPLATE).hears(
        "ok?"
    )
    view = stage.view()
    messages = transcript_of(view, pack, situation_of(view))
    assert [type(message) for message in messages] == [HumanMessage, AIMessage, HumanMessage]
    assert messages[1].content == "Hi Noah"
    last = str(messages[-1].content)
    assert "\u27e6person: Dana here\u27e7" in last
    assert "\u27e6system: Got it\u27e7" in last
    assert last.index("\u27e6shopper: ok?\u27e7") < last.index("SITUATION")


def test_the_frameworks_words_are_left_out(stage: Stage, pack: Pack) -> None:
    stage.says("Hi Noah").hears("hm?")
    dressed = Body("Hi Noah", before="Tidewater:", after="Reply STOP to stop")
    stage.messages[0] = replace(stage.messages[0], body=dressed)
    assert lines(stage, pack)[1] == "Hi Noah"


def test_after_a_hand_back_a_summary_stands_for_what_is_settled(stage: Stage, pack: Pack) -> None:
    stage.hears("let me talk to a person").says("A person will text you.", Author.TEMPLATE, Purpose.HOLDING)
    stage.says("I have put it aside for you", Author.HUMAN).hears("great, and shipping?")
    stage.hand_back = HandBack(4, "Dana put the bottle aside.", "be kind")
    text = "\n".join(lines(stage, pack))
    assert "A person will text you." not in text
    order = ["talk to a person", "put it aside for you", "Dana put the bottle aside.", "be kind", "and shipping?"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_promise_of_a_person_is_not_read_after_the_text_that_is_to_be_answered(stage: Stage, pack: Pack) -> None:
    stage.hears("is it waterproof?").says("A person will text you.", Author.TEMPLATE, Purpose.HOLDING)
    assert "is it waterproof?" in lines(stage, pack)[-1]
    stage.handled_seq = 1
    assert "A person will text you." in lines(stage, pack)[-1]


def test_a_hand_back_with_nothing_open_ends_with_its_summary(stage: Stage, pack: Pack) -> None:
    stage.hears("hello").says("All done", Author.HUMAN)
    stage.hand_back = HandBack(2, "All is settled.")
    assert "All is settled." in lines(stage, pack)[-1]


def test_a_long_log_loses_a_whole_step_at_once(stage: Stage, pack: Pack) -> None:
    counts = []
    for number in range(LONGEST + STEP + 2):
        stage.hears(f"text {number} ") if number % 2 else stage.says(f"answer {number}")
        counts.append(sum("text" in line or line.startswith("answer") for line in lines(stage, pack)))
    assert max(counts) <= LONGEST + 1
    drops = [place for place in range(1, len(counts)) if counts[place] < counts[place - 1]]
    assert len(drops) == 2


def test_a_photo_is_a_mark_that_the_model_cannot_see_behind(stage: Stage, pack: Pack) -> None:
    stage.says("Hi Noah").hears("like this one").hears("")
    for place, count in ((1, 1), (2, 2)):
        stage.messages[place] = replace(stage.messages[place], photos=count)
    last = lines(stage, pack)[-1]
    assert "\u27e6shopper: like this one [photo]\u27e7" in last
    assert "\u27e6shopper: [photo] [photo]\u27e7" in last
    assert "[photo] stands for a picture that you cannot see" in pack.render("system").text


def test_an_erased_text_leaves_no_trace(stage: Stage, pack: Pack) -> None:
    stage.hears("secret", "hello")
    stage.messages[0] = replace(stage.messages[0], body=None)
    assert "\u27e6shopper: \u27e7" not in lines(stage, pack)[-1]


def test_the_situation_names_only_discounts_that_work(stage: Stage) -> None:
    stage.hears("hello?")
    offers = tuple(replace(OFFER, id=f"off_{state}", state=state) for state in OfferState)
    situation = situation_of(replace(stage.view(), offers=offers))
    assert [(offer.code, offer.percent, offer.expires) for offer in situation.offers] == [
        ("SAVE10-ACDEF", 10, "Wed 25 Nov 10:30")
    ]
    assert situation.local_time == "Tue 24 Nov 10:30"
