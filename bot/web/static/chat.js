// Makes the conversation livelier: answers without a page load. Without this script the same forms do the same.
(() => {
  "use strict";
  let sending = false;

  // Puts the new page around the log that stands: a log that is taken out and put back is not read aloud.
  const swap = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("inhoud");
    const freshLog = page.getElementById("gesprek");
    const main = document.getElementById("inhoud");
    const log = document.getElementById("gesprek");
    if (!fresh || !freshLog || !main || !log) return page.querySelector("#inhoud h1")?.textContent ?? "";
    const known = log.children.length;
    if (freshLog.children.length < known) {
      main.replaceChildren(...fresh.childNodes);
    } else {
      if (freshLog.children.length > known) {
        for (const old of log.children) { old.removeAttribute("id"); old.classList.remove("message--open"); }
        log.querySelectorAll(".summary__action").forEach((old) => old.remove());
        log.append(...[...freshLog.children].slice(known));
      }
      for (const node of [...main.childNodes]) if (node !== log) node.remove();
      let before = true;
      for (const node of [...fresh.childNodes]) {
        if (node === freshLog) before = false;
        else if (before) log.before(node);
        else main.append(node);
      }
    }
    document.title = page.title;
    document.dispatchEvent(new CustomEvent("loket:ververst"));
    return null;
  };

  // Somebody else spoke, or the queue moved (live.js says so): what is typed and where one is stays as it was.
  document.addEventListener("loket:nieuws", async () => {
    if (sending) return;
    const answer = await fetch("/", { credentials: "same-origin", headers: { "X-Loket-Vanzelf": "1" } }).catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    if (sending) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    const many = (where) => where.getElementById("gesprek")?.children.length;
    if (many(page) === many(document) && page.getElementById("mens")?.dataset.live === document.getElementById("mens")?.dataset.live) {
      const words = document.getElementById("wacht-woorden"), fresh = page.getElementById("wacht-woorden");
      if (words && fresh && words.textContent !== fresh.textContent) words.textContent = fresh.textContent;
      return;
    }
    const old = document.getElementById("tekst");
    const typed = old?.value ?? "", here = document.activeElement === old, at = old?.selectionStart ?? 0;
    swap(html);
    const field = document.getElementById("tekst");
    if (!field) return;
    field.value = typed;
    if (here) { field.focus({ preventScroll: true }); field.setSelectionRange(at, at); }
    document.querySelector("#gesprek > :last-child")?.scrollIntoView({ block: "nearest" });
  });

  const busy = () => {
    sending = true;
    const log = document.getElementById("gesprek");
    log?.setAttribute("aria-busy", "true");
    document.querySelectorAll("#inhoud .lost").forEach((old) => old.remove());
    const sign = document.createElement("p");
    sign.className = "busy";
    sign.textContent = "Een ogenblik…";
    const timer = setTimeout(() => log?.after(sign), 300);
    const buttons = [...document.querySelectorAll("#inhoud button")];
    buttons.forEach((button) => { button.disabled = true; });
    return () => {
      sending = false;
      clearTimeout(timer);
      sign.remove();
      log?.removeAttribute("aria-busy");
      buttons.forEach((button) => { button.disabled = false; });
    };
  };

  const fail = (words) => {
    const alert = document.createElement("p");
    alert.className = "error lost";
    alert.setAttribute("role", "alert");
    alert.textContent = words;
    document.querySelector(".compose")?.prepend(alert);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/" || form.method !== "post") return;
    event.preventDefault();
    if (sending) return;
    const data = new URLSearchParams(new FormData(form, event.submitter));
    const typed = form.querySelector("textarea");
    const done = busy();
    try {
      const answer = await fetch("/", { method: "POST", body: data, credentials: "same-origin" });
      const html = await answer.text();
      done();
      const fault = swap(html);
      if (fault !== null) {
        fail(`${fault || "Er ging iets mis"}. Uw tekst staat er nog. Maak die korter, of probeer het zo nog een keer.`);
        typed?.focus();
        return;
      }
      document.getElementById("laatste")?.scrollIntoView({ block: "start" });
      // On a telephone the keyboard would cover the answer: it opens only for who was typing.
      const field = document.getElementById("tekst");
      const touch = matchMedia("(pointer: coarse)").matches;
      (typed || !touch ? field : document.getElementById("gesprek"))?.focus({ preventScroll: true });
    } catch {
      done();
      fail("Er is geen verbinding. Uw tekst staat er nog. Probeer het zo nog een keer.");
      typed?.focus();
    }
  });

  // The second click of a double click would answer the next question, which nobody has read yet.
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target instanceof Element && event.target.closest("#inhoud form[action='/'] button")) {
      event.preventDefault();
    }
  }, true);

  // Enter sends, Shift+Enter makes a new line; a held key or an empty field sends nothing.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || field.id !== "tekst") return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat && field.value.trim()) field.form?.requestSubmit();
  });

  // A page that comes back from the browser's memory shows the conversation as it was; it may have gone on since.
  addEventListener("pageshow", (event) => {
    if (event.persisted && !document.getElementById("tekst")?.value) location.reload();
  });
})();
