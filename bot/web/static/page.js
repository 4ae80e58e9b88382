// What every page can do more with a script. Without it the forms and the browser's own menu do the same.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // "Snel weg": the page is empty at once, and the way back does not lead here.
  document.addEventListener("submit", (event) => {
    const neutral = event.target instanceof HTMLFormElement && event.target.dataset.weg;
    if (!neutral) return;
    event.preventDefault();
    document.body.replaceChildren();
    document.title = "";
    try { sessionStorage.clear(); } catch { /* a browser that keeps nothing has nothing to clear */ }
    fetch("/weg", { method: "POST", keepalive: true }).catch(() => {});
    (window.top ?? window).location.replace(neutral);
  });
})();
