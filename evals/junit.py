"""The report as JUnit XML, for whatever shows tests: a case for each play."""

import re
from collections.abc import Iterator
from html import escape

from evals.card import Card
from evals.report import VERDICTS, named, reasons
from evals.score import PackScore, SuiteScore
from evals.verdict import Verdict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""

_KINDS = {Verdict.UNJUDGED: "error", Verdict.SET_ASIDE: "skipped"}


def as_junit(score: SuiteScore) -> str:
    """Return the document: a miss or violation is a failure, what was not judged an error. Set aside is skipped."""
    return "\n".join(_document(score)) + "\n"


def _document(score: SuiteScore) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="{_safe(score.suite)}">'
    for pack in score.packs:
        yield from _suite(score.suite, pack)
    yield "</testsuites>"


def _suite(name: str, pack: PackScore) -> Iterator[str]:
    failures = pack.count(Verdict.MISSED) + pack.count(Verdict.VIOLATED)
    yield (
        f'<testsuite name="{_safe(f"{name}: {pack.pack.label}")}" tests="{len(pack.cards)}" failures="{failures}"'
        f' errors="{pack.count(Verdict.UNJUDGED)}" skipped="{pack.count(Verdict.SET_ASIDE)}">'
    )
    classname = _safe(f"{name}.{pack.pack.label}")
    for card in pack.cards:
        yield f'<testcase classname="{classname}" name="{_safe(named(card))}">{_trouble(card)}</testcase>'
    yield "</testsuite>"


def _trouble(card: Card) -> str:
    if card.verdict is Verdict.GOOD:
        return ""
    kind = _KINDS.get(card.verdict, "failure")
    why = _safe("\n".join(reasons(card)))
    return f'<{kind} type="{card.verdict.name.lower()}" message="{VERDICTS[card.verdict]}">{why}</{kind}>'


def _safe(words: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", words))
