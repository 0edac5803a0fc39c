"""How tools answer the model: one compact line of JSON."""

import json


def answer(**fields: object) -> str:
    """Return `fields` as JSON, less those that are None."""
    said = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
