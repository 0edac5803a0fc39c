/* From a fault to its line: the caret goes where the linter points. From the shelf into the step: a picture goes to the
   text that the caret is in, or to the nearest before it. What was typed before the page was ready is linted too. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const text = document.getElementById("flow-text");
  if (text && text.value !== text.defaultValue) text.dispatchEvent(new Event("typed-before"));
});

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

const indentOf = (line) => line.length - line.trimStart().length;

/* The lines of the text step around a line: from its dash to where it ends; null where no text stands before. */
function stepAround(lines, at) {
  let first = at;
  while (first >= 0 && !/^\s*- +text:/.test(lines[first])) first -= 1;
  if (first < 0) return null;
  let after = first + 1;
  while (after < lines.length && lines[after].trim() && indentOf(lines[after]) > indentOf(lines[first])) after += 1;
  return { first, after };
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".use-picture");
  const text = document.getElementById("flow-text");
  if (!button || !text) return;
  const lines = text.value.split("\n");
  const at = text.value.slice(0, text.selectionStart).split("\n").length - 1;
  const step = stepAround(lines, at) || stepAround(lines, lines.length - 1);
  if (!step) return;
  const margin = " ".repeat(indentOf(lines[step.first]) + 2);
  const known = lines.findIndex((line, place) => place > step.first && place < step.after && line.startsWith(`${margin}media:`));
  lines.splice(known < 0 ? step.after : known, known < 0 ? 0 : 1, `${margin}media: ${button.dataset.media}`);
  text.value = lines.join("\n");
  text.rows = Math.max(text.rows, lines.length);
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
});
