"use strict";
// Says aloud what the sign says, from recordings that were made and fetched before (kiosk/drawing/beforehand/voice). What is to be said comes with
// the sign itself: data-speech, and data-speech-old for a sign of which nobody knows how old it is.
(() => {
  const body = document.body, scene = document.getElementById("scene");
  if (!scene || !("speaks" in body.dataset) || !window.AudioContext) return;
  const CACHE = "speech-1", TURN_MS = 250, LIMIT_MS = 5000, APART_MS = 700, REPEAT_MS = 9000, AGAIN_MS = 2000;
  const LIST_MS = 30000, LATER_MS = 600000, SPREAD_MS = 3000, FULL = 100;
  const player = new AudioContext(), held = new Map();
  let voice = "", saying = "", turn = 0, playing = null, asked = 0;

  const lacks = window.hallLacks || (window.hallLacks = []);
  function lack(name, really) {
    const at = lacks.indexOf(name);
    if (really && at < 0) lacks.push(name);
    if (!really && at >= 0) lacks.splice(at, 1);
  }
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  // ---- recordings: in memory, where the browser allows it on its disk, else from the hall

  // Without https there is no such store: then a page that starts without its hall is silent.
  const store = window.caches ? caches.open(CACHE).catch(() => null) : Promise.resolve(null);
  async function ask(path) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), LIMIT_MS);
    try {
      const answer = await fetch(path, {signal: giveUp.signal});
      return answer.ok ? {answer: answer.clone(), body: await answer.arrayBuffer()} : null;
    } catch { return null; } finally { clearTimeout(timer); }
  }
  async function kept(key) {
    try {
      const cache = await store, known = cache ? await cache.keys() : [];
      const found = known.find((one) => one.url.endsWith(`-${key}.wav`));
      return found ? await (await cache.match(found)).arrayBuffer() : null;
    } catch { return null; }
  }
  async function fetched(key) {
    const path = `/speech/${voice}-${key}.wav`, found = voice ? await ask(path) : null;
    if (!found) return null;
    const cache = await store;
    if (cache) cache.put(path, found.answer).catch(() => {});
    return found.body;
  }
  async function recording(key) {
    if (!held.has(key)) {
      const found = await kept(key) || await fetched(key);
      if (found) held.set(key, found);
    }
    return held.get(key);
  }
  // Decoding takes what it is given: a copy each time.
  const sound = (found) => new Promise((done, fail) => player.decodeAudioData(found.slice(0), done, fail));

  async function list() {
    const found = await ask(`/screen/${body.dataset.screen}/speech`);
    if (!found) return false;
    const told = JSON.parse(new TextDecoder().decode(found.body));
    voice = told.voice;
    for (const key of told.keys) await recording(key);
    await forget(told.keys);
    body.dataset.recordings = String(held.size);
    return told.keys.length > 0 && told.keys.every((key) => held.has(key));
  }
  // What no emergency says any more, or another engine said.
  async function forget(keys) {
    const cache = await store, wanted = keys.map((key) => `/speech/${voice}-${key}.wav`);
    for (const one of cache && keys.length ? await cache.keys() : []) {
      if (!wanted.includes(new URL(one.url).pathname)) await cache.delete(one);
    }
    for (const key of [...held.keys()]) if (keys.length && !keys.includes(key)) held.delete(key);
  }
  async function collect() {
    await wait(Math.random() * SPREAD_MS);
    for (;;) {
      const whole = await list().catch(() => false);
      await wait(whole ? LATER_MS : LIST_MS);
    }
  }

  // ---- saying it

  function play(buffer, volume) {
    return new Promise((done) => {
      const source = player.createBufferSource(), loud = player.createGain();
      loud.gain.value = volume / FULL;
      source.buffer = buffer;
      source.connect(loud);
      loud.connect(player.destination);
      source.onended = done;
      playing = source;
      source.start();
    });
  }
  function hush() {
    turn += 1;
    if (playing) try { playing.stop(); } catch { /* it has ended */ }
    playing = null;
    delete body.dataset.saying;
  }
  async function say(words) {
    hush();
    const mine = turn, [weight, volume, ...keys] = words.split(" ");
    for (;;) {
      let said = 0;
      for (const key of keys) {
        const found = await recording(key), buffer = found ? await sound(found).catch(() => null) : null;
        if (mine !== turn) return;
        if (!buffer || player.state !== "running") continue;
        body.dataset.saying = key;
        await play(buffer, Number(volume));
        if (mine !== turn) return;
        said += 1;
        await wait(APART_MS);
        if (mine !== turn) return;
      }
      delete body.dataset.saying;
      if (said === keys.length && weight !== "urgent") return;
      await wait(said ? REPEAT_MS : AGAIN_MS);
      if (mine !== turn) return;
    }
  }
  setInterval(() => {
    // Forbidden until somebody touches the page: asked for again each time, and told meanwhile.
    if (player.state !== "running" && performance.now() - asked > AGAIN_MS) {
      asked = performance.now();
      player.resume().catch(() => {});
    }
    lack("sound", player.state !== "running");
    const sign = scene.querySelector("[data-speech]"), {speech = "", speechOld = speech} = sign ? sign.dataset : {};
    const words = body.classList.contains("is-stale") ? speechOld : speech;
    if (words === saying) return;
    saying = words;
    if (words) say(words); else hush();
  }, TURN_MS);
  collect();
})();
