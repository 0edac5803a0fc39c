"""Runs a suite with the network cut and no key, as a process of its own: python offline_run.py SUITE OUT JSON."""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

_connect, _look_up = socket.socket.connect, socket.getaddrinfo


def cut_network() -> None:
    """From now on only this machine can be reached, and no name found; keys are forgotten."""
    for name in [name for name in os.environ if name.endswith(("_KEY", "_TOKEN", "_SECRET"))]:
        del os.environ[name]

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            raise OSError(f"the network is cut: {address}")
        _connect(self, address)

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("127.0.0.1", "::1", "localhost", None):
            raise OSError(f"the network is cut: {host}")
        return _look_up(host, *args, **kwargs)

    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.getaddrinfo = look_up


def main() -> None:
    cut_network()
    from evals.cassettes.mode import Mode
    from evals.command import run_wishes
    from evals.matrix import Wishes
    from evals.run import Manner

    suite, out, told = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    tapes = Path(told["cassettes"]) if told.get("cassettes") else None
    manner = Manner(told["jobs"], cassettes=tapes, mode=Mode.REPLAY)
    wishes = Wishes(tuple(told["packs"]), (told["model"],), trials=told["trials"], seed=told.get("seed"), manner=manner)
    sys.exit(run_wishes(suite, out, wishes))


if __name__ == "__main__":
    main()
