"use strict";
// Says aloud what the sign says, from recordings that were made and fetched before (kiosk/drawing/beforehand/voice). What is to be said comes with
// the sign itself: data-speech, and data-speech-old for a sign of which nobody knows how old it is.
(() => {
  const body = document.body, scene = document.getElementById("scene");
  const speaks = "speaks" in body.dataset;
  if (!scene || !(speaks || "aloud" in body.dataset)) return;
  const CACHE = "speech-1", TURN_MS = 250, LIMIT_MS = 5000, APART_MS = 700, REPEAT_MS = 9000, AGAIN_MS = 2000;
  const LIST_MS = 30000, LATER_MS = 600000, SPREAD_MS = 3000, FULL = 100;
  const player = opened(), held = new Map();
  let voice = "", saying = "", turn = 0, playing = null, asked = 0;

  const lacks = window.hallLacks || (window.hallLacks = []);
  function lack(name, really) {
    const at = lacks.indexOf(name);
    if (really && at < 0) lacks.push(name);
    if (!really && at >= 0) lacks.splice(at, 1);
  }
  // A browser that cannot play at all says so like one that may not.
  function opened() {
    try { return new AudioContext(); } catch { return null; }
  }
  if (!player) { lack("sound", speaks); return; }
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
  const named = (key) => `/speech/${voice}-${key}.wav`;
  async function kept(key) {
    try {
      const cache = await store, own = cache && voice ? await cache.match(named(key)) : null;
      if (own || !cache) return own ? await own.arrayBuffer() : null;
      const found = (await cache.keys()).find((one) => one.url.endsWith(`-${key}.wav`));
      return found ? await (await cache.match(found)).arrayBuffer() : null;
    } catch { return null; }
  }
  async function fetched(key) {
    const path = named(key), found = voice ? await ask(path) : null;
    if (!found) return null;
    const cache = await store;
    if (cache) cache.put(path, found.answer).catch(() => {});
    return found.body;
  }
  const gotten = async (key) => held.get(key) || await kept(key) || fetched(key);
  async function recording(key) {
    const found = await gotten(key);
    if (found) held.set(key, found);
    return found;
  }
  // Decoding takes what it is given: a copy each time.
  const sound = (found) => new Promise((done, fail) => player.decodeAudioData(found.slice(0), done, fail));

  // What a page says where the hall does not answer is held in memory, like an emergency.
  function always() {
    const found = document.querySelectorAll("#failed [data-aloud], #asking [data-aloud]");
    return [].concat(...[...found].map(({dataset}) => `${dataset.aloud} ${dataset.aloudSecond || ""}`.trim().split(" ")));
  }
  async function list() {
    const found = await ask(`/screen/${body.dataset.screen}/speech`);
    if (!found) return false;
    const told = JSON.parse(new TextDecoder().decode(found.body));
    voice = told.voice;
    body.dataset.mute = told.mute.join(" ");
    for (const key of [...told.keys, ...always()]) await recording(key);
    body.dataset.recordings = String(held.size);
    const pages = await stored(told.pages);
    body.dataset.pages = String(pages);
    await forget(told.keys, told.pages);
    const known = speaks ? told.keys.length : told.pages.length;
    return known > 0 && told.keys.every((key) => held.has(key)) && pages === told.pages.length;
  }
  // Those of pages are many: on its disk where the browser allows that, and else asked for when they are read. How many are there.
  async function stored(keys) {
    const cache = await store;
    if (!cache) return keys.length;
    const there = new Set((await cache.keys()).map((one) => new URL(one.url).pathname));
    let found = 0;
    for (const key of keys) if (there.has(named(key)) || await fetched(key)) found += 1;
    return found;
  }
  // What no emergency and no page says any more, or another engine said.
  async function forget(...lists) {
    const cache = await store, wanted = new Set([].concat(...lists)), names = new Set([...wanted].map(named));
    if (!wanted.size) return;
    for (const one of cache ? await cache.keys() : []) if (!names.has(new URL(one.url).pathname)) await cache.delete(one);
    for (const key of [...held.keys()]) if (!wanted.has(key)) held.delete(key);
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
  // For pages that are read to whoever asks (aloud.js).
  window.hallVoice = {
    hush, play,
    wake() { if (player.state !== "running") player.resume().catch(() => {}); },
    get ready() { return player.state === "running"; },
    async found(key) {
      const found = await gotten(key);
      return found ? sound(found).catch(() => null) : null;
    },
  };
  collect();
  if (speaks) setInterval(() => {
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
})();
