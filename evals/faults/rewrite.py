"""A rewrite: a pack like another, but for some blocks of one of its templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from prompts.renderer import folder_with, load_pack

EVERY = "*"
"""Every block of the template that has no words of its own."""

THE_SAME = "{{ super() }}"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`blocks` are the new words by block, in Jinja2; ``{{ super() }}`` stands for what the pack says there."""

    template: str
    blocks: Mapping[str, str] = field(default_factory=dict)

    def write(self, pack: str | Path, folder: Path) -> Path:
        """Write the pack's heir to `folder`, and return it. Blocks that the pack lacks are left out.

        It has the pack's name and version, and a hash of its own. Raises PackMissing or PackBroken.
        """
        original = load_pack(pack)
        parent = folder_with(pack, self.template)
        card = {"name": original.name, "version": original.version, "extends": str(folder_with(pack).resolve())}
        written = "\n".join(
            f"{{% block {block} %}}\n{words}\n{{% endblock %}}"
            for block in original.blocks(self.template)
            if (words := self.blocks.get(block, self.blocks.get(EVERY)))
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pack.yaml").write_text(yaml.safe_dump(card), encoding="utf-8")
        extends = f'{{% extends "{load_pack(parent).name}/{self.template}.j2" %}}'
        (folder / f"{self.template}.j2").write_text(f"{extends}\n{written}\n", encoding="utf-8")
        return folder
