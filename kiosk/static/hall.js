"use strict";
// What a hall's screen shows, how long that counts, and the stream it hears of it. touch.js is the visitor's part.
(() => {
  const body = document.body, screen = body.dataset.screen;
  // Without its end or its style this is no page: wake.js sees no turn of this script and loads it again.
  if (!screen || !document.getElementById("whole")) return;
  if (!getComputedStyle(body).getPropertyValue("--s")) return;
  const scene = document.getElementById("scene"), keep = `scene:${screen}`;
  const SILENT_MS = 4500, ATTEMPT_MS = 2000, STALE_MS = 10000, TURN_MS = 250, BEAT_MS = 2000, ASLEEP_MS = 2000;
  const PACK_MS = 500, PACK_SPREAD_MS = 1500, PACK_LIMIT_MS = 10000;
  const page = Math.random().toString(36).slice(2, 12);
  let revision = Number(body.dataset.revision), shownHtml = scene.innerHTML, painted = 0;
  let stream = null, opened = 0, heard = 0, fresh = performance.now(), behind = 0;
  let pack = {version: "", scenes: {}}, wanted = "";
  const touch = window.hallTouch || {shown() {}, lapsed() {}, turn() {}};

  // ---- asking: six connections to a host are all there are, and a hung hall must not keep one of them.

  function ask(path, options = {}, limit = ATTEMPT_MS) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), limit);
    return fetch(`/screen/${screen}/${path}`, {...options, signal: giveUp.signal})
      .then(async (answer) => ({ok: answer.ok, text: await answer.text()}))
      .catch(() => null).finally(() => clearTimeout(timer));
  }
  const visible = () => document.visibilityState === "visible";
  const post = (stage) => ask(stage, {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({revision: stage === "received" ? revision : painted, key: body.dataset.key, page, visible: visible()}),
  });

  // ---- how long it counts

  // Two names for one animation: only another name starts it anew. A script that dies renews nothing, and after ten
  // seconds the style alone takes the arrow back and says that the page is old.
  function alive() {
    fresh = performance.now();
    body.dataset.live = body.dataset.live === "a" ? "b" : "a";
    body.classList.remove("is-stale");
  }
  function lapse() {
    if (body.classList.contains("is-stale")) return;
    delete body.dataset.live;
    body.classList.add("is-stale");
    touch.lapsed();
  }

  // ---- what it shows

  // Two frames: the first callback runs before the paint of the change, the second after it.
  function afterPaint(act) { requestAnimationFrame(() => requestAnimationFrame(act)); }
  function report() {
    const shown = revision;
    afterPaint(() => {
      painted = Math.max(painted, shown);
      body.dataset.shown = painted;
      post("shown");
    });
  }
  function show(html, next) {
    if (next < revision) return;
    revision = next;
    body.dataset.revision = next;
    post("received");
    if (html !== shownHtml) {
      scene.innerHTML = html;
      shownHtml = html;
      touch.shown();
      try { localStorage.setItem(keep, JSON.stringify({revision: next, html})); } catch { /* full or forbidden: the page still shows it */ }
    }
    report();
  }
  function whole(event, said) {
    body.dataset.pack = said;
    show(event.data, Number(event.lastEventId));
    return true;
  }
  function change(event) {
    const {base, pieces} = JSON.parse(event.data), held = pack.scenes[base];
    if (!held) { forget(); return false; }
    const parts = held.split("<");
    pieces.forEach(([number, piece]) => { parts[number] = piece; });
    show(parts.join("<"), Number(event.lastEventId));
    return true;
  }
  // A page that missed a push is behind its heartbeat: it is not alive until connecting again brings the present state.
  function beat(event) {
    const said = JSON.parse(event.data);
    if (said.revision > revision && performance.now() - opened > ATTEMPT_MS) open();
    else if (said.pack && said.pack !== wanted) fetchPack(said.pack);
    // A hall restored from a backup counts on from an older revision; only a page fetched anew believes it.
    behind = said.revision < revision ? behind + 1 : 0;
    if (behind > 2) { localStorage.removeItem(keep); location.reload(); }
    return said.revision <= revision;
  }

  // ---- the stream

  function open() {
    if (stream) stream.close();
    opened = performance.now();
    const said = pack.version, mine = `page=${page}&key=${encodeURIComponent(body.dataset.key)}`;
    stream = new EventSource(`/screen/${screen}/stream?${mine}${said && `&pack=${said}`}`);
    // Alive is what was heard *and* done: an exception on the way renews nothing.
    const on = (name, act) => stream.addEventListener(name, (event) => {
      heard = performance.now();
      if (act(event, said)) alive();
    });
    on("scene", whole);
    on("held", change);
    on("hb", beat);
  }
  // The emergency scenes come once the page is up; held, each takes a change of a few hundred bytes to be shown.
  function fetchPack(version) {
    wanted = version;
    setTimeout(async () => {
      const answer = await ask("pack", {}, PACK_LIMIT_MS);
      if (!answer || !answer.ok) { wanted = ""; return; }
      pack = JSON.parse(answer.text);
      open();
    }, PACK_MS + Math.random() * PACK_SPREAD_MS);
  }
  function forget() {
    pack = {version: "", scenes: {}};
    wanted = "";
    open();
  }

  // ---- every quarter of a second, and every two

  let before = performance.now(), clock = Date.now();
  setInterval(() => {
    const now = performance.now(), date = Date.now();
    // This page's running time stands still while its machine sleeps; what it showed before that is old.
    if (Math.abs(date - clock - (now - before)) > ASLEEP_MS) lapse();
    [before, clock] = [now, date];
    if (now - fresh > STALE_MS) lapse();
    const limit = heard < opened ? ATTEMPT_MS : SILENT_MS;
    if (stream && now - Math.max(heard, opened) > limit + Math.random() * 1000) open();
    touch.turn(now);
    window.hallTurn = now;
  }, TURN_MS);
  // From a frame, so that a page which no longer paints falls silent; a hidden one paints nothing and says so.
  let saying = false;
  function sayBeat() {
    if (saying) return;
    saying = true;
    const say = () => post("beat").then(() => { saying = false; });
    if (visible()) afterPaint(say); else say();
  }
  setInterval(sayBeat, BEAT_MS);
  document.addEventListener("visibilitychange", () => { saying = false; sayBeat(); });

  if ("kept" in body.dataset) {
    body.classList.add("is-stale");
    try {
      // The worker says when it gave this page in place of a dead server, whose network may well work.
      const kept = JSON.parse(localStorage.getItem(keep) || "null");
      if (kept && kept.revision > revision) show(kept.html, kept.revision);
    } catch { localStorage.removeItem(keep); }
  }
  report();
  window.hallAsk = ask;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  // The header that loads a page without scripts again is called off here; that ends a stream too, so it begins after.
  const begin = () => { window.stop(); open(); sayBeat(); };
  if (document.readyState === "complete") begin(); else addEventListener("load", begin);
  setTimeout(() => { if (!stream) open(); }, 500);
})();
