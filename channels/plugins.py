"""Carriers of other packages, found by entry point: each loads to what opens one from the environment."""

from collections.abc import Mapping

from channels.carrier import Carrier
from conversation.errors import Misconfigured
from conversation.plugging import plugged

GROUP = "twolane.carriers"


def plugged_carriers(environment: Mapping[str, str], taken: frozenset[str]) -> dict[str, Carrier]:
    """Open every plug-in's carrier that is set up in `environment`, by the name that senders know it by.

    A plug-in's function is given the environment and returns its carrier, or None where it is not set up. Raises
    Misconfigured for a name that is `taken` by another.
    """
    carriers: dict[str, Carrier] = {}
    for entry in plugged(GROUP):
        carrier: Carrier | None = entry.load()(environment)
        if carrier is None:
            continue
        if carrier.name in taken or carrier.name in carriers:
            raise Misconfigured(f"{GROUP} {entry.name}", f"another carrier is called {carrier.name!r}; rename it")
        carriers[carrier.name] = carrier
    return carriers
