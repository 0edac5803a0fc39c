"""Other tools over the same conversations: each by its ordinary way to score what is stored, in its own process."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.spent import spent_by
from evals.command import score_file
from evals.exporting.inspect_log import export_to_inspect
from evals.transcript import Transcript, to_line

INSPECT, DEEPEVAL = "inspect-ai", "deepeval"
MOCK = "mockllm/model"
"""A name that Inspect takes for a model's; nothing is asked of it."""

_QUIET = {
    "PROMPTFOO_DISABLE_TELEMETRY": "1",
    "PROMPTFOO_DISABLE_UPDATE": "1",
    "PROMPTFOO_FAILED_TEST_EXIT_CODE": "0",
    "DEEPEVAL_TELEMETRY_OPT_OUT": "YES",
}
PEERS = Path(__file__).with_name("peers")


def measure_peers(conversations: tuple[Transcript, ...], python: str, promptfoo: str) -> dict[str, Any]:
    """Return transcripts per CPU-second and the peak of memory of each peer, or why it was not measured."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        lines = [json.dumps(_plain(one)) for one in conversations]
        (folder / "conversations.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return {
            INSPECT: _python_peer(python, INSPECT, _inspect_log(conversations, folder), len(lines)),
            DEEPEVAL: _python_peer(python, DEEPEVAL, folder / "conversations.jsonl", len(lines)),
            "promptfoo": _promptfoo(promptfoo, lines, folder),
        }


def _plain(played: Transcript) -> dict[str, Any]:
    turns = [{"role": "user" if text in played.inbound else "assistant", "text": text.body} for text in played.messages]
    return {"id": played.scenario, "turns": turns}


def _inspect_log(conversations: tuple[Transcript, ...], folder: Path) -> Path:
    """Let our own export write the log that Inspect scores."""
    one_pack = [replace(one, pack=conversations[0].pack, model=MOCK) for one in conversations]
    (folder / "in.jsonl").write_bytes(b"".join(map(to_line, one_pack)))
    with redirect_stdout(StringIO()):
        score_file(folder / "in.jsonl", folder / "scored", ("link.own",), with_tone=False)
    (log,) = export_to_inspect(folder / "scored", folder, datetime(2026, 11, 28, tzinfo=UTC))
    return log


def _python_peer(python: str, name: str, file: Path, count: int) -> dict[str, Any]:
    found = subprocess.run(
        [python, "-c", f"from importlib.metadata import version; print(version({name!r}))"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        return {"not_measured": f"{name} is not installed for {Path(python).name}; pip install 'twolane[bench]'"}
    script = PEERS / f"{name.partition('-')[0]}_offline.py"
    return _told(found.stdout.strip(), count, [python, str(script), str(file)], file.parent)


def _promptfoo(command: str, lines: list[str], folder: Path) -> dict[str, Any]:
    path = shutil.which(command)
    if path is None:
        return {"not_measured": f"there is no {command}; npm install promptfoo"}
    config = folder / "promptfooconfig.json"
    config.write_text(json.dumps({**json.loads((PEERS / "promptfoo.json").read_text()), "tests": list(_tests(lines))}))
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    options = ("--no-cache", "--no-table", "--no-progress-bar", "-o", str(folder / "promptfoo.jsonl"))
    return _told(said, len(lines), [path, "eval", "-c", str(config), *options], folder)


def _tests(lines: list[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {"vars": {"conversation": line}}


def _told(version: str, count: int, command: list[str], folder: Path) -> dict[str, Any]:
    env = {**os.environ, **_QUIET, "PROMPTFOO_CONFIG_DIR": str(folder), "PYTHONPATH": str(PEERS)}
    env.pop("PYTHONSAFEPATH", None)
    try:
        spent = spent_by(command, env, folder)
    except subprocess.CalledProcessError as error:
        return {"version": version, "not_measured": error.output.decode(errors="replace")[-600:]}
    rate = round(count / spent.cpu_seconds)
    seconds = round(spent.cpu_seconds, 2)
    return {
        "version": version,
        "transcripts": count,
        "cpu_seconds": seconds,
        "per_cpu_second": rate,
        "peak_mb": spent.peak_mb,
    }
