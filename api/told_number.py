"""What is said of a merchant's number, in a store file and over REST alike."""

from pydantic import BaseModel, Field

from channels.sender_office import Registering, parse_use_case
from conversation.sender import Registration, SenderKind, UseCase


class ToldNumber(BaseModel):
    """What is said of a number; one that is known by its phone is changed."""

    phone: str
    kind: SenderKind
    registration: Registration = Registration.PENDING
    carrier: str
    use_case: str = Field(default=UseCase.MIXED.value, description=", ".join(case.value for case in UseCase))
    brand_id: str = ""
    campaign_id: str = ""
    verification_id: str = ""
    tier: str = Field(default="", description="empty: the most modest of its kind")

    def told(self) -> Registering:
        """Return it as the registry takes it. Raises Invalid for a use case that there is not."""
        return Registering(
            self.phone,
            self.kind,
            self.carrier,
            self.registration,
            parse_use_case(self.use_case),
            self.brand_id,
            self.campaign_id,
            self.verification_id,
            self.tier,
        )
