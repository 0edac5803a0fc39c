// Undo: the moment in which a text may be taken back, and words that come back because it did not leave.
(() => {
  "use strict";
  const { box, put, settles } = window.twolane.composer;

  // Words that did not leave go into an empty box by themselves, once; into one in use only when asked.
  const seen = new Set();
  const giveBack = () => {
    const strip = document.querySelector("[data-returned]");
    if (!strip || !box()) return;
    const { returned, words } = strip.dataset;
    if (!seen.has(returned) && !box().value.trim() && !box().disabled) put(words);
    seen.add(returned);
    const isIn = box().value.includes(words);
    strip.querySelector("span")?.toggleAttribute("hidden", !isIn);
    strip.querySelector("[data-put-back]")?.toggleAttribute("hidden", isIn);
  };

  const countDown = () => {
    for (const one of document.querySelectorAll("[data-leaves]")) {
      const seconds = Math.ceil((Date.parse(one.dataset.leaves) - Date.now() - window.twolane.offset()) / 1000);
      one.textContent = seconds > 0 ? `in ${seconds} s` : "now";
    }
  };

  document.addEventListener("input", (event) => { if (event.target.id === "words") giveBack(); });

  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-put-back]")) put(event.target.closest("[data-returned]").dataset.words);
  });

  document.addEventListener("keydown", (event) => {
    const undo = document.getElementById("undo");
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const isFree = !event.target.matches("input, textarea, select") || !event.target.value;
    if (!undo || !isUndo || !isFree) return;
    event.preventDefault();
    undo.click();
  });

  settles(giveBack);
  settles(countDown);
  setInterval(countDown, 500);
})();
