// The desk goes by keyboard, and what is typed is kept while it is typed. Everything works without this file.
"use strict";
(() => {
  const OFF = "loket-toetsen-uit";
  const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const $ = (selector, from = document) => from.querySelector(selector);
  const typing = (node) => node instanceof HTMLElement && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const focus = (node) => { if (node) { node.focus(); node.scrollIntoView({ block: "nearest" }); } return Boolean(node); };
  const form = $("#gesprek");
  const line = $("#regel");
  const proposal = $("#voorstel");

  // --- keys ---
  const needed = () => [...document.querySelectorAll("#velden .desk-field")].find((one) => {
    const input = $("input[type=text], select, textarea", one);
    return input && !input.value && /\(nodig\)/.test($("label", one)?.textContent ?? "");
  });
  const everywhere = {
    F2: () => focus(proposal),
    F4: () => focus($("#kladblok")),
    F8: () => { const button = $("#parkeer"); button?.click(); return Boolean(button); },
    F9: () => { const one = needed(); return focus(one ? $("input, select, textarea", one) : line); },
    Escape: () => !$("dialog[open]") && focus(line),
  };
  const single = {
    "?": () => { $("#toetsen")?.showModal(); return true; },
    n: () => focus($("form[action='/balie/gesprek'] #woorden")) || (location.assign("/balie/"), true),
    "/": () => { location.assign("/balie/opzoeken"); return true; },
  };
  const choose = (key) => {
    if (!proposal?.contains(document.activeElement)) return false;
    if (key === "Enter" && document.activeElement === proposal) return focus(line);
    const button = $(`[data-toets="${CSS.escape(key)}"]`, proposal);
    button?.click();
    return Boolean(button);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const emptyLine = event.target === line && !line.value && event.key === "?";
    const free = !typing(event.target) || emptyLine;
    const done = everywhere[event.key]?.() || (!typing(event.target) && choose(event.key)) || (free && !off() && single[event.key]?.());
    if (done) event.preventDefault();
  });
  const place = $("#toetsen-uit");
  if (place) {
    const button = $("button", place);
    const show = () => button.setAttribute("aria-pressed", String(off()));
    button.addEventListener("click", () => {
      try { if (off()) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); } catch { /* this browser keeps nothing */ }
      show();
    });
    show();
    place.hidden = false;
  }
  // What could not be used: typing on replaces it, an arrow key goes on in it.
  if (line?.value && document.activeElement === line) line.select();
  if (!form) return;

  // --- kept while it is typed ---
  const PAUSE = 500;
  const told = $("#bewaard");
  let timer = 0, busy = null, again = false, leaving = false;
  const body = () => new URLSearchParams(new FormData(form));
  const values = () => new Map([...form.elements].filter((one) => one.name && "value" in one).map((one) => [one, one.type === "checkbox" ? one.checked : one.value]));

  // Each field by its place: what somebody is in, or has changed since it was sent, stays as it is.
  const merge = (html, sent) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const list = $("#velden");
    const old = new Map([...list.children].map((one) => [one.dataset.plaats, one]));
    let before = null;
    for (const made of [...fresh.content.children]) {
      const had = old.get(made.dataset.plaats);
      old.delete(made.dataset.plaats);
      const changed = had && [...had.querySelectorAll("input, select, textarea")].some((one) => sent.has(one) && sent.get(one) !== (one.type === "checkbox" ? one.checked : one.value));
      let stays = made;
      if (had && (changed || had.contains(document.activeElement))) { faults(had, made); stays = had; }
      else if (had) had.replaceWith(made);
      const next = before ? before.nextElementSibling : list.firstElementChild;
      // Moving the field that has the focus would take the focus away.
      if (stays !== next && !stays.contains(document.activeElement)) list.insertBefore(stays, next);
      before = stays;
    }
    for (const gone of old.values()) if (!gone.contains(document.activeElement)) gone.remove();
  };
  const faults = (had, made) => {
    const input = $("input, select, textarea", had), error = $(".utrecht-form-field-error-message", made);
    $(".utrecht-form-field-error-message", had)?.remove();
    if (!input) return;
    if (error) {
      (input.type === "checkbox" ? $("legend", had) : $("label", had)).after(error);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", error.id);
    } else { input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby"); }
  };
  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    if (busy) { again = true; return busy; }
    const sent = values();
    busy = (async () => {
      try {
        const answer = await fetch(form.dataset.bewaar, { method: "POST", body: body(), redirect: "manual" });
        if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
        const news = await answer.json();
        if (news.fout) { told.textContent = news.fout; return; }
        form.elements.versie.value = news.versie;
        $("#script").innerHTML = news.script;
        $("#weten").innerHTML = news.weten;
        if ($("#velden")) merge(news.velden, sent);
        const wrong = document.querySelectorAll("#velden .utrecht-form-field-error-message").length;
        told.textContent = wrong ? `Bewaard. Nog niet goed: ${wrong} ${wrong === 1 ? "veld" : "velden"}.` : "Bewaard.";
      } catch { told.textContent = "Nog niet bewaard. Uw tekst staat er nog. Druk op Neem op of log opnieuw in."; }
    })();
    await busy;
    busy = null;
    if (again && !leaving) { again = false; return keep(); }
  };
  form.addEventListener("input", () => { told.textContent = ""; clearTimeout(timer); timer = setTimeout(keep, PAUSE); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (leaving) return;
    leaving = true;
    if (!busy) return;
    // What is under way makes a newer version: first that, then this.
    event.preventDefault();
    busy.then(() => form.requestSubmit(event.submitter));
  });
  // A tab that is closed in the half second after the last key.
  addEventListener("pagehide", () => { if (!leaving && timer) navigator.sendBeacon(form.dataset.bewaar, body()); });
})();
