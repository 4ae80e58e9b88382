// Keeps an open page up to date: the server says that there is news, and the page fetches itself again.
// Without this script a reload, or a small page inside the page, does the same.
"use strict";
(() => {
  const SELF = { "X-Loket-Vanzelf": "1" };
  const POLL = 15000;
  let source, address, timer, busy = false, again = false;

  // Puts fresh messages at the end of the log that stands, so that they are read aloud and nothing else is.
  const grow = (page) => {
    const log = document.getElementById("gesprek");
    const fresh = page.getElementById("gesprek");
    if (!log || !fresh) return;
    const known = new Set([...log.children].map((one) => one.dataset.nummer));
    const more = [...fresh.children].filter((one) => !known.has(one.dataset.nummer));
    if (!more.length) return;
    log.querySelector("#laatste")?.removeAttribute("id");
    log.append(...more);
    log.lastElementChild.scrollIntoView({ block: "nearest" });
  };

  // What stands beside it; focus stays where it is.
  const renew = (page) => {
    const old = document.getElementById("levend");
    const fresh = page.getElementById("levend");
    if (!old || !fresh || old.innerHTML === fresh.innerHTML) return;
    const value = document.activeElement instanceof HTMLButtonElement && old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceChildren(...fresh.childNodes);
    if (fresh.dataset.live) old.dataset.live = fresh.dataset.live; else delete old.dataset.live;
    if (value) [...old.querySelectorAll("button")].find((one) => one.name === value.name && one.value === value.value && one.textContent === value.textContent)?.focus();
  };

  const desk = async () => {
    const answer = await fetch(location.pathname, { credentials: "same-origin", headers: SELF });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("levend")) { location.reload(); return; }
    grow(page);
    renew(page);
    // The chat is over: then there is nothing to type in any more, but what was typed stays to be copied.
    if (document.querySelector("[data-zeg]") && !page.querySelector("[data-zeg]")) {
      document.getElementById("stand")?.replaceWith(page.getElementById("stand") ?? "");
      document.getElementById("afsluiten")?.remove();
      document.querySelector("[data-zeg] button")?.remove();
    }
    document.title = page.title;
  };

  const news = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      if (document.getElementById("levend")) await desk();
      else document.dispatchEvent(new CustomEvent("loket:nieuws"));
    } catch { /* no connection: the next news, or the next try, shows it */ }
    busy = false;
    if (again) { again = false; await news(); }
    follow();
  };

  const follow = () => {
    const wanted = document.querySelector("[data-live]")?.dataset.live;
    if (wanted === address) return;
    source?.close();
    clearInterval(timer);
    address = wanted;
    if (!wanted) return;
    source = new EventSource(wanted);
    source.addEventListener("nieuws", news);
    source.addEventListener("error", () => {
      // Closed for good (too many pages listen): then the page asks by itself.
      if (source.readyState === EventSource.CLOSED) { clearInterval(timer); timer = setInterval(news, POLL); }
    });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-zeg")) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const field = form.querySelector("textarea");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
      if (!answer.ok || !answer.url.includes("/balie/chats/")) { form.removeAttribute("data-zeg"); form.submit(); return; }
      field.value = "";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const id = page.querySelector("[data-zeg] input[name=bericht]");
      if (id) form.querySelector("input[name=bericht]").value = id.value;
      form.querySelector(".utrecht-form-field-error-message")?.remove();
      grow(page);
    } catch {
      const alert = document.createElement("p");
      alert.className = "utrecht-form-field-error-message";
      alert.setAttribute("role", "alert");
      alert.textContent = "Er is geen verbinding. Uw tekst staat er nog. Probeer het zo nog een keer.";
      form.querySelector(".utrecht-form-field-error-message")?.remove();
      form.prepend(alert);
    }
    form.removeAttribute("aria-busy");
    field.focus();
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !field.form?.hasAttribute("data-zeg")) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat && field.value.trim()) field.form.requestSubmit();
  });

  document.addEventListener("loket:ververst", follow);
  addEventListener("pagehide", () => { source?.close(); clearInterval(timer); address = undefined; });
  addEventListener("pageshow", follow);
})();
