"""The report as JUnit XML, for whatever shows tests: a case for each play."""

import re
from xml.etree import ElementTree as Xml

from evals.card import Card
from evals.report import VERDICTS, named, reasons
from evals.score import PackScore, SuiteScore
from evals.verdict import Verdict

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def as_junit(score: SuiteScore) -> str:
    """Return the document. What was not judged is an error, a miss or a violation a failure."""
    root = Xml.Element("testsuites", name=_clean(score.suite))
    for pack in score.packs:
        root.append(_suite(score.suite, pack))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(name: str, pack: PackScore) -> Xml.Element:
    suite = Xml.Element(
        "testsuite",
        name=_clean(f"{name}: {pack.pack.label}"),
        tests=str(len(pack.cards)),
        failures=str(pack.count(Verdict.MISSED) + pack.count(Verdict.VIOLATED)),
        errors=str(pack.count(Verdict.UNJUDGED)),
    )
    for card in pack.cards:
        suite.append(_case(card))
    return suite


def _case(card: Card) -> Xml.Element:
    case = Xml.Element("testcase", classname=_clean(f"{card.suite}.{card.pack.label}"), name=_clean(named(card)))
    if card.verdict is not Verdict.GOOD:
        kind = "error" if card.verdict is Verdict.UNJUDGED else "failure"
        told = Xml.SubElement(case, kind, type=card.verdict.name.lower(), message=VERDICTS[card.verdict])
        told.text = _clean("\n".join(reasons(card)))
    return case


def _clean(words: str) -> str:
    return _NOT_XML.sub("\ufffd", words)
