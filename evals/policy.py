"""Policy: how the sample merchant is set up for one scenario. What is left out is as it always is."""

from dataclasses import replace
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from conversation.errors import Invalid
from conversation.merchant import BusinessHours, MerchantSettings
from conversation.persona import EmojiLevel, Persona, Tone, check_persona

Percent = Field(default=None, ge=0, le=100)
Slider = Field(default=0, ge=-2, le=2)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sliders(_Part):
    """From -2 to 2: casual to formal, gentle to bold, direct to empathetic, serious to playful."""

    formal: int = Slider
    bold: int = Slider
    empathetic: int = Slider
    playful: int = Slider


class VoiceCard(_Part):
    """How the merchant's AI sounds."""

    summary: str = ""
    name: str = ""
    role: str = ""
    tone: Sliders = Sliders()
    emoji: tuple[str, ...] = ()
    emoji_level: EmojiLevel = EmojiLevel.NONE
    phrases: tuple[str, ...] = ()
    sign_offs: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_allowed(self) -> Self:
        try:
            check_persona(self.persona, ())
        except Invalid as error:
            raise ValueError(str(error)) from error
        return self

    @property
    def persona(self) -> Persona:
        given = {name: getattr(self, name) for name in VoiceCard.model_fields if name != "tone"}
        return Persona(**given, tone=Tone(**self.tone.model_dump()))


class HoursCard(_Part):
    """When people answer, in New York. Days count from Monday = 0."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    opens: str = Field(default="08:00", pattern=r"^\d\d:\d\d$")
    closes: str = Field(default="20:00", pattern=r"^\d\d:\d\d$")


class Policy(_Part):
    """Percentages, minutes and limits by the merchant's own names for them; `voice` is the persona."""

    reminder_delay_minutes: int | None = Field(default=None, ge=1, le=1440)
    reply_grace_minutes: int | None = Field(default=None, ge=0, le=30)
    offer_percent: int | None = Percent
    offer_ceiling_percent: int | None = Percent
    offer_ceiling_amount: int | None = Field(default=None, ge=0)
    offer_hours: int | None = Field(default=None, ge=1, le=720)
    offer_contact_limit: int | None = Field(default=None, ge=0)
    offer_cart_limit: int | None = Field(default=None, ge=0)
    high_value_cart: int | None = Field(default=None, ge=0)
    auto_return_hours: int | None = Field(default=None, ge=1)
    strict_cap_states: tuple[str, ...] | None = None
    personal_offers: bool | None = None
    business_hours: HoursCard | None = None
    voice: VoiceCard | None = None

    @property
    def is_usual(self) -> bool:
        return self == Policy()

    def applied_to(self, settings: MerchantSettings) -> MerchantSettings:
        given = {
            name: value
            for name in Policy.model_fields
            if name not in {"business_hours", "voice"} and (value := getattr(self, name)) is not None
        }
        if self.business_hours is not None:
            given["business_hours"] = BusinessHours(**self.business_hours.model_dump())
        if self.voice is not None:
            given["persona"] = self.voice.persona
        return replace(settings, **given)
