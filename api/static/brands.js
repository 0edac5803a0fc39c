// Brands apart: words copied at one brand are not pasted at another unseen, and a claim shows how long it has left.
(() => {
  "use strict";
  const COPIED = "twolane-copied";

  // What was copied is remembered by a mark of it and by its brand; the words themselves are not kept.
  const markOf = (words) => {
    let mark = 2166136261;
    for (const letter of words.replace(/\s+/g, " ").trim()) mark = Math.imul(mark ^ letter.codePointAt(0), 16777619) >>> 0;
    return `${words.trim().length}:${mark}`;
  };

  const brandAt = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-merchant]");

  const selected = (field) =>
    field.matches?.("textarea, input") ? field.value.slice(field.selectionStart, field.selectionEnd) : String(getSelection());

  const remember = (event) => {
    const field = document.activeElement?.matches("textarea, input") ? document.activeElement : event.target;
    const words = selected(field);
    const place = brandAt(field.matches?.("textarea, input") ? field : getSelection().anchorNode);
    if (!words.trim()) return;
    const { merchant, brand } = place?.dataset ?? {};
    localStorage.setItem(COPIED, JSON.stringify({ merchant, brand, mark: markOf(words) }));
  };
  document.addEventListener("copy", remember);
  document.addEventListener("cut", remember);

  const copied = () => {
    try { return JSON.parse(localStorage.getItem(COPIED)) ?? {}; } catch { return {}; }
  };

  const put = (field, words) => {
    field.focus();
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const element = (name, words, more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });

  // A dialog of the browser's own: it holds the focus, Escape closes it, and the safe answer is chosen first.
  const warn = (field, words, from, here) => {
    const dialog = element("dialog", "", { className: "paste-warning" });
    dialog.setAttribute("aria-labelledby", "paste-title");
    const no = element("button", "Do not paste", { className: "primary", autofocus: true });
    const yes = element("button", `Paste into ${here} all the same`);
    const row = element("div", "", { className: "row" });
    row.append(no, yes);
    dialog.append(
      element("h2", `Copied at ${from}`, { id: "paste-title" }),
      element("p", `You are writing as ${here}. What you paste was last copied from another brand's conversation.`),
      row,
    );
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => { dialog.close("paste"); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      field.focus();
      if (dialog.returnValue === "paste") put(field, words);
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("paste", (event) => {
    const field = event.target, here = brandAt(field)?.dataset;
    const words = event.clipboardData?.getData("text/plain") ?? "", last = copied();
    if (!here || !field.matches?.("textarea") || !last.merchant) return;
    if (last.merchant === here.merchant || last.mark !== markOf(words)) return;
    event.preventDefault();
    warn(field, words, last.brand, here.brand);
  });

  const countDown = () => {
    for (const one of document.querySelectorAll("[data-claim-ends]")) {
      const left = Math.ceil((Date.parse(one.dataset.claimEnds) - Date.now() - window.twolane.offset()) / 1000);
      one.textContent = left > 0 ? `for ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} more` : "no longer: the claim has ended";
    }
  };
  document.addEventListener("DOMContentLoaded", () => { countDown(); setInterval(countDown, 1000); });
})();
