// Labelling: a key for each level, and marked words of the assistant's as evidence.
(() => {
  "use strict";
  const press = (id) => () => document.getElementById(id)?.click();
  Object.assign(window.twolane.keys, {
    1: press("level-1"), 2: press("level-2"), 3: press("level-3"), s: press("level-skip"), b: press("back"),
  });

  const quote = document.getElementById("quote");
  document.addEventListener("selectionchange", () => {
    const marked = document.getSelection();
    const inside = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-evidence]");
    const text = inside(marked.anchorNode);
    if (quote && text && text === inside(marked.focusNode) && !marked.isCollapsed) quote.value = marked.toString();
  });
})();
