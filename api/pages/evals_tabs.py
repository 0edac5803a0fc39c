"""The parts of Evals, and who sees which."""

from api.pages.settings_tabs import Parts
from conversation.role import Permission

LABELS_PATH = "/evals/labels"

EVALS_PARTS: Parts = ((Permission.READ, "/evals", "Live"), (Permission.REPLY, LABELS_PATH, "Labels"))
