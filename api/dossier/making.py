"""Making a dossier's file from a ledger."""

from pathlib import Path

from api.demo import clock_for
from api.dossier.page import as_html
from api.dossier.record import Record
from api.dossier.recording import record_from
from api.forgetting import e164
from api.ledgers import opened
from api.settings import Settings
from compliance.rulebook import load_rulebook
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.errors import Invalid
from conversation.ids import MerchantId


async def make_record(settings: Settings, merchant_id: MerchantId, phone: str) -> Record:
    """Read everything about the number and verify the merchant's whole log, both as of one moment.

    Raises Unknown, Invalid and AnchorsForged.
    """
    number, now = e164(phone), clock_for(settings).now()
    async with opened(settings) as ledger:
        return await record_from(ledger, settings, merchant_id, number, Doer(OPERATOR), now)


def write_record(record: Record, path: Path) -> None:
    """Write the file. Raises Invalid where it is there already or cannot be written."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(as_html(record, load_rulebook()))
    except OSError as error:
        raise Invalid("out", f"{path} cannot be written ({error.strerror})", "name a file that is not there") from error
