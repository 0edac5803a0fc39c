// What plain pages cannot do: keys, clocks, following a thread. Everything else is HTML forms and htmx.
(() => {
  "use strict";
  let offset = 0; // the house's clock minus this machine's, in milliseconds

  const timeIn = (moment, zone, parts) =>
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...parts }).format(moment);

  const ago = (milliseconds) => {
    const minutes = Math.max(0, Math.floor(milliseconds / 60000));
    if (minutes < 1) return "now";
    if (minutes < 60) return `${minutes}m`;
    return minutes < 1440 ? `${Math.floor(minutes / 60)}h` : `${Math.floor(minutes / 1440)}d`;
  };

  const tick = () => {
    const now = Date.now() + offset;
    for (const clock of document.querySelectorAll("[data-clock]")) {
      const parts = clock.dataset.clock === "time" ? {} : { weekday: "short" };
      clock.textContent = timeIn(now, clock.dataset.zone, parts).replace(",", "");
    }
    for (const time of document.querySelectorAll("[data-ago]")) time.textContent = ago(now - Date.parse(time.dateTime));
  };

  const toEnd = (thread) => { thread.scrollTop = thread.scrollHeight; };
  const atEnd = (thread) => thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;

  // A thread that was read to its end stays there, whatever grows in it or around it.
  const follow = (thread) => {
    thread.dataset.ended = "true";
    thread.addEventListener("scroll", () => { thread.dataset.ended = String(atEnd(thread)); }, { passive: true });
    const settle = () => { if (thread.dataset.ended === "true") toEnd(thread); };
    new ResizeObserver(settle).observe(thread);
    new MutationObserver(settle).observe(thread, { childList: true });
    toEnd(thread);
  };

  // What has not changed is not replaced: a click that is under way must not lose its button.
  const shown = new Map();
  const isShown = (id, markup) => {
    const same = shown.get(id) === markup;
    shown.set(id, markup);
    return same;
  };

  for (const tools of document.querySelectorAll("#composer-tools, #composer-stop")) shown.set(tools.id, tools.innerHTML);

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (isShown(target.id, fragment.innerHTML)) event.detail.shouldSwap = false;
    if (target.id === "composer") for (const id of [...shown.keys()]) if (id.startsWith("composer-")) shown.delete(id);
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, serverResponse } = event.detail;
    const now = /data-now="(\d+)"/.exec(serverResponse);
    if (now) offset = Number(now[1]) - Date.now();
    tick();
    if (target?.matches?.("#list, [data-follows]") && isShown(target.id, serverResponse.replace(/data-now="\d+"/, ""))) {
      event.detail.shouldSwap = false;
    }
    if (!target?.matches?.("[data-follows]")) return;
    target.dataset.opened = [...target.querySelectorAll("details[open]")].map((one) => one.id).join(" ");
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    tick();
    if (!target?.matches?.("[data-follows]")) return;
    for (const id of (target.dataset.opened || "").split(" ").filter(Boolean)) document.getElementById(id)?.setAttribute("open", "");
  });

  // A proof that is opened again after a swap still has its answer, and in it what was opened.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const proof = event.detail.elt;
    if (proof.matches?.("details.proof") && proof.querySelector(".why-said")) event.preventDefault();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (event.detail.successful && form.matches?.("form[data-empties]")) form.reset();
  });

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "composer") document.getElementById("words")?.focus();
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.proof[open]")) event.target.scrollIntoView({ block: "nearest" });
  }, true);

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".link-to-copy")) event.target.select();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.submit();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (typing && event.key === "Escape") event.target.blur();
    if (event.target.id === "words" && event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.target.form.requestSubmit();
    if (typing || event.metaKey || event.ctrlKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Each key presses what the page shows; other files add theirs.
  const press = (id) => () => document.getElementById(id)?.click();
  const keys = { t: press("take-over"), c: press("claim") };

  window.twolane = { offset: () => offset, keys };

  if (document.body.dataset.now) offset = Number(document.body.dataset.now) - Date.now();
  tick();
  setInterval(tick, 1000);
  document.querySelectorAll("[data-follows]").forEach(follow);
  document.querySelector(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
})();
