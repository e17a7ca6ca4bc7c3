"use strict";
// Reads the page that stands open to whoever presses its key, sentence by sentence, from the recordings that are named at it
// (kiosk/drawing/touch/aloud.py): a page, a sign, or that something could not be opened. What is read is what stands there: another
// page, another language or a sign ends it. Whoever has listened is also asked aloud whether they are still there.
(() => {
  const body = document.body, panel = document.getElementById("panel"), scene = document.getElementById("scene"), voice = window.hallVoice;
  if (!voice || !panel || !scene || !("aloud" in body.dataset)) return;
  const APART_MS = 350, AGAIN_MS = 300, TRIES = 20, VOLUME = Number(body.dataset.aloud);
  const asking = document.getElementById("asking"), failed = document.getElementById("failed");
  let turn = 0, reading = "", listened = false, asked = false;

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  function open() {
    if (asking && !asking.hidden) return asking.querySelector("[data-aloud]");
    if (failed && !failed.hidden) return failed.querySelector(`.for-${failed.dataset.about}[data-aloud]`);
    return (panel.hidden ? scene : panel).querySelector("[data-aloud]");
  }
  function words() {
    const page = open();
    if (!page) return "";
    const {aloud, aloudSecond = aloud, aloudOld = aloud} = page.dataset;
    if (body.classList.contains("is-stale") && aloudOld !== aloud) return aloudOld;
    return body.dataset.tongue === "second" ? aloudSecond : aloud;
  }
  function tell() {
    const mute = (body.dataset.mute || "").split(" ").includes(body.dataset.lang);
    body.classList.toggle("is-mute", mute);
    body.classList.toggle("is-reading", Boolean(reading));
    for (const key of document.querySelectorAll("[data-do=aloud]")) key.setAttribute("aria-pressed", String(Boolean(reading)));
  }
  function stop() {
    if (!reading) return;
    turn += 1;
    reading = "";
    voice.hush();
    delete body.dataset.reading;
    tell();
  }
  // What is only just being recorded is waited for; what does not come is left out.
  async function sentence(key, mine) {
    for (let tries = 0; tries < TRIES && mine === turn; tries += 1) {
      const found = await voice.found(key);
      if (found && voice.ready) return found;
      voice.wake();
      await wait(AGAIN_MS);
    }
    return null;
  }
  async function read() {
    const mine = turn += 1, asks = asking && !asking.hidden;
    let said = 0;
    // A sign that says itself at this moment is said from its beginning.
    voice.hush();
    reading = words();
    listened = true;
    tell();
    voice.wake();
    for (const key of reading.split(" ").filter(Boolean)) {
      const found = await sentence(key, mine);
      if (mine !== turn) return;
      // The first that does not come: nothing speaks here now.
      if (!found && !said) break;
      if (!found) continue;
      body.dataset.reading = key;
      await voice.play(found, VOLUME);
      if (mine !== turn) return;
      said += 1;
      // Whoever listens is there, though they touch nothing.
      if (window.hallTouch && !asks) window.hallTouch.touched();
      await wait(APART_MS);
      if (mine !== turn) return;
    }
    stop();
    if (!said && !asks && window.hallTouch) window.hallTouch.fail("aloud", () => read());
  }
  // What it tells itself is no news to it.
  const watcher = new MutationObserver(() => {
    if (reading && words() !== reading) stop();
    watcher.disconnect();
    const asks = Boolean(asking) && !asking.hidden;
    if (asks && !asked && listened) read();
    asked = asks;
    tell();
    observe();
  });
  function observe() {
    const news = {childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "data-aloud"]};
    watcher.observe(panel, news);
    watcher.observe(scene, news);
    watcher.observe(body, {attributes: true, attributeFilter: ["class", "data-tongue", "data-lang", "data-mute"]});
    for (const one of [asking, failed]) if (one) watcher.observe(one, {attributes: true, attributeFilter: ["hidden", "data-about"]});
  }
  window.hallAloud = {stop, leave() { listened = false; }, turn() { if (reading) stop(); else read(); }};
  tell();
  observe();
})();
