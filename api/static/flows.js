/* From a fault to its line: the caret goes where the linter points. */
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest(".to-line");
  const text = document.getElementById("flow-text");
  if (!button || !text) return;
  const lines = text.value.split("\n");
  const line = Math.min(Number(button.dataset.line), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + lines[line - 1].length);
});
