"""Finding packs and making them ready: by name among the shipped ones and plug-ins, or by the path of a folder."""

import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import yaml
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from conversation.plugging import plugged
from prompts.errors import PackBroken, PackMissing
from prompts.fence import untrusted
from prompts.pack import Change, Pack
from prompts.plain import plain

SHIPPED = Path(__file__).parent / "packs"
PLUGINS = "twolane.packs"
"""The entry-point group of plug-ins. Each entry loads to the path of a pack's folder."""

CARD = "pack.yaml"
SYSTEM = "system.j2"
MOST_COMPILED = 16
"""Packs of one process. To compile one takes a tenth of a second."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A pack as it lies on disk; `parent` is the pack whose templates it may extend and falls back to."""

    path: Path
    name: str
    version: str
    parent: "_Folder | None"
    changelog: tuple[Change, ...] = ()


def load_pack(name: str | Path) -> Pack:
    """Load a pack and compile all its templates; one whose files are as they were is not compiled again.

    A plain name is looked for among the shipped packs, then among plug-ins; anything else is the path of a folder.
    Raises PackMissing or PackBroken.
    """
    folder = _open(_locate(name))
    return _compiled(folder, _hash(folder))


@lru_cache(maxsize=MOST_COMPILED)
def _compiled(folder: _Folder, digest: str) -> Pack:
    environment = _environment(folder)
    for template in environment.list_templates(extensions=["j2"]):
        try:
            environment.get_template(template)
        except TemplateSyntaxError as error:
            raise PackBroken(f"{folder.name}/{template} line {error.lineno}", str(error.message)) from error
    return Pack(folder.name, folder.version, digest, environment, folder.changelog)


def folder_with(name: str | Path, template: str | None = None) -> Path:
    """Return the folder of a pack; given a `template`, that of the pack or ancestor which the template is found in.

    Raises PackMissing, PackBroken, and PackBroken too where neither has the template.
    """
    folder = _open(_locate(name))
    if template is None:
        return folder.path
    for ancestor in _lineage(folder):
        if (ancestor.path / f"{template}.j2").is_file():
            return ancestor.path
    raise PackBroken(f"{folder.name}/{template}.j2", "there is no such template; add the file")


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with Twolane and speak to shoppers, sorted: the judge's does not."""
    return tuple(sorted(words.parent.name for words in SHIPPED.glob(f"*/{SYSTEM}")))


def _locate(name: str | Path) -> Path:
    is_path = isinstance(name, Path) or not _NAME.fullmatch(name)
    path = Path(name) if is_path else _path_of_name(str(name))
    if not (path / CARD).is_file():
        raise PackMissing("pack", f"no {CARD} in {path}; name a folder that has one, or one of: {_known()}")
    return path


def _path_of_name(name: str) -> Path:
    if (SHIPPED / name / CARD).is_file():
        return SHIPPED / name
    for plugin in plugged(PLUGINS):
        if plugin.name == name:
            return Path(str(plugin.load()))
    here = f"./{name} for the folder here" if (Path(name) / CARD).is_file() else "a folder, such as ./mine"
    raise PackMissing("pack", f"there is no pack {name!r}; name {here}, or one of: {_known()}")


def known_packs() -> tuple[str, ...]:
    """Return the names of the shipped packs, then of the plug-ins', each sorted."""
    return (*shipped_packs(), *(plugin.name for plugin in plugged(PLUGINS)))


def _known() -> str:
    return ", ".join(known_packs())


def _open(path: Path, heirs: tuple[Path, ...] = ()) -> _Folder:
    place = f"{path.name}/{CARD}"
    if path in heirs:
        raise PackBroken(place, "the pack extends itself; break the circle")
    try:
        card = yaml.safe_load((path / CARD).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackBroken(place, f"is not YAML: {error}") from error
    if not isinstance(card, dict) or not all(isinstance(card.get(key), str) for key in ("name", "version")):
        raise PackBroken(place, "needs `name` and `version`, both in quotes where they look like numbers")
    parent = card.get("extends")
    if parent is not None and not isinstance(parent, str):
        raise PackBroken(place, "`extends` must be the name or path of one pack")
    ancestor = _open(_locate(_from(path, parent)), (*heirs, path)) if parent else None
    return _Folder(path, card["name"], card["version"], ancestor, _changelog(place, card))


def _changelog(place: str, card: dict[str, object]) -> tuple[Change, ...]:
    """Return what changed, newest first. Raises PackBroken where the newest is not about the pack's version."""
    listed = card.get("changelog", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise PackBroken(place, "`changelog` must be a list of version, date and says")
    changes = tuple(Change(*(str(one.get(key, "")) for key in ("version", "date", "says"))) for one in listed)
    if changes and changes[0].version != card["version"]:
        raise PackBroken(place, f"`changelog` begins with {changes[0].version}, but the version is {card['version']}")
    return changes


def _from(path: Path, parent: str) -> str | Path:
    return parent if _NAME.fullmatch(parent) else (path / parent).resolve()


def _environment(folder: _Folder) -> ImmutableSandboxedEnvironment:
    """Templates see the facts they are given and nothing else: no files, no attributes that begin with `_`."""
    environment = ImmutableSandboxedEnvironment(
        loader=_loader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["untrusted"] = untrusted
    environment.filters["plain"] = plain
    return environment


def _loader(folder: _Folder) -> ChoiceLoader:
    """Find a template in the pack, then in its parent; ``name/file`` always means the file of the pack `name`."""
    line = list(_lineage(folder))
    by_name = {ancestor.name: FileSystemLoader(ancestor.path) for ancestor in line}
    return ChoiceLoader([*(FileSystemLoader(ancestor.path) for ancestor in line), PrefixLoader(by_name)])


def _lineage(folder: _Folder) -> tuple[_Folder, ...]:
    return (folder, *(_lineage(folder.parent) if folder.parent else ()))


def _hash(folder: _Folder) -> str:
    digest = sha256()
    for ancestor in _lineage(folder):
        for file in [ancestor.path / CARD, *sorted(ancestor.path.rglob("*.j2"))]:
            content = file.read_bytes()
            place = file.relative_to(ancestor.path).as_posix()
            digest.update(f"{ancestor.name}/{place} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
