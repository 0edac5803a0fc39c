"""The command line imports what a command needs: who lists people waits for no web server and no model's client."""

import subprocess
import sys

HEAVY = ("fastapi", "langchain_core", "openai", "jinja2", "httpx")
LEAN = ("twolane", "api.operator", "api.store_senders", "api.recovery_switching", "api.auditing")


def test_the_operators_commands_open_no_pages_and_no_model() -> None:
    code = f"import sys, {', '.join(LEAN)}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
