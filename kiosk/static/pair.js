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
  async function begin() {
    // A machine that starts here goes on with the place it has: the page there proves it, and asks again if it must.
    const screen = await window.hallPairing.last() || await window.hallPairing.ask("", show);
    // No screen: a tablet of the staff.
    location.replace(screen ? `/screen/${screen}` : "/console");
  }
  begin();
})();
