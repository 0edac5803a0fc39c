// Set-up: copies an answer, and says so on the button. Where the browser keeps the clipboard shut, the words are selected.
(() => {
  "use strict";
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const words = document.getElementById(button.dataset.copies);
    words.select();
    try {
      await navigator.clipboard.writeText(words.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
})();
