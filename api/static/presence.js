// Presence: an open page says every half minute that its person is there, until nobody has touched it for long.
(() => {
  "use strict";
  const EVERY = 30000;
  const IDLE = 15 * 60000;
  let touched = Date.now();
  let silent = false;

  const beat = () => {
    const form = document.querySelector("#presence form");
    if (!form || !window.htmx) return;
    silent = Date.now() - touched > IDLE;
    if (!silent) window.htmx.ajax("POST", "/presence", { source: "#presence", target: "#presence", values: { back: form.elements.back.value } });
  };

  for (const name of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(name, () => {
      touched = Date.now();
      if (silent) beat();
    }, { passive: true, capture: true });
  }
  beat();
  setInterval(beat, EVERY);
})();
