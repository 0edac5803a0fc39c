// The composer: words that come back, the moment in which a text may be undone, and keys.
(() => {
  "use strict";
  const box = () => document.getElementById("words");
  const typed = () => box().dispatchEvent(new Event("input", { bubbles: true }));

  const put = (words) => {
    const field = box();
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${words}` : words;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    typed();
  };

  // Words that did not leave go into an empty box by themselves, once; into one in use only when asked.
  const seen = new Set();
  const giveBack = () => {
    const strip = document.querySelector("[data-returned]");
    if (!strip || !box()) return;
    const { returned, words } = strip.dataset;
    const isIn = box().value.includes(words);
    if (!isIn && !seen.has(returned) && !box().value.trim() && !box().disabled) put(words);
    seen.add(returned);
    const holds = box().value.includes(words);
    strip.querySelector("span")?.toggleAttribute("hidden", !holds);
    strip.querySelector("[data-put-back]")?.toggleAttribute("hidden", holds);
  };

  const lock = () => {
    if (box()) box().disabled = document.querySelector("[data-locked]") !== null;
  };

  const countDown = () => {
    for (const one of document.querySelectorAll("[data-leaves]")) {
      const seconds = Math.ceil((Date.parse(one.dataset.leaves) - Date.now() - window.twolane.offset()) / 1000);
      one.textContent = seconds > 0 ? `in ${seconds} s` : "now";
    }
  };

  const settle = () => { lock(); giveBack(); countDown(); };

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id?.startsWith("composer")) settle();
  });

  document.addEventListener("input", (event) => { if (event.target.id === "words") giveBack(); });

  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-put-back]")) put(event.target.closest("[data-returned]").dataset.words);
  });

  document.addEventListener("keydown", (event) => {
    const undo = document.getElementById("undo");
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const isEmpty = !event.target.matches("input, textarea, select") || !event.target.value;
    if (!undo || !isUndo || !isEmpty) return;
    event.preventDefault();
    undo.click();
  });

  settle();
  setInterval(countDown, 500);
})();
