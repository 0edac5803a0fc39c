"""Making a dossier's file from a ledger."""

from pathlib import Path

from api.audit_keys import anchor_file, audit_keys
from api.demo import clock_for
from api.dossier.gathering import Dossier, gather
from api.dossier.page import as_html
from api.dossier.record import FORMAT, Finding, Record, finding_of
from api.forgetting import e164
from api.ledgers import opened
from api.pages.moments import moments_for
from api.settings import Settings
from compliance.audit import verify
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR, ActKind
from conversation.acts import Doer, record_act
from conversation.errors import Invalid
from conversation.ids import MerchantId
from conversation.ledger import Reader


async def make_record(settings: Settings, merchant_id: MerchantId, phone: str) -> Record:
    """Read everything about the number and verify the merchant's whole log, both as of one moment.

    Raises Unknown, Invalid and AnchorsForged.
    """
    keys, number, now = audit_keys(settings), e164(phone), clock_for(settings).now()
    anchors = anchor_file(settings, keys).read() if keys else {}

    def read(reader: Reader) -> tuple[Dossier, Finding]:
        found = verify(reader, keys, merchant_id, anchors.get(merchant_id)) if keys else None
        return gather(reader, keys, merchant_id, number), finding_of(found)

    async with opened(settings) as ledger:
        dossier, finding = await ledger.read(read)
        target = dossier.contact.id if dossier.contact else ""
        await ledger.write(
            lambda books: record_act(books, Doer(OPERATOR), ActKind.EXPORTED, target, (merchant_id,), now)
        )
    zone = moments_for(dossier.contact, dossier.merchant, now).zone.key
    return Record(FORMAT, now, load_rulebook().version, zone, finding, dossier)


def write_record(record: Record, path: Path) -> None:
    """Write the file. Raises Invalid where it is there already or cannot be written."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(as_html(record, load_rulebook()))
    except OSError as error:
        raise Invalid("out", f"{path} cannot be written ({error.strerror})", "name a file that is not there") from error
