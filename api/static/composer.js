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

  // The AI's draft: what is in the box is sent as the draft only while it waits; a stale one does not stay there.
  const origins = () => document.getElementById("origins");
  const holdsDraft = (id) => origins()?.querySelector(`[name=suggestion][value="${CSS.escape(id)}"]`);
  const dropDraft = () => origins()?.querySelectorAll("[name=suggestion], [name=shown_at]").forEach((one) => one.remove());

  const watchDraft = () => {
    const stale = document.querySelector("[data-stale]"), fresh = document.querySelector("[data-draft]");
    if (stale && holdsDraft(stale.dataset.stale)) {
      dropDraft();
      if (box().value.trim() === stale.dataset.words) box().value = "";
      typed();
    }
    fresh?.querySelector("[data-take-draft]").toggleAttribute("hidden", holdsDraft(fresh.dataset.draft) !== null);
  };

  const takeDraft = ({ draft, shown, words }) => {
    dropDraft();
    for (const [name, value] of [["suggestion", draft], ["shown_at", shown]]) {
      origins().append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    put(words);
    watchDraft();
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

  const settle = () => { lock(); giveBack(); watchDraft(); countDown(); };

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id?.startsWith("composer")) settle();
  });

  document.addEventListener("input", (event) => { if (event.target.id === "words") { giveBack(); watchDraft(); } });

  // Where there is no room beside the box, the brief stands above it from the first word on.
  document.addEventListener("focusin", (event) => {
    const columns = document.querySelector(".columns.is-open:not(.is-writing)");
    if (event.target.id !== "words" || !columns) return;
    columns.classList.add("is-writing");
    if (matchMedia("(max-width: 760px)").matches) document.getElementById("composer").scrollIntoView({ block: "end" });
  });

  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-put-back]")) put(event.target.closest("[data-returned]").dataset.words);
    if (event.target.matches("[data-take-draft]")) takeDraft(event.target.closest("[data-draft]").dataset);
  });

  document.addEventListener("keydown", (event) => {
    const undo = document.getElementById("undo");
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    const isEmpty = !event.target.matches("input, textarea, select") || !event.target.value;
    if (!undo || !isUndo || !isEmpty) return;
    event.preventDefault();
    undo.click();
  });

  // Keys open what is under the box; Escape closes it and goes back to the box.
  const tools = { n: "tool-note", o: "tool-offer", x: "tool-stop" };

  const open = (id) => {
    const tool = document.getElementById(id);
    if (!tool) return false;
    tool.open = true;
    tool.querySelector("textarea, input:not([type=hidden]), button:not([disabled])")?.focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select");
    const tool = event.target.closest?.(".tool[open]");
    if (event.key === "Escape" && tool) {
      tool.open = false;
      box()?.focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-submits-by-enter]")) {
      event.target.form.requestSubmit();
    } else if (!isTyping && !event.metaKey && !event.ctrlKey && !event.altKey) {
      if (event.key === "w" && box() && !box().disabled) box().focus();
      else if (event.key === "d" && document.getElementById("ask-draft")) document.getElementById("ask-draft").click();
      else if (!tools[event.key] || !open(tools[event.key])) return;
      event.preventDefault();
    }
  });

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches(".tool[open]")) return;
    for (const other of document.querySelectorAll(".tool[open]")) if (other !== event.target) other.open = false;
    event.target.querySelector("textarea, input:not([type=hidden])")?.focus();
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!event.detail.successful || !form.matches?.("form[data-closes]")) return;
    form.reset();
    form.closest(".tool")?.removeAttribute("open");
    box()?.focus();
  });

  settle();
  setInterval(countDown, 500);
})();
