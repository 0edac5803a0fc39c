"""The audit report of a whole ledger, for the command line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from api.audit_keys import SETTING, anchor_file, audit_keys
from api.settings import Settings
from compliance.audit import Verification, verify
from conversation.errors import Unknown
from conversation.store_sql.opening import open_ledger

SOUND = "sound"
FLAWED = "flawed"
UNPROVABLE = "not provable"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """One verification for each merchant; none where there is no key."""

    verdict: str
    chains: tuple[Verification, ...]

    def as_json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps({"verdict": self.verdict, "chains": [_fields(chain) for chain in self.chains]}, indent=2)


async def verify_all(settings: Settings, merchant_id: str = "") -> AuditReport:
    """Verify one merchant's chain or all of them. Raises Unknown for a merchant that is not there, AnchorsForged."""
    keys = audit_keys(settings)
    if keys is None:
        return AuditReport(UNPROVABLE, ())
    anchors = anchor_file(settings, keys).read()
    ledger = await open_ledger(settings.ledger_url)
    try:
        known = [merchant.id for merchant in await ledger.read(lambda books: books.merchants())]
        if merchant_id and merchant_id not in known:
            raise Unknown("merchant", merchant_id)
        chosen = [merchant_id] if merchant_id else known
        chains = await ledger.read(lambda books: [verify(books, keys, each, anchors.get(each)) for each in chosen])
    finally:
        await ledger.close()
    return AuditReport(FLAWED if any(chain.flaw_count for chain in chains) else SOUND, tuple(chains))


def as_lines(report: AuditReport) -> Iterator[str]:
    """Return the report in words."""
    yield f"audit log: {report.verdict}"
    if report.verdict == UNPROVABLE:
        yield f"  no key: set {SETTING} to the secret that the log was sealed with"
    elif not report.chains:
        yield "  there is no merchant here, so that nothing was compared: is this the right --data-dir?"
    for chain in report.chains:
        yield f"{chain.merchant_id}: {chain.entries} entries, {chain.compared} rows compared, {chain.flaw_count} flaws"
        yield f"  {chain.erased} rows erased with their key, {chain.older} older than the log"
        yield f"  {_anchored(chain)}"
        yield from (f"  {erasure}" for erasure in chain.erasures)
        yield from (f"  FLAW {flaw.kind}: {flaw.place}" for flaw in chain.flaws)


def _anchored(chain: Verification) -> str:
    if chain.anchor is None:
        return "no anchor: that no tail was cut off cannot be proven"
    number, at = chain.anchor.head.number, chain.anchor.at
    rest = f"; a cut among the {chain.unanchored} newer ones would go unseen" if chain.unanchored > 0 else ""
    return f"anchored to entry {number} at {at:%Y-%m-%d %H:%M:%S} UTC{rest}"


def _fields(chain: Verification) -> dict[str, object]:
    return {
        "merchant": chain.merchant_id,
        "entries": chain.entries,
        "compared": chain.compared,
        "erased": chain.erased,
        "older": chain.older,
        "anchored_to": chain.anchor.head.number if chain.anchor else None,
        "flaws": chain.flaw_count,
        "shown": [{"kind": flaw.kind.value, "place": flaw.place} for flaw in chain.flaws],
    }
