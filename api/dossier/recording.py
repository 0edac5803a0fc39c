"""Making one shopper's record from a ledger that is open."""

from datetime import datetime

from api.audit_keys import anchor_file, audit_keys
from api.dossier.gathering import Dossier, gather
from api.dossier.record import FORMAT, Finding, Record, finding_of
from api.pages.moments import moments_for
from api.settings import Settings
from compliance.audit import verify
from compliance.rulebook import load_rulebook
from conversation.act import ActKind
from conversation.acts import Doer, record_act
from conversation.ids import MerchantId
from conversation.ledger import Ledger, Reader


async def record_from(
    ledger: Ledger, settings: Settings, merchant_id: MerchantId, number: str, doer: Doer, now: datetime
) -> Record:
    """Make the record from an open ledger; `number` is E.164. That it was made is an act. Raises as `make_record`."""
    keys = audit_keys(settings)
    anchors = anchor_file(settings, keys).read() if keys else {}

    def read(reader: Reader) -> tuple[Dossier, Finding]:
        found = verify(reader, keys, merchant_id, anchors.get(merchant_id)) if keys else None
        return gather(reader, keys, merchant_id, number), finding_of(found)

    dossier, finding = await ledger.read(read)
    target = dossier.contact.id if dossier.contact else ""
    await ledger.write(lambda books: record_act(books, doer, ActKind.EXPORTED, target, (merchant_id,), now))
    zone = moments_for(dossier.contact, dossier.merchant, now).zone.key
    return Record(FORMAT, now, load_rulebook().version, zone, finding, dossier)
