"""Whose words a text is made of: shares are shares, and ordinary words are nobody's."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conversation.label import MOST_VERBATIM_SHARE, TELLING_RUN, taken_share, verbatim_share
from conversation.message import Direction
from conversation.seat import SeatText
from handoff.seat_figures import FEWEST_FOR_RATIO, MEASURES, figures_of

NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
DRAFT = "The pack has two side pockets and a sleeve for a laptop, and the straps fit torsos of every length."
OTHER = "It is made of recycled nylon, and the zips are covered so that rain stays out of the main pocket."
WORDS = st.text("abc de.", max_size=120)


def text(n: int, *, out: bool = True, contact: str = "con_1", after: timedelta = timedelta()) -> SeatText:
    return SeatText(f"msg_{n}", contact, Direction.OUT if out else Direction.IN, NOW + after)


def test_text_spliced_from_two_drafts_is_all_taken() -> None:
    spliced = DRAFT[:50] + OTHER[:50]
    assert taken_share(spliced, [DRAFT]) < 0.6 < 0.9 < taken_share(spliced, [DRAFT, OTHER])


def test_words_about_the_same_thing_are_not_taken() -> None:
    asked = "Yes, it has pockets at the side and a laptop sleeve; I would say the straps fit you well."
    assert taken_share(asked, [DRAFT, OTHER]) < MOST_VERBATIM_SHARE


def test_case_spacing_and_links_hide_nothing_and_count_for_nothing() -> None:
    assert taken_share(DRAFT.upper().replace(" ", "  "), [DRAFT]) == 1.0
    link = "https://tidewater.example/cart/c/tok1?key=abc"
    assert taken_share(f"Here you go: {link}", [f"Your cart: {link}"]) == 0.0
    assert verbatim_share(f"{DRAFT} {link}", DRAFT) == 1.0


@given(WORDS, st.lists(WORDS, max_size=4))
def test_the_share_is_a_share_and_grows_with_what_is_known(sent: str, sources: list[str]) -> None:
    shares = [taken_share(sent, sources[:n]) for n in range(len(sources) + 1)]
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert shares == sorted(shares)
    if len(sent.strip()) >= TELLING_RUN and len(" ".join(sent.split())) >= TELLING_RUN:
        assert taken_share(sent, [sent]) == 1.0


def test_a_seat_s_figures_are_counted_from_its_texts() -> None:
    burst = [text(n, contact=f"con_{n % 7}", after=timedelta(seconds=n % 60)) for n in range(61)]
    earlier = [text(100 + n, after=-timedelta(minutes=5 * n)) for n in range(1, 10)]
    heard = [text(200 + n, out=False) for n in range(7)]
    values = {figure.measure.name: figure.value for figure in figures_of([*burst, *earlier, *heard])}
    assert values == {"per_minute": 61, "per_day": 70, "recipients": 7, "ratio": 10.0}
    unusual = {figure.measure.name for figure in figures_of([*burst, *earlier, *heard]) if figure.is_unusual}
    assert unusual == {"per_minute", "ratio"}


def test_exactly_the_typical_figure_is_not_unusual() -> None:
    apart = [text(n, contact=f"con_{n % 100}", after=timedelta(seconds=1.0 * n)) for n in range(60)]
    assert not any(figure.is_unusual for figure in figures_of([*apart, *[text(900 + n, out=False) for n in range(30)]]))
    few = [text(n) for n in range(FEWEST_FOR_RATIO - 1)]
    assert not any(figure.is_unusual for figure in figures_of(few))
    assert all(measure.source for measure in MEASURES)


@given(st.lists(st.integers(0, 600), max_size=80))
def test_the_busiest_minute_is_the_busiest(seconds: list[int]) -> None:
    found = figures_of([text(n, after=timedelta(seconds=second)) for n, second in enumerate(seconds)])[0].value
    assert found == max((sum(s - 60 < other <= s for other in seconds) for s in seconds), default=0)
