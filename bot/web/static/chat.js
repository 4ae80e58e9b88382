// Makes the conversation livelier: answers without a page load. Without this script the same forms do the same.
(() => {
  "use strict";
  const swap = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("inhoud");
    const main = document.getElementById("inhoud");
    if (!fresh || !main) return false;
    const log = document.getElementById("gesprek");
    const freshLog = fresh.querySelector("#gesprek");
    // New messages are added to the same log, so that a screen reader reads those and nothing else.
    if (log && freshLog && freshLog.children.length >= log.children.length) {
      const known = log.children.length;
      for (const old of log.children) old.removeAttribute("id");
      log.querySelectorAll(".summary__action").forEach((old) => old.remove());
      [...freshLog.children].slice(known).forEach((message) => log.append(message));
      freshLog.replaceWith(log);
    }
    log?.removeAttribute("aria-busy");
    main.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    return true;
  };
  const busy = (form) => {
    const log = document.getElementById("gesprek");
    log?.setAttribute("aria-busy", "true");
    const sign = document.createElement("p");
    sign.className = "busy";
    sign.textContent = "Een ogenblik…";
    const timer = setTimeout(() => log?.after(sign), 300);
    document.querySelectorAll("#inhoud button").forEach((button) => { button.disabled = true; });
    return () => {
      clearTimeout(timer);
      sign.remove();
      document.querySelectorAll("#inhoud button").forEach((button) => { button.disabled = false; });
    };
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/" || form.method !== "post") return;
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form, event.submitter));
    const typed = form.querySelector("textarea");
    const done = busy(form);
    try {
      const answer = await fetch("/", { method: "POST", body: data, credentials: "same-origin" });
      const html = await answer.text();
      done();
      if (!swap(html)) throw new Error("no page");
      document.getElementById("laatste")?.scrollIntoView({ block: "nearest" });
      document.getElementById("tekst")?.focus({ preventScroll: true });
    } catch {
      done();
      const alert = document.createElement("p");
      alert.className = "error";
      alert.setAttribute("role", "alert");
      alert.textContent = "Er is geen verbinding. Uw tekst staat er nog. Probeer het zo nog een keer.";
      document.querySelector(".compose")?.prepend(alert);
      if (typed) typed.focus();
    }
  });
  // Enter sends, Shift+Enter makes a new line.
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLTextAreaElement && event.target.id === "tekst" && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      event.target.form?.requestSubmit();
    }
  });
})();
