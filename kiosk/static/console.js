"use strict";
(() => {
  const HOLD_MS = 1200, SILENT_MS = 4500;
  for (const button of document.querySelectorAll("[data-name]")) {
    button.addEventListener("click", () => {
      document.querySelector("input[name=name]").value = button.dataset.name;
      document.querySelector("input[name=pin]").focus();
    });
  }
  // Hold to confirm: a click counts only after the button was held; a slip of the hand must not evacuate a hall.
  let since = 0, held = null;
  const press = (event) => {
    const button = event.target.closest("[data-hold]");
    if (!button || (event.type === "keydown" && (event.repeat || !["Enter", " "].includes(event.key)))) return;
    since = performance.now(); held = button; button.classList.add("holding");
  };
  const release = () => { if (held) held.classList.remove("holding"); };
  document.addEventListener("pointerdown", press);
  document.addEventListener("keydown", press);
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
  document.addEventListener("keyup", release);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hold]");
    if (button && !(held === button && performance.now() - since >= HOLD_MS)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.submitter) setTimeout(() => { event.submitter.disabled = true; });
  });
  const key = document.body.dataset.key;
  if (!key || !document.getElementById("open")) return;
  // A form under a finger is not swapped away.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.querySelector("details[open], .holding, :focus-visible")) event.preventDefault();
  });
  let stream = null, heard = 0;
  const alive = () => { heard = performance.now(); };
  const open = () => {
    if (stream) stream.close();
    alive();
    stream = new EventSource(`/console/stream?key=${encodeURIComponent(key)}`);
    stream.addEventListener("scene", () => { alive(); htmx.trigger(document.body, "hall"); });
    stream.addEventListener("hb", alive);
  };
  // Six connections per host over all tabs: a hidden tablet gives its own back.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") open();
    else if (stream) { stream.close(); stream = null; }
  });
  setInterval(() => { if (stream && performance.now() - heard > SILENT_MS) open(); }, 500);
  open();
})();
