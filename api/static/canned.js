// Canned replies: picked by keyboard or mouse, put where the caret is. What the words began as goes with the form.
(() => {
  "use strict";
  const { box, mark, origins, typed } = window.twolane.composer;
  const tool = () => document.getElementById("tool-canned");
  const shown = () => [...document.querySelectorAll("#canned-list .canned")].filter((one) => !one.closest("li").hidden);
  let caret = null; // where in the box the words go

  const open = () => {
    caret = [box().selectionStart, box().selectionEnd];
    tool().open = true;
    find("");
    document.getElementById("canned-search")?.focus();
  };

  const close = () => {
    tool().open = false;
    box()?.focus();
  };

  const choose = (chosen) => {
    for (const one of document.querySelectorAll("#canned-list .canned")) one.ariaSelected = String(one === chosen);
    document.getElementById("canned-search")?.setAttribute("aria-activedescendant", chosen?.id || "");
    chosen?.scrollIntoView({ block: "nearest" });
  };

  const find = (wanted) => {
    const search = document.getElementById("canned-search");
    if (search && search.value !== wanted) search.value = wanted;
    for (const li of document.querySelectorAll("#canned-list > li")) li.hidden = !li.textContent.toLowerCase().includes(wanted.toLowerCase());
    choose(shown()[0]);
  };

  const pick = (reply) => {
    const field = box(), [from, to] = caret || [field.value.length, field.value.length];
    field.setRangeText(reply.dataset.words, from, to, "end");
    mark("canned", reply.dataset.canned);
    caret = null;
    close();
    typed();
  };

  document.addEventListener("click", (event) => {
    const reply = event.target.closest?.("[data-canned]");
    if (!reply) return;
    event.preventDefault();
    pick(reply);
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "canned-search") find(event.target.value);
    // Who empties the box begins anew: what it began as is forgotten.
    if (event.target.id === "words" && !event.target.value.trim()) origins()?.replaceChildren();
  });

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === ";" && tool() && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const isFree = !target.matches("input, textarea, select");
      const before = target.id === "words" ? target.value.slice(0, target.selectionStart) : null;
      if (!isFree && (before === null || !/(^|\s)$/.test(before))) return;
      event.preventDefault();
      open();
    } else if (target.id === "canned-search") {
      const all = shown(), at = all.findIndex((one) => one.ariaSelected === "true");
      if (key === "ArrowDown" || key === "ArrowUp") choose(all[(at + (key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
      else if (key === "Enter" && all[at]) pick(all[at]);
      else return;
      event.preventDefault();
    }
  });
})();
