"use strict";
// A device without a place: its code until somebody has given it one, and the hall's alarm above everything.
(() => {
  const code = document.getElementById("code"), lost = document.getElementById("lost"), sign = document.getElementById("sign");
  function show(said) {
    lost.hidden = Boolean(said);
    // What was heard of an alarm last stays while nobody answers.
    if (!said) { code.textContent = "—"; return; }
    code.textContent = `${said.code.slice(0, 3)} ${said.code.slice(3)}`;
    if (sign.innerHTML !== said.sign) sign.innerHTML = said.sign;
    sign.hidden = !said.sign;
    code.parentNode.hidden = Boolean(said.sign);
  }
  // The start page of a screen (systemd/kiosk-screen.html) stands around this one while it paints nothing.
  if (parent !== window) {
    const say = () => requestAnimationFrame(() => parent.postMessage({hall: "paints", turn: 0}, "*"));
    setInterval(say, 500);
    addEventListener("pagehide", () => parent.postMessage({hall: "leaves", turn: 0}, "*"));
  }
  const {last, prove, ask, there} = window.hallPairing, AGAIN_MS = 2000, BACK_MS = 20000;
  const later = (ms) => new Promise((done) => { setTimeout(done, ms); });
  const go = (screen) => location.replace(`/screen/${screen}`);
  // A machine that starts here goes on with the place it has: the page there proves it, and asks again if it must. Where
  // nobody answers it goes there too if it can have that page. A screen that is no more may come back.
  async function begin() {
    const place = await last();
    let found = place ? await prove(place) : false;
    while (found === null && !await there(`/screen/${place}`)) {
      show(null);
      await later(AGAIN_MS);
      found = await prove(place);
    }
    if (found !== false) { go(place); return; }
    document.getElementById("former").hidden = !place;
    if (place) setInterval(async () => { if (await prove(place)) go(place); }, BACK_MS);
    const screen = await ask("", show);
    // No screen: a tablet of the staff.
    if (screen) go(screen); else location.replace("/console");
  }
  // The header that loads a page without scripts again is called off here.
  async function live() {
    window.stop();
    try { await begin(); } catch { await later(BACK_MS); location.reload(); }
  }
  if (document.readyState === "complete") live(); else addEventListener("load", live);
})();
