"use strict";
// Looks after hall.js, which may be lost, cut short or broken, and after a page of which only a part arrived.
// Small, asynchronous and first of all, so that it runs while the rest of the page still waits.
(() => {
  const LOOK_MS = 500, PATIENCE_MS = 4000, ASK_MS = 2000, LONGEST_MS = 60000, ERRORS = 3, key = "woken";
  const began = performance.now();
  let turn, turned = began, looked = began, asking = false, errors = 0;

  // How often this page was loaded again without success; where nothing may be stored, always the first time.
  function times() {
    try { return Number(sessionStorage.getItem(key)) || 0; } catch { return 0; }
  }
  function count(many) {
    try { sessionStorage.setItem(key, String(many)); } catch { /* as before */ }
  }
  const next = began + PATIENCE_MS + (times() ? Math.min(LONGEST_MS, 1000 * 2 ** times()) : 0);
  // The start page of a screen (systemd/kiosk-screen.html) stands around this one and covers a frame that paints nothing,
  // and half a page, whose script runs though there may be no word on it.
  function say(hall) {
    const turn = /\brotate-(\d+)/.exec(document.body ? document.body.className : "");
    const whole = document.getElementById("whole"), name = whole ? whole.dataset.hall : "";
    parent.postMessage({hall, turn: turn ? Number(turn[1]) : 0, name}, "*");
  }
  // An enlarged page is not what was sent (hall.js). In a frame only the page around it knows of fingers that spread it; a
  // window that fills its screen and is not as wide inside was zoomed by its browser.
  let around = 1;
  window.hallScale = () => {
    const whole = parent === window && Math.abs(outerWidth - screen.width) <= 2;
    return around * (window.visualViewport ? visualViewport.scale : 1) * (whole ? outerWidth / innerWidth : 1);
  };
  if (parent !== window) {
    addEventListener("message", ({source, data}) => { if (source === parent && data && data.scale > 0) around = data.scale; });
    const paints = () => requestAnimationFrame(() => { if (document.getElementById("whole")) say("paints"); });
    const arrived = () => {
      if (document.getElementById("whole")) say("whole");
      paints();
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", arrived);
    else arrived();
    setInterval(paints, LOOK_MS);
    addEventListener("pagehide", () => say("leaves"));
  }
  addEventListener("error", (event) => { if (event instanceof ErrorEvent) errors += 1; });
  addEventListener("unhandledrejection", () => { errors += 1; });

  // Only where a whole page can be had: a browser's own error page would stay.
  async function load() {
    asking = true;
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), ASK_MS);
    try {
      const answer = await fetch(location.href, {cache: "no-store", signal: giveUp.signal});
      if (!answer.ok || !(await answer.text()).trimEnd().endsWith("</html>")) return;
      count(times() + 1);
      location.reload();
    } catch { /* asked again */ } finally {
      clearTimeout(timer);
      asking = false;
    }
  }
  setInterval(() => {
    const now = performance.now(), stood = now - looked > PATIENCE_MS;
    looked = now;
    // The browser itself stood still: hall.js has not had its turn yet.
    if (stood) turned = now;
    if (window.hallTurn !== turn && errors < ERRORS) {
      turn = window.hallTurn;
      turned = now;
      if (now - began > LONGEST_MS && times()) count(0);
      return;
    }
    if (now - turned > PATIENCE_MS && now > next && !asking) load();
  }, LOOK_MS);
})();
