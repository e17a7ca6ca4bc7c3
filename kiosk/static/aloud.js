"use strict";
// Reads the page that stands open to whoever presses its key, sentence by sentence, from the recordings that are named at it
// (kiosk/drawing/touch/aloud.py). What is read is what stands there: another page, another language or a sign ends it.
(() => {
  const body = document.body, panel = document.getElementById("panel"), scene = document.getElementById("scene"), voice = window.hallVoice;
  if (!voice || !panel || !scene || !("aloud" in body.dataset)) return;
  const APART_MS = 350, AGAIN_MS = 300, TRIES = 20, VOLUME = Number(body.dataset.aloud);
  let turn = 0, reading = "";

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  function words() {
    const page = (panel.hidden ? scene : panel).querySelector("[data-aloud]");
    if (!page) return "";
    const {aloud, aloudSecond = aloud} = page.dataset;
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
    const mine = turn += 1;
    let said = 0;
    reading = words();
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
      if (window.hallTouch) window.hallTouch.touched();
      await wait(APART_MS);
      if (mine !== turn) return;
    }
    stop();
    if (!said && window.hallTouch) window.hallTouch.fail("aloud", () => read());
  }
  // What it tells itself is no news to it.
  const watcher = new MutationObserver(() => {
    if (reading && words() !== reading) stop();
    watcher.disconnect();
    tell();
    observe();
  });
  function observe() {
    const news = {childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "data-aloud"]};
    watcher.observe(panel, news);
    watcher.observe(scene, news);
    watcher.observe(body, {attributes: true, attributeFilter: ["data-tongue", "data-lang", "data-mute"]});
  }
  window.hallAloud = {stop, turn() { if (reading) stop(); else read(); }};
  tell();
  observe();
})();
