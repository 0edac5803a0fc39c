"""Checks of other packages, found by entry point: each loads to a `Check`."""

from functools import cache

from conversation.errors import Misconfigured
from conversation.plugging import load, plugged
from evals.checks import CHECKS
from evals.checks.check import Check

GROUP = "twolane.checks"


@cache
def all_checks() -> tuple[Check, ...]:
    """Return our checks, then the plug-ins' in the order of their names. Raises Misconfigured for one that is none."""
    ours = {check.id for check in CHECKS}
    others: list[Check] = []
    for entry in plugged(GROUP):
        check = load(entry)
        if not isinstance(check, Check):
            raise Misconfigured(f"{GROUP} {entry.name}", f"{entry.value} is no Check")
        if check.id in ours:
            raise Misconfigured(f"{GROUP} {entry.name}", f"there is a check {check.id!r} already; rename it")
        ours.add(check.id)
        others.append(check)
    return (*CHECKS, *others)
