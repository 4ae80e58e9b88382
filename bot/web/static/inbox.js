// Keys that go quicker, and what is typed kept while it is typed. Everything works without this file.
"use strict";
(() => {
  const OFF = "loket-toetsen-uit";
  const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const typing = (node) => node instanceof HTMLElement && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));
  const focus = (selector) => {
    const node = document.querySelector(selector);
    if (node) { node.focus(); node.scrollIntoView({ block: "nearest" }); }
    return Boolean(node);
  };
  const rows = () => [...document.querySelectorAll(".requests tbody td:first-child a")];
  const step = (by) => {
    const links = rows();
    if (!links.length) return false;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
    links[next].focus();
    return true;
  };
  const go = (address) => { location.assign(address); return true; };
  const view = (number) => {
    const link = document.querySelectorAll(".views a")[number - 1];
    return link ? go(link.href) : false;
  };
  const keys = {
    "?": () => go("/uitvoerder/sneltoetsen"),
    "/": () => focus("#zoek"),
    j: () => step(1),
    k: () => step(-1),
    l: () => (document.querySelector("#doen") ? go("/uitvoerder/") : false),
    d: () => focus("#doen"),
    g: () => focus("#geschiedenis"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target) || off()) return;
    const done = /^[1-6]$/.test(event.key) ? view(Number(event.key)) : keys[event.key]?.();
    if (done) event.preventDefault();
  });

  const place = document.querySelector("#toetsen-uit");
  if (place) {
    const button = place.querySelector("button");
    const show = () => button.setAttribute("aria-pressed", String(off()));
    button.addEventListener("click", () => {
      try { if (off()) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); } catch { /* this browser keeps nothing */ }
      show();
    });
    show();
    place.hidden = false;
  }

  // Some seconds after the last key, so that a log-in that ends or a browser that falls over costs nothing.
  const PAUSE = 4000;
  for (const text of document.querySelectorAll("textarea[data-concept]")) {
    let timer;
    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const data = new FormData(text.form);
        data.set("concept", "1");
        data.set("stil", "1");
        fetch(text.form.action, { method: "POST", body: new URLSearchParams(data), redirect: "manual" }).catch(() => {});
      }, PAUSE);
    });
    text.form.addEventListener("submit", () => clearTimeout(timer));
  }
})();
