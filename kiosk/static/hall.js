"use strict";
(() => {
  const body = document.body, screen = body.dataset.screen;
  if (!screen) return;
  const scene = document.getElementById("scene"), panel = document.getElementById("panel");
  const stale = document.getElementById("stale"), keep = `scene:${screen}`;
  const SILENT_MS = 4500, ATTEMPT_MS = 2000, STALE_MS = 10000, HOME_MS = 60000;
  let revision = Number(body.dataset.revision), shownHtml = scene.innerHTML, heard = performance.now();
  const PACK_MS = 500, PACK_SPREAD_MS = 1500;
  let stream = null, opened = 0, behind = 0, trail = [], touched = 0;
  let pack = {version: "", scenes: {}}, wanted = "";

  const post = (stage) => fetch(`/screen/${screen}/${stage}`, {
    method: "POST", keepalive: true, headers: {"Content-Type": "application/json"},
    body: JSON.stringify({revision, key: body.dataset.key, visible: document.visibilityState === "visible"}),
  }).catch(() => {});
  // Two frames: the first callback runs before the paint of the change, the second after it.
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => {
    body.dataset.shown = revision;
    post("shown");
  }));

  function signOf(root) { return root.querySelector(".home") ? "guidance" : "sign"; }
  function show(html, next) {
    if (next < revision) return;
    revision = next;
    body.dataset.revision = next;
    post("received");
    if (html !== shownHtml) {
      scene.innerHTML = html;
      shownHtml = html;
      if (signOf(scene) === "sign") home();
      else if (trail.length) load(trail[trail.length - 1]);
      try { localStorage.setItem(keep, JSON.stringify({revision: next, html})); } catch { /* full or forbidden: the page still shows it */ }
    }
    painted();
  }
  function alive() {
    heard = performance.now();
    stale.hidden = true;
    body.classList.remove("is-stale");
  }

  function open() {
    if (stream) stream.close();
    opened = performance.now();
    const said = pack.version;
    stream = new EventSource(`/screen/${screen}/stream${said && `?pack=${said}`}`);
    stream.addEventListener("scene", (event) => {
      alive();
      body.dataset.pack = said;
      show(event.data, Number(event.lastEventId));
    });
    stream.addEventListener("held", (event) => {
      alive();
      const {base, pieces} = JSON.parse(event.data), held = pack.scenes[base];
      if (!held) return forget();
      const parts = held.split("<");
      pieces.forEach(([number, piece]) => { parts[number] = piece; });
      show(parts.join("<"), Number(event.lastEventId));
    });
    stream.addEventListener("hb", (event) => {
      alive();
      const beat = JSON.parse(event.data);
      // A page that missed a push is behind its heartbeat: connecting again brings the present state.
      if (beat.revision > revision && performance.now() - opened > ATTEMPT_MS) open();
      else if (beat.pack && beat.pack !== wanted) fetchPack(beat.pack);
      // A hall restored from a backup counts on from an older revision; only a page fetched anew believes it.
      behind = beat.revision < revision ? behind + 1 : 0;
      if (behind > 2) { localStorage.removeItem(keep); location.reload(); }
    });
  }
  // The emergency scenes come once the page is up; held, each takes a change of a few hundred bytes to be shown.
  function fetchPack(version) {
    wanted = version;
    setTimeout(async () => {
      const answer = await fetch(`/screen/${screen}/pack`).catch(() => null);
      const found = answer && answer.ok && await answer.json().catch(() => null);
      if (!found) { wanted = ""; return; }
      pack = found;
      open();
    }, PACK_MS + Math.random() * PACK_SPREAD_MS);
  }
  function forget() {
    pack = {version: "", scenes: {}};
    wanted = "";
    open();
  }
  setInterval(() => {
    const now = performance.now(), silent = now - heard;
    if (silent > STALE_MS) { stale.hidden = false; body.classList.add("is-stale"); }
    const limit = heard < opened ? ATTEMPT_MS : SILENT_MS;
    if (now - Math.max(heard, opened) > limit + Math.random() * 1000) open();
    if (touched && now - touched > HOME_MS) { touched = 0; home(); }
  }, 250);

  const part = (path) => fetch(`/screen/${screen}/${path}${path.includes("?") ? "&" : "?"}lang=${body.dataset.lang}`).catch(() => null);
  async function load(path) {
    const answer = await part(path);
    if (!answer || !answer.ok) return home();
    if (trail[trail.length - 1] !== path) return;
    panel.innerHTML = await answer.text();
    panel.hidden = false;
  }
  function go(path) { trail.push(path); load(path); }
  const edits = {back: (typed) => typed.slice(0, -1), clear: () => ""};
  // Only what was found is swapped: a key that is replaced under a finger loses its press.
  async function type(key) {
    const shown = panel.querySelector(".typed"), typed = shown.textContent.toLowerCase();
    const next = (edits[key] ? edits[key](typed) : typed + key).slice(0, 16), path = `places/find?q=${next}`;
    shown.textContent = next.toUpperCase();
    trail[trail.length - 1] = path;
    const answer = await part(path);
    if (!answer || !answer.ok) return home();
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    if (trail[trail.length - 1] === path) panel.querySelector(".found").replaceWith(made.content.querySelector(".found"));
  }
  function home() {
    trail = [];
    panel.hidden = true;
    panel.innerHTML = "";
    body.dataset.lang = "zh";
    body.classList.remove("large");
  }
  const acts = {
    home,
    back() { trail.pop(); trail.length ? load(trail[trail.length - 1]) : (panel.hidden = true, panel.innerHTML = ""); },
    lang() { body.dataset.lang = body.dataset.lang === "zh" ? "en" : "zh"; },
    large() { body.classList.toggle("large"); },
  };
  document.addEventListener("pointerdown", () => { touched = performance.now(); });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button, [data-open], [data-post]");
    if (!button) return;
    touched = performance.now();
    const {open: path, swap, key, post: act} = button.dataset;
    if (path) go(path);
    else if (swap) { trail.pop(); go(swap); }
    else if (key) type(key);
    else if (act) {
      const answer = await fetch(`/screen/${screen}/${act}?lang=${body.dataset.lang}`, {method: "POST"}).catch(() => null);
      if (answer && answer.ok) { trail = [act]; panel.innerHTML = await answer.text(); panel.hidden = false; }
    } else if (acts[button.dataset.do]) acts[button.dataset.do]();
  });
  document.addEventListener("visibilitychange", () => post("shown"));

  try {
    const kept = JSON.parse(localStorage.getItem(keep) || "null");
    // The worker says when it gave this page in place of a dead server, whose network may well work.
    if (kept && kept.revision > revision && "kept" in body.dataset) show(kept.html, kept.revision);
  } catch { localStorage.removeItem(keep); }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  painted();
  open();
})();
