// The list of conversations: moving by keys, searching, saying what was read, and what could not be read.
(() => {
  "use strict";
  const list = document.getElementById("list");
  const search = document.getElementById("search");
  const items = () => [...document.querySelectorAll(".item")];

  const focus = (all, at) => all[Math.min(all.length - 1, Math.max(0, at))]?.focus();

  // From the desk j leads to the next that waits; inside the list j and k move row by row.
  const step = (by) => {
    const all = items();
    const here = all.findIndex((item) => item === document.activeElement);
    if (here >= 0) return focus(all, here + by);
    const current = all.findIndex((item) => item.hasAttribute("aria-current"));
    if (by < 0) return focus(all, current - 1);
    const after = current >= 0 && all[current].hasAttribute("data-waits") ? current : -1;
    const waiting = all.findIndex((item, at) => at > after && at !== current && item.hasAttribute("data-waits"));
    return focus(all, waiting >= 0 ? waiting : current + 1);
  };

  const next = () => {
    const open = document.querySelector("#search-form [name=open]")?.value || "";
    location.assign(`/conversations/next?open=${encodeURIComponent(open)}`);
  };

  const unfold = (id) => {
    const menu = document.getElementById(id)?.closest("details");
    if (!menu) return;
    menu.open = true;
    menu.querySelector("button")?.focus();
  };

  Object.assign(window.twolane.keys, {
    j: () => step(1), k: () => step(-1), g: next, s: () => unfold("snooze"), "/": () => search?.select(),
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // One menu at a time, and none once something else is pressed.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  if (!list) return;

  search?.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && search.value) {
      search.value = "";
      window.htmx.trigger(search, "input");
    }
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    focus(items(), 0);
  });

  // A row that had the focus keeps it when the list is read again.
  let focused = "";
  list.addEventListener("htmx:beforeSwap", () => { focused = list.contains(document.activeElement) ? document.activeElement.id : ""; });
  list.addEventListener("htmx:afterSwap", () => { if (focused) document.getElementById(focused)?.focus({ preventScroll: true }); });

  // What is before somebody's eyes is read.
  const noteRead = () => {
    const open = list.querySelector(".item.unread[aria-current]");
    if (!open || document.visibilityState !== "visible") return;
    const id = open.id.replace("item-", "");
    window.htmx.ajax("POST", `/conversations/${id}/read`, { source: "#list-state", swap: "none" }).then(
      () => window.htmx.trigger(list, "refresh"),
      () => {}, // it is said again when the list is next read
    );
  };
  document.addEventListener("visibilitychange", noteRead);
  list.addEventListener("htmx:afterSettle", () => noteRead()); // htmx gives a row its new classes no sooner

  const state = document.getElementById("list-state");
  const failed = () => state.replaceChildren(document.getElementById("list-failed").content.cloneNode(true));
  list.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== list) return;
    if (event.detail.xhr.status < 400) return state.replaceChildren();
    event.detail.shouldSwap = false;
    failed();
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) list.addEventListener(name, failed);
  state.addEventListener("click", (event) => { if (event.target.matches("[data-refreshes]")) window.htmx.trigger(list, "refresh"); });
})();
