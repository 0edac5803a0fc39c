"""A persona as YAML, in and out."""

import yaml
from pydantic import ValidationError

from api.as_yaml import as_yaml
from api.store_persona import PersonaIn
from conversation.errors import Invalid
from conversation.persona import Persona

SEE = "see `persona` in examples/store.yaml"


def persona_yaml(persona: Persona) -> str:
    """Return the persona as a file that `read_persona` reads back to the same."""
    return as_yaml(PersonaIn.of(persona).model_dump(mode="json"))


def read_persona(text: str) -> Persona:
    """Read a persona's file. Raises Invalid, naming the field; whether it passes for a person is not looked at here."""
    try:
        return PersonaIn.model_validate(yaml.safe_load(text) or {}).persona()
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(".".join(map(str, first["loc"])) or "persona", first["msg"], SEE) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid("persona", f"it is not YAML: {error}", SEE) from error
