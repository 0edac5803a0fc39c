"""Writing values as YAML that reads back to the same."""

import yaml


def as_yaml(value: object) -> str:
    """Return `value` as a file for people: characters as they are, escaped only where they would be lost else."""
    plain = _dumped(value, as_they_are=True)
    try:
        is_same = yaml.safe_load(plain) == value
    except yaml.YAMLError:
        is_same = False
    return plain if is_same else _dumped(value, as_they_are=False)


def _dumped(value: object, *, as_they_are: bool) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=as_they_are, width=100)
