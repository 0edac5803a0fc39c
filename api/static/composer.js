// The box: what others put into it, when it is locked, and where the brief stands while somebody writes.
(() => {
  "use strict";
  const box = () => document.getElementById("words");
  const origins = () => document.getElementById("origins");

  // Words go after what is there, as if they had been typed.
  const put = (words) => {
    const field = box();
    field.value = field.value.trim() ? `${field.value.trimEnd()}\n${words}` : words;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    typed();
  };

  const typed = () => box().dispatchEvent(new Event("input", { bubbles: true }));

  // What the words began as goes with the form.
  const mark = (name, value) => origins().append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));

  const settlers = [];
  const settle = () => { for (const one of settlers) one(); };

  // `settles` is called whenever the composer was shown anew.
  window.twolane.composer = { box, origins, put, typed, mark, settles: (one) => { settlers.push(one); one(); } };

  window.twolane.composer.settles(() => {
    if (box()) box().disabled = document.querySelector("[data-locked]") !== null;
  });

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id?.startsWith("composer")) settle();
  });

  // Where there is no room beside the box, the brief stands above it from the first word on.
  document.addEventListener("focusin", (event) => {
    const columns = document.querySelector(".columns.is-open:not(.is-writing)");
    if (event.target.id !== "words" || !columns) return;
    columns.classList.add("is-writing");
    if (matchMedia("(max-width: 760px)").matches) document.getElementById("composer").scrollIntoView({ block: "end" });
  });
})();
