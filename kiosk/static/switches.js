"use strict";
// One or two switches do all there is to do here (data-switches of the page). Rows of keys are framed in turn, then the keys of
// the row that was chosen. With one switch the frame goes on by itself and the switch chooses; with two, Space goes on and Enter
// chooses. What is framed is also framed for whoever steps through the keys with a keyboard (touch.css).
(() => {
  const body = document.body, many = Number(body.dataset.switches || 0);
  const STEP_MS = 1800, ROUNDS = 3, GOES = " ", SWITCHES = [" ", "Enter"];
  let row = null, rounds = 0, timer = 0;
  addEventListener("keydown", () => body.classList.add("by-keys"), true);
  addEventListener("pointerdown", rest, true);
  if (!many) return;

  const keys = () => (window.hallKeys ? window.hallKeys() : []);
  // What stands side by side is one row.
  function rows() {
    const found = [];
    for (const key of keys()) {
      const {top, bottom} = key.getBoundingClientRect(), last = found[found.length - 1], middle = (top + bottom) / 2;
      if (last && middle > last.top && middle < last.bottom) last.keys.push(key);
      else found.push({top, bottom, keys: [key]});
    }
    return found.map((one) => one.keys);
  }
  const framed = () => [...document.querySelectorAll(".is-framed")];
  function frame(chosen) {
    framed().forEach((key) => key.classList.remove("is-framed"));
    chosen.forEach((key) => key.classList.add("is-framed"));
    if (chosen.length === 1) chosen[0].focus({preventScroll: true});
  }
  // The next row, or the next key of the row; behind its last key the rows come again.
  function step() {
    const all = rows(), here = framed();
    if (row && row.every((key) => key.isConnected)) {
      const next = row[row.indexOf(here[0]) + 1];
      if (next) { frame([next]); return; }
      row = null;
    }
    const at = all.findIndex((keys) => keys.some((key) => here.includes(key)));
    if (at === all.length - 1 && (rounds += 1) >= ROUNDS) rest(); else frame(all[(at + 1) % all.length] || []);
  }
  function choose() {
    const here = framed().filter((key) => key.isConnected && keys().includes(key));
    rounds = 0;
    if (!here.length) { row = null; step(); }
    else if (here.length > 1) { row = here; frame([here[0]]); }
    else { row = null; frame([]); here[0].click(); }
    again();
  }
  function again() {
    clearInterval(timer);
    if (many === 1) timer = setInterval(step, STEP_MS);
  }
  function rest() {
    clearInterval(timer);
    [row, rounds] = [null, 0];
    body.classList.remove("by-keys");
    document.querySelectorAll(".is-framed").forEach((key) => key.classList.remove("is-framed"));
  }
  addEventListener("keydown", (event) => {
    if (!SWITCHES.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    event.stopImmediatePropagation();
    if (event.repeat) return;
    if (window.hallTouch) window.hallTouch.touched();
    if (many === 2 && event.key === GOES) step(); else choose();
  }, true);
})();
