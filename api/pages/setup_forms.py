"""What is read from the longer forms of the set-up page."""

from typing import Annotated

from fastapi import Depends, Form

from conversation.business import Business, EntityType

Words = Annotated[str, Form(max_length=500)]


async def typed_business(
    legal_name: Words = "",
    entity: Annotated[EntityType, Form()] = EntityType.PRIVATE_PROFIT,
    ein: Words = "",
    street: Words = "",
    city: Words = "",
    region: Words = "",
    postal_code: Words = "",
    country: Words = "US",
    website: Words = "",
    privacy_url: Words = "",
    terms_url: Words = "",
    opt_in_url: Words = "",
    contact_name: Words = "",
    contact_email: Words = "",
    contact_phone: Words = "",
    vertical: Words = "RETAIL",
    monthly_texts: Annotated[int, Form()] = 1000,
) -> Business:
    """Return the business that the form says, unchecked."""
    return Business(
        legal_name=legal_name,
        entity=entity,
        ein=ein,
        street=street,
        city=city,
        region=region.strip().upper(),
        postal_code=postal_code,
        country=country.strip().upper(),
        website=website,
        privacy_url=privacy_url,
        terms_url=terms_url,
        opt_in_url=opt_in_url,
        contact_name=contact_name,
        contact_email=contact_email,
        contact_phone=contact_phone,
        vertical=vertical,
        monthly_texts=monthly_texts,
    )


BusinessTyped = Annotated[Business, Depends(typed_business)]
