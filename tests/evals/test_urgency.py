"""The urgency detector finds what presses in texts that it never saw the like of, and leaves ordinary ones alone."""

import json
import subprocess
import sys

import pytest

from evals.urgency import WEIGHTS, pushes
from tools.sample_catalog import sample_policy
from training.shop_texts import SHOPS, shop_texts

LEAST_F1 = 0.90
MOST_BYTES = 60_000
HELD_OUT = "ec-darkpattern, five folds, near duplicates in one"
needs_shops = pytest.mark.skipif(
    not SHOPS.exists(), reason="ec_darkpattern is not beside the repository, in shared/data"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hurry, only 2 left!", "Hurry, only 2 left"),
        ("The pack is 40 liters. It sells out fast, so order today.", "sells out fast, so order today"),
        ("Your cart is only held for 15 more minutes!", "Your cart is only held for 15"),
        ("This price won\u2019t last, act now", "This price won\u2019t last"),
    ],
)
def test_what_presses_is_found_and_shown(text: str, words: str) -> None:
    (push,) = pushes(text)
    assert push.words == words == text[push.begin : push.end]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!!!",
        "You can return or exchange items within 30 days of delivery.",
        "You left 2 x Backpack in your cart.",
        "Standard delivery takes 3 to 5 business days to arrive.",
        "Our team is back Monday 9:00 AM EST.",
        "Your code SAVE10-AC3DE is good until Wed 25 Nov 12:30.",
        "Take your time, there is no rush at all.",
    ],
)
def test_ordinary_words_press_nobody(text: str) -> None:
    assert pushes(text) == ()


def test_the_stores_own_policy_presses_nobody() -> None:
    assert pushes(sample_policy()) == ()


def test_each_sentence_that_presses_is_found_once() -> None:
    assert len(pushes("Only 2 left in stock! It is blue. The sale ends tonight!")) == 2


def test_its_weights_are_small_and_tell_how_it_did_on_what_it_never_saw() -> None:
    assert WEIGHTS.stat().st_size < MOST_BYTES
    assert json.loads(WEIGHTS.read_text(encoding="utf-8"))["measured"][HELD_OUT]["F1"] >= LEAST_F1


def test_it_runs_without_what_it_was_trained_with() -> None:
    code = (
        "import sys; sys.modules.update(sklearn=None, numpy=None, scipy=None)\n"
        "from evals.urgency import pushes; print(len(pushes('Hurry, only 2 left!')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"


@needs_shops
def test_it_still_reads_the_texts_of_the_shops_that_taught_it() -> None:
    judged = [(bool(pushes(one.text)), one.presses) for one in shop_texts()]
    hits = sum(found and wanted for found, wanted in judged)
    assert 2 * hits / (sum(found for found, _ in judged) + sum(wanted for _, wanted in judged)) > 0.95


@needs_shops
@pytest.mark.prove
def test_it_finds_what_presses_in_texts_that_it_never_saw_the_like_of() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn trains the folds: pip install '.[train]'")
    from training.urgency import PUBLISHED, figures, held_out

    found = figures(held_out())
    print(f"\n{HELD_OUT}: {found}")
    for what, figure in PUBLISHED.items():
        print(f"  published: {what}: {figure}")
    assert found["F1"] >= LEAST_F1
    assert found == json.loads(WEIGHTS.read_text(encoding="utf-8"))["measured"][HELD_OUT]
