// Says every few seconds that somebody is here, and whether they type; the answer says who else is.
(() => {
  "use strict";
  const BEAT = 3000, TYPING = 4000; // milliseconds; see api/viewing.py
  let typedAt = -TYPING;
  let toldTyping = false;

  const beat = () => {
    const line = document.getElementById("viewing");
    if (!line || document.hidden) return;
    toldTyping = performance.now() - typedAt < TYPING;
    document.getElementById("typing").value = toldTyping;
    htmx.trigger(line, "beat");
  };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "words" || !event.target.value.trim() || !event.isTrusted) return;
    typedAt = performance.now();
    if (!toldTyping) beat();
  });

  document.addEventListener("visibilitychange", beat);
  setInterval(beat, BEAT);
  beat();
})();
