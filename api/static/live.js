// The live banner: a page that no longer hears its server says so, until the stream is back and speaks for itself.
document.addEventListener("htmx:sseError", () => {
  const lost = document.getElementById("live-lost");
  if (lost) document.getElementById("live")?.replaceChildren(lost.content.cloneNode(true));
});
