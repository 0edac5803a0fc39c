"""The rulebook as a page for people: every rule with its source, how sure it is, and when to look at it again."""

from collections.abc import Callable, Iterator
from datetime import date

from compliance.hours import Span
from compliance.rule import Provenance, Rule, Status
from compliance.rulebook.book import Rulebook
from conversation.message import Purpose

HEAD = """# Compliance: the rulebook

**This is not legal advice.** It is what Twolane's gate does and why, in our own words. Some of it rests on statutes and
on the carriers' own documents, some on what law firms and vendors report, and some on memory; each rule says which.
Counsel must review it before you text anybody, and again when a rule's review date comes.

**The P2P label changes nothing that a carrier or a statute requires.** It says truthfully that a person wrote a text.
Carriers class every text of a business as A2P, a person's too, and no rule below reads the label: opt-outs, quiet
hours, caps, consent, registration and disclosure bind whoever writes.

Rulebook {version}: {count} rules. Written by `twolane compliance rulebook --markdown`; edit the files in
`compliance/rulebook/`, not this page.

| provenance | what it means | rules |
| --- | --- | ---: |
{provenances}

A rule that is *unsettled* is enforced all the same; one that is *proposed* or *not in force* is kept and never applied.
A dated rule switches itself on and off.
"""
_MEANING = {
    Provenance.PRIMARY: "the statute's, the agency's or the vendor's own text was seen, at least in part",
    Provenance.SECONDARY: "a law firm or a vendor reports it",
    Provenance.CONFLICTING: "sources disagree; the stricter reading is loaded unless the notes say why not",
    Provenance.MEMORY: "not verified: from memory",
    Provenance.HOUSE: "our own rule; no law says it",
}
_HOURS = "quiet_hours.state"


def render(rulebook: Rulebook) -> str:
    """Return the page in Markdown; the same rulebook gives the same page."""
    rules = tuple(rulebook.rules.values())
    return "\n".join([_head(rulebook), *_sections(rules)]).rstrip() + "\n"


def _head(rulebook: Rulebook) -> str:
    known = [rule.provenance for rule in rulebook.rules.values()]
    lines = [f"| {kind.value} | {words} | {known.count(kind)} |" for kind, words in _MEANING.items()]
    return HEAD.format(version=rulebook.version, count=len(known), provenances="\n".join(lines))


def _sections(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield from _section("Federal law", rules, lambda rule: rule.jurisdiction == "US")
    yield "## Quiet hours by state\n"
    yield (
        "By the shopper's clock; texts may leave from the first hour until just before the last. Where area code, "
        "shipping and billing\naddress name several states, only the hours that suit every one count, in every zone "
        "where the shopper may be.\n"
    )
    yield from _hours_table(tuple(rule for rule in rules if rule.enforced_by == _HOURS))
    yield from _section("Other state law", rules, lambda rule: rule.region is not None and rule.enforced_by != _HOURS)
    yield from _section("Carriers, CTIA and providers", rules, lambda rule: rule.jurisdiction == "carriers")
    yield from _section("Our own rules", rules, lambda rule: rule.jurisdiction == "house")
    yield from _section(
        "Other countries",
        rules,
        lambda rule: rule.region is None and rule.jurisdiction not in ("US", "carriers", "house"),
    )


def _section(title: str, rules: tuple[Rule, ...], fits: Callable[[Rule], bool]) -> Iterator[str]:
    yield f"## {title}\n"
    for rule in rules:
        if fits(rule):
            yield from _entry(rule)


def _entry(rule: Rule) -> Iterator[str]:
    yield f"### `{rule.id}`\n"
    yield f"{rule.says}\n"
    yield f"- Source: {rule.source} (**{rule.provenance.value}**)"
    yield f"- {rule.jurisdiction}; {_status(rule)}; review by {rule.review}"
    yield f"- Binds {_purposes(rule)}{'; a person may override it' if rule.overridable else ''}"
    if rule.numbers:
        yield "- Numbers: " + ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in rule.numbers.items())
    if rule.enforced_by:
        yield f"- Enforced by {_place(rule.enforced_by)}"
    if rule.notes:
        yield f"- {rule.notes}"
    yield ""


def _hours_table(rows: tuple[Rule, ...]) -> Iterator[str]:
    yield "| state | Mon-Fri | Sat | Sun | holidays | provenance | status | review | source and notes |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for rule in rows:
        if rule.hours is not None:
            holidays = "as the day" if rule.hours.holidays == "same" else _span(rule.hours.holidays)
            columns = (rule.hours.weekdays, rule.hours.saturday, rule.hours.sunday)
            cells = [rule.region or "", *map(_span, columns), holidays, rule.provenance.value, _status(rule)]
            words = f"{rule.source}. {rule.notes}".strip()
            yield "| " + " | ".join([*cells, str(rule.review), words.replace("|", "\\|")]) + " |"
    yield ""


def _span(span: Span | None) -> str:
    return str(span) if span else "none"


def _status(rule: Rule) -> str:
    words = "in force" if rule.status is Status.IN_FORCE else rule.status.value.replace("_", " ")
    return f"{words}{_date(' from ', rule.effective)}{_date(' until ', rule.ends)}"


def _date(words: str, day: date | None) -> str:
    return f"{words}{day}" if day else ""


def _purposes(rule: Rule) -> str:
    if rule.purposes == frozenset(Purpose):
        return "every text"
    return ", ".join(purpose.value.replace("_", " ") for purpose in Purpose if purpose in rule.purposes)


def _place(name: str) -> str:
    return name if name.startswith("the ") else f"`{name}`"
