// The loket on your own page, by one line:
//   <script src="https://loket.example.nl/embed.js" defer></script>
// where the conversation must stand. Attributes: data-thema="voorbeeldstad" (a theme of that loket), data-kleur="licht"
// (never dark), data-taal="en" (English), data-hoogte="40rem", data-in="#een-element" (another place on the page).
// The conversation lives in a frame: nothing on this page can read it, and it sets no cookie here.
(() => {
  "use strict";
  const script = document.currentScript;
  const address = new URL("/ingebed", script.src);
  for (const name of ["thema", "kleur", "taal"]) {
    if (script.dataset[name]) address.searchParams.set(name, script.dataset[name]);
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = script.dataset.titel ?? "Gesprek met het loket";
  frame.loading = "lazy";
  frame.referrerPolicy = "strict-origin";
  // By property and not by attribute: a host whose policy allows no inline style still gets it.
  Object.assign(frame.style, { display: "block", inlineSize: "100%", blockSize: script.dataset.hoogte ?? "min(44rem, 85vh)", border: "0" });
  const place = () => {
    const target = script.dataset.in && document.querySelector(script.dataset.in);
    if (target) target.append(frame);
    else script.after(frame);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
