"""A voice: the persona that a merchant's AI has in a play, and its name."""

from dataclasses import dataclass
from pathlib import Path

from api.persona_file import read_persona
from api.sample_world import DANA, OMAR
from conversation.errors import Invalid, Misconfigured
from conversation.persona import PLAIN, Persona, check_persona


@dataclass(frozen=True, slots=True)
class Voice:
    """`name` is empty for the pack's own voice."""

    name: str = ""
    persona: Persona = PLAIN


OWN_VOICE = Voice()


def voice_in(file: Path) -> Voice:
    """Read a persona's YAML; the file's stem is its name. Raises Misconfigured, naming the field."""
    try:
        persona = read_persona(file.read_text("utf-8"))
        check_persona(persona, (DANA.name, OMAR.name))
    except OSError as error:
        raise Misconfigured(
            "--persona", f"{file} cannot be read: {error}; give the path of a persona's YAML"
        ) from error
    except Invalid as error:
        raise Misconfigured("--persona", f"{file}: {error}") from error
    return Voice(file.stem, persona)
