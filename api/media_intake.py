"""Taking an uploaded picture in: within bounds, known by its own bytes, and without what its camera wrote into it."""

from fastapi import UploadFile

from channels.photo_cleaning import MOST_BYTES, NotAPhoto, clean_photo
from conversation.errors import Invalid

REMEDY = "choose a JPEG, PNG or GIF"


async def clean_picture(picture: UploadFile) -> tuple[str, bytes]:
    """Return its media type and bytes. Raises Invalid naming what is wrong with it."""
    content = await picture.read(MOST_BYTES + 1)
    if not content:
        raise Invalid("picture", "there is none", REMEDY)
    try:
        cleaned = clean_photo(content)
    except NotAPhoto as error:
        raise Invalid("picture", str(error), REMEDY) from error
    return cleaned.kind, cleaned.content
