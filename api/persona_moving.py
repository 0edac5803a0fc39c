"""The operator's way to a merchant's persona, from the command line."""

from api.ledgers import opened
from api.operator import merchant_named
from api.persona_file import persona_yaml, read_persona
from api.settings import Settings
from conversation.act import OPERATOR
from conversation.acts import Doer
from conversation.clock import SystemClock
from conversation.errors import Unknown
from conversation.ledger import Books, Reader
from conversation.merchant import Merchant
from conversation.persona_setting import set_persona
from prompts.renderer import load_pack


async def export_persona(settings: Settings, named: str) -> str:
    """Return the file of the merchant's persona. Raises Invalid, Unknown."""
    return persona_yaml((await _merchant(settings, named)).settings.persona)


async def import_persona(settings: Settings, named: str, text: str) -> str:
    """Give the merchant the persona that `text` holds, and say so. Raises Invalid, Unknown; nothing is half written."""
    persona, now = read_persona(text), SystemClock().now()

    def command(books: Books) -> str:
        merchant_id = merchant_named(books, named)
        set_persona(books, merchant_id, persona, Doer(OPERATOR), now)
        return f"{_found(books, merchant_id).name}: the persona is saved and speaks from the next turn on"

    async with opened(settings) as ledger:
        return await ledger.write(command)


async def told_persona(settings: Settings, named: str) -> str:
    """Return what the merchant's pack tells a model about the persona. Raises Invalid, Unknown."""
    merchant = await _merchant(settings, named)
    return load_pack(merchant.settings.pack).render("persona", persona=merchant.settings.persona).text


async def _merchant(settings: Settings, named: str) -> Merchant:
    async with opened(settings) as ledger:
        return await ledger.read(lambda books: _found(books, merchant_named(books, named)))


def _found(books: Reader, merchant_id: str) -> Merchant:
    merchant = books.merchant(merchant_id)
    if merchant is None:
        raise Unknown("merchant", merchant_id)
    return merchant
