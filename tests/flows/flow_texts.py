"""Flows as text, for tests: a cart's flow whose steps, or other lines, are given."""

from textwrap import dedent, indent


def cart_flow(steps: str, *, more: str = "", only_if: str = "consent: cart_reminders") -> str:
    """A promotional flow about an abandoned checkout; `more` are further lines at the margin."""
    head = f"id: cart\nname: Cart\nclass: promotional\ntrigger: checkout_abandoned\nonly_if: {{{only_if}}}\n"
    return head + dedent(more) + "steps:\n" + indent(dedent(steps).strip("\n"), "  ") + "\n"


def any_flow(steps: str, *, trigger: str = "manual", kind: str = "promotional", more: str = "", id: str = "any") -> str:
    """A flow that begins with `trigger`."""
    head = f"id: {id}\nname: Any\nclass: {kind}\ntrigger: {trigger}\n"
    return head + dedent(more) + "steps:\n" + indent(dedent(steps).strip("\n"), "  ") + "\n"
