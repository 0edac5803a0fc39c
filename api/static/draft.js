// The AI's draft: what is in the box is sent as the draft only while it waits; a stale one does not stay there.
(() => {
  "use strict";
  const { box, origins, put, typed, mark, settles } = window.twolane.composer;
  const holds = (id) => origins()?.querySelector(`[name=suggestion][value="${CSS.escape(id)}"]`);
  const drop = () => origins()?.querySelectorAll("[name=suggestion], [name=shown_at]").forEach((one) => one.remove());

  const watch = () => {
    const stale = document.querySelector("[data-stale]"), fresh = document.querySelector("[data-draft]");
    if (stale && holds(stale.dataset.stale)) {
      drop();
      if (box().value.trim() === stale.dataset.words) box().value = "";
      typed();
    }
    fresh?.querySelector("[data-take-draft]").toggleAttribute("hidden", holds(fresh.dataset.draft) !== null);
  };

  const take = ({ draft, shown, words }) => {
    drop();
    mark("suggestion", draft);
    mark("shown_at", shown);
    put(words);
  };

  document.addEventListener("input", (event) => { if (event.target.id === "words") watch(); });

  document.addEventListener("click", (event) => {
    if (event.target.matches("[data-take-draft]")) take(event.target.closest("[data-draft]").dataset);
  });

  settles(watch);
})();
