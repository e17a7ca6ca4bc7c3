"use strict";
// A screen's keys and switches, as its compositor lets them through (systemd/kiosk-screen-keys): Tab and the arrows go from key
// to key of what stands in front, Enter and Space press it, Escape goes back. Only in the frame of a screen's own start page: a
// page that staff look at in a browser of theirs keeps all that the browser can.
(() => {
  function front() {
    const named = ["asking", "failed", "panel", "scene"].map((id) => document.getElementById(id));
    return named.find((one) => one && !one.hidden) || document.body;
  }
  const seen = (key) => key.getClientRects().length && getComputedStyle(key).visibility !== "hidden";
  const keys = () => [...front().querySelectorAll("button")].filter((key) => !key.disabled && seen(key));
  window.hallKeys = keys;
  if (parent === window) return;
  const STEPS = {Tab: 1, ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}, PRESSES = ["Enter", " "];
  const refuse = (event) => event.preventDefault();
  for (const kind of ["contextmenu", "dragstart", "drop", "auxclick"]) addEventListener(kind, refuse);
  addEventListener("wheel", refuse, {passive: false});

  // Never past the last one: what comes then is the browser's own bar, which nobody sees and which hears what is pressed next.
  function step(by) {
    const all = keys(), at = all.indexOf(document.activeElement), from = at < 0 && by < 0 ? 0 : at;
    if (all.length) all[(from + by + all.length) % all.length].focus({preventScroll: true});
  }
  addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (plain && PRESSES.includes(event.key) && keys().includes(document.activeElement)) return;
    refuse(event);
    if (!plain) return;
    if (STEPS[event.key]) step(event.shiftKey ? -STEPS[event.key] : STEPS[event.key]);
    const back = event.key === "Escape" && front().querySelector("[data-do=back], [data-do=home]");
    if (back) back.click();
  }, true);
})();
