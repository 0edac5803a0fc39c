"""Reading a rulebook: one YAML file, or a folder of them that are checked as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import yaml

from compliance.rule import Provenance, Rule, Status
from compliance.rulebook import fields
from compliance.rulebook.fields import wrong
from conversation.errors import Misconfigured

_REQUIRED = ("jurisdiction", "says", "purposes", "source", "provenance", "status", "review", "overridable")
_OPTIONAL = ("id", "numbers", "words", "effective", "ends", "hours", "notes", "enforced_by")
_FORM = "give it a version (text) and a list of rules"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C where libyaml is there: ten times as fast, and the command line waits for it."""


def read_rules(path: Path) -> tuple[str, dict[str, Rule]]:
    """Return the version and the rules by id. In a folder, `version.yaml` names the version and the other files.

    Raises Misconfigured for a file that is missing, is not YAML, or has a rule that lacks or misspells a field.
    """
    raw = _of_folder(path) if path.is_dir() else _document(path)
    version, entries = raw.get("version"), raw.get("rules")
    if not isinstance(version, str) or not isinstance(entries, list):
        raise Misconfigured(f"rulebook {path.name}", _FORM)
    rules: dict[str, Rule] = {}
    for place, entry in enumerate(entries, start=1):
        rule = _read_rule(entry, place)
        if rule.id in rules:
            raise wrong(rule.id, "id", "it stands there twice")
        rules[rule.id] = rule
    return version, _with_rows(rules)


def _of_folder(folder: Path) -> Mapping[str, object]:
    raw = _document(folder / "version.yaml")
    files = raw.get("files")
    if not isinstance(files, list):
        raise Misconfigured("rulebook version.yaml, files", "list the rulebook's files, in order")
    strangers = {path.name for path in folder.glob("*.yaml")} - {"version.yaml", *files}
    if strangers:
        raise Misconfigured("rulebook version.yaml, files", f"list {', '.join(sorted(strangers))} too, or remove it")
    return {"version": raw.get("version"), "rules": [entry for name in files for entry in _listed(folder / str(name))]}


def _listed(path: Path) -> list[object]:
    """Return a file's entries; each has the fields of `shared` unless it gives its own."""
    raw = _document(path)
    rules, shared = raw.get("rules"), raw.get("shared", {})
    if not isinstance(rules, list) or not isinstance(shared, dict):
        raise Misconfigured(f"rulebook {path.name}", "give it a list of rules, and fields of theirs as shared")
    return [{**shared, **entry} if isinstance(entry, dict) else entry for entry in rules]


def _document(path: Path) -> Mapping[str, object]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (both are safe loaders)
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"rulebook {path.name}", f"it cannot be read: {error}") from error
    if not isinstance(raw, dict):
        raise Misconfigured(f"rulebook {path.name}", _FORM)
    return raw


def _with_rows(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Give each rule the rows that it enforces: those that name it."""
    rows: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules.values():
        owner = rules.get(rule.enforced_by)
        if owner is not None and owner.enforced_by:
            raise wrong(rule.id, "enforced_by", f"{owner.id} is itself enforced by {owner.enforced_by}")
        rows[rule.enforced_by].append(rule)
    return {rule.id: replace(rule, rows=tuple(rows.get(rule.id, ()))) for rule in rules.values()}


def _read_rule(entry: object, place: int) -> Rule:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise wrong(f"number {place}", "id", "every rule needs one")
    rule_id: str = entry["id"]
    _check_names(rule_id, entry)
    return Rule(
        id=rule_id,
        jurisdiction=fields.text(rule_id, "jurisdiction", entry["jurisdiction"]),
        says=fields.text(rule_id, "says", entry["says"]),
        purposes=fields.purposes(rule_id, entry["purposes"]),
        source=fields.text(rule_id, "source", entry["source"]),
        provenance=fields.member(Provenance, rule_id, "provenance", entry["provenance"]),
        status=fields.member(Status, rule_id, "status", entry["status"]),
        review=fields.day(rule_id, "review", entry["review"]),
        overridable=fields.flag(rule_id, "overridable", entry["overridable"]),
        numbers=fields.numbers(rule_id, entry.get("numbers", {})),
        words=fields.words(rule_id, entry.get("words", {})),
        effective=fields.day(rule_id, "effective", entry["effective"]) if "effective" in entry else None,
        ends=fields.day(rule_id, "ends", entry["ends"]) if "ends" in entry else None,
        notes=fields.text(rule_id, "notes", entry["notes"]) if "notes" in entry else "",
        hours=fields.hours(rule_id, entry["hours"]) if "hours" in entry else None,
        enforced_by=fields.text(rule_id, "enforced_by", entry["enforced_by"]) if "enforced_by" in entry else "",
    )


def _check_names(rule_id: str, entry: Iterable[object]) -> None:
    names = {str(name) for name in entry}
    for name in _REQUIRED:
        if name not in names:
            raise wrong(rule_id, name, "it is missing")
    for name in sorted(names.difference(_REQUIRED, _OPTIONAL)):
        raise wrong(rule_id, name, "no rule has such a field")
