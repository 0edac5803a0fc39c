// What is under the box: a key opens each, one at a time; Escape closes it and goes back to the box.
(() => {
  "use strict";
  const { box } = window.twolane.composer;
  const TOOLS = { n: "tool-note", o: "tool-offer", p: "tool-picture", x: "tool-stop" };

  const enter = (tool) => tool.querySelector("textarea, input:not([type=hidden])")?.focus();

  const use = (key) => {
    const tool = document.getElementById(TOOLS[key]), draft = document.getElementById("ask-draft");
    if (key === "w" && box() && !box().disabled) box().focus();
    else if (key === "d" && draft) draft.click();
    else if (tool) {
      tool.open = true;
      enter(tool); // at once: the next key belongs to the field, and `toggle` comes later
    } else return false;
    return true;
  };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const tool = target.closest?.(".tool[open]"), isChord = event.metaKey || event.ctrlKey || event.altKey;
    if (key === "Escape" && tool) {
      tool.open = false;
      box()?.focus();
    } else if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("[data-submits-by-enter]")) {
      target.form.requestSubmit();
    } else if (!isChord && !target.matches("input, textarea, select") && use(key)) event.preventDefault();
  });

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches(".tool[open]")) return;
    for (const other of document.querySelectorAll(".tool[open]")) if (other !== event.target) other.open = false;
    if (!event.target.contains(document.activeElement) || document.activeElement.matches("summary")) enter(event.target);
  }, true);

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!event.detail.successful || !form.matches?.("form[data-closes]")) return;
    form.reset();
    form.closest(".tool")?.removeAttribute("open");
    box()?.focus();
  });
})();
