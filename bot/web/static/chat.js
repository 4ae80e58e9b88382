// Makes the conversation livelier: answers without a page load. Without this script the same forms do the same.
// On another organisation's page (`/ingebed`) it also carries the conversation's id, because no cookie comes along there.
(() => {
  "use strict";
  const HEADER = "Loket-Gesprek";
  const LANGUAGE = "Loket-Taal";
  const embedded = document.documentElement.hasAttribute("data-ingebed");
  // Every word that is shown comes from the page: the catalogue is the one place for them.
  const words = document.getElementById("verloop").dataset;
  let sending = false;
  let held = "";

  const keep = {
    get: () => { try { return sessionStorage.getItem(HEADER) ?? held; } catch { return held; } },
    set: (value) => { held = value; try { sessionStorage.setItem(HEADER, value); } catch { /* kept while this page stands */ } },
  };

  const ask = async (address, options = {}) => {
    const headers = embedded ? { ...options.headers, [HEADER]: keep.get(), [LANGUAGE]: document.documentElement.lang } : options.headers;
    const answer = await fetch(address, { credentials: "same-origin", ...options, headers });
    const fresh = answer.headers.get(HEADER);
    if (embedded && fresh) keep.set(fresh);
    return answer;
  };

  // What stands beside the conversation; it stays open or folded as it was.
  const swapNoted = (page) => {
    for (const id of ["genoteerd-kop", "genoteerd-inhoud"]) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old) old.replaceChildren(...fresh.childNodes);
    }
  };

  // Puts the new page around the log that stands: a log that is taken out and put back is not read aloud.
  const swap = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("verloop");
    const freshLog = page.getElementById("gesprek");
    const main = document.getElementById("verloop");
    const log = document.getElementById("gesprek");
    if (!fresh || !freshLog || !main) return page.querySelector("#inhoud h1")?.textContent ?? "";
    const known = log?.children.length ?? 0;
    if (!log || freshLog.children.length < known) {
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
    swapNoted(page);
    document.title = page.title;
    document.dispatchEvent(new CustomEvent("loket:ververst"));
    return null;
  };

  // Somebody else spoke, or the queue moved (live.js says so): what is typed and where one is stays as it was.
  document.addEventListener("loket:nieuws", async () => {
    if (sending) return;
    const answer = await ask("/", { headers: { "X-Loket-Vanzelf": "1" } }).catch(() => null);
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
    sign.textContent = words.bezig;
    const timer = setTimeout(() => log?.after(sign), 300);
    const buttons = [...document.querySelectorAll("#verloop button")];
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
    alert.className = "utrecht-form-field-error-message lost";
    alert.setAttribute("role", "alert");
    alert.textContent = words;
    (document.querySelector(".compose") ?? document.getElementById("verloop"))?.prepend(alert);
  };

  // On its own page the conversation's form alone; where no cookie comes along, every form of the conversation,
  // but for those that open a page of their own.
  const ours = (form) => form.method === "post" && (embedded
    ? form.closest("#verloop") !== null && form.getAttribute("action") !== "/status"
    : form.getAttribute("action") === "/");

  const bodyOf = (form, submitter) => {
    const data = new FormData(form, submitter);
    return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !ours(form)) return;
    event.preventDefault();
    if (sending) return;
    const body = bodyOf(form, event.submitter);
    const typed = form.querySelector("textarea");
    const done = busy();
    try {
      const answer = await ask(form.getAttribute("action"), { method: "POST", body });
      const html = await answer.text();
      done();
      const fault = swap(html);
      if (fault !== null) {
        fail(`${fault || words.mis}. ${words.tekstStaatEr}`);
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
      fail(`${words.geenVerbinding} ${words.tekstStaatEr}`);
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

  // Beside the conversation there is room for what was noted; on a telephone it is folded until somebody opens it.
  const noted = document.getElementById("genoteerd");
  const room = matchMedia("(min-width: 62rem)");
  if (noted) {
    noted.open = room.matches;
    room.addEventListener("change", () => { noted.open = room.matches; });
  }

  if (!embedded) return;

  // --- on another organisation's page

  const refresh = async () => {
    try {
      const fault = swap(await (await ask("/")).text());
      if (fault !== null) fail(`${fault || words.mis}. ${words.opnieuw}`);
    } catch {
      fail(`${words.geenVerbinding} ${words.opnieuw}`);
    }
  };

  // Another language, on this same page: where the browser keeps nothing for a frame, a new page would lose the conversation.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-taal") || !keep.get()) return;
    event.preventDefault();
    if (sending) return;
    const body = new URLSearchParams(new FormData(form, event.submitter));
    try {
      await ask("/taal", { method: "POST", body });
      const page = new DOMParser().parseFromString(await (await fetch(`${form.getAttribute("action")}?${body}`)).text(), "text/html");
      document.documentElement.lang = page.documentElement.lang;
      for (const place of ["header", "footer", "#niet-bewaard", "#hele-pagina", "#genoteerd-kop"]) {
        const fresh = page.querySelector(place);
        if (fresh) document.querySelector(place)?.replaceChildren(...fresh.childNodes);
      }
      Object.assign(words, page.getElementById("verloop")?.dataset);
      // What was said before is in the other language now, and says so: the whole log comes anew.
      document.getElementById("gesprek")?.remove();
      await refresh();
      document.querySelector("[data-taal] button")?.focus();
    } catch {
      fail(`${words.geenVerbinding} ${words.opnieuw}`);
    }
  });

  // A page of this loket opens beside the host's, with this conversation, and without its id in an address.
  const openBeside = (path) => {
    const form = document.getElementById("openen");
    form.elements.gesprek.value = keep.get();
    form.elements.naar.value = path;
    form.submit();
  };

  const download = async (link) => {
    const answer = await ask(link.getAttribute("href"));
    if (!answer.ok) return;
    const file = document.createElement("a");
    file.href = URL.createObjectURL(await answer.blob());
    const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
    file.download = named?.[1] ?? "";
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='/']") : null;
    if (!link) return;
    event.preventDefault();
    if (link.hasAttribute("download")) download(link);
    else openBeside(link.getAttribute("href"));
  });
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && event.target.getAttribute("action") === "/status") event.target.target = "_blank";
  }, true);
  // It may have gone on elsewhere: on the whole page, or on another device.
  document.addEventListener("visibilitychange", () => {
    if (keep.get() && !document.hidden && !sending && !document.getElementById("tekst")?.value) refresh();
  });
  // While somebody waits for a person, or types with one: there is news without a question.
  setInterval(() => {
    if (!document.hidden && document.querySelector("[data-live]")) document.dispatchEvent(new CustomEvent("loket:nieuws"));
  }, 5000);

  // Where the browser keeps nothing for a frame, the conversation lasts as long as this page: that is told.
  try { sessionStorage.setItem(`${HEADER}-proef`, "1"); } catch { document.getElementById("niet-bewaard").hidden = false; }
  // A conversation begins when somebody wants one, and not with every page of the host that is looked at.
  const begin = document.getElementById("begin");
  begin.addEventListener("click", async () => {
    begin.disabled = true;
    await refresh();
    begin.disabled = false;
    document.getElementById("tekst")?.focus();
  });
  begin.disabled = false; // before this line a press would have done nothing
  if (keep.get() || begin.hasAttribute("data-bekend")) refresh();
})();
