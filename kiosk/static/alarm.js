"use strict";
// The one stream of a staff page, and the bar on top of it: what is open of life safety, calls and what nobody has
// acknowledged. It rings until the holder of this tablet says that they have heard it; the server remembers who has.
(() => {
  const PART = "/console/part/alarm", STAFF = /^\/(console|facilities|reports|drills|notices)(\/|$)/;
  const begin = (bar) => {
    const SILENT_MS = 4500, STALE_MS = 10000, HIDDEN_MS = 5000, ATTEMPT_MS = 4000, FINGER_MS = 700, CLICK_MS = 60,
      FIRST_MS = 800;
    // [Hz, from, to] in seconds; how often. A drill has a sound of its own, so that nobody runs from it for real.
    const SOUNDS = {
      life: {
        tones: [[960, 0, 0.35], [720, 0.4, 0.75], [960, 0.8, 1.15]], every: 2000, level: 0.6, buzz: [400, 100, 400],
      },
      call: { tones: [[880, 0, 0.18], [880, 0.3, 0.48]], every: 5000, level: 0.3, buzz: [200, 100, 200] },
      late: { tones: [[660, 0, 0.25], [660, 0.4, 0.65]], every: 10000, level: 0.3, buzz: [200] },
      drill: { tones: [[440, 0, 0.5]], every: 5000, level: 0.3, buzz: [200] },
    };
    const now = () => performance.now();
    const said = (words) => words[document.documentElement.lang] || words.zh;
    const rows = document.getElementById("alarm-rows"), title = document.title;
    const stale = document.getElementById("stale"), mute = document.getElementById("mute"),
      rings = document.getElementById("rings");

    // ---- the page never moves under a finger: what moves it waits for the finger, but not for long
    let pressed = false;
    const waiting = new Map();
    const settle = () => { for (const [act, timer] of waiting) { clearTimeout(timer); waiting.delete(act); act(); } };
    const gently = (act) => {
      if (!pressed) { act(); return; }
      if (!waiting.has(act)) waiting.set(act, setTimeout(() => { waiting.delete(act); act(); }, FINGER_MS));
    };
    document.addEventListener("pointerdown", () => { pressed = true; }, true);
    for (const name of ["pointerup", "pointercancel"]) {
      document.addEventListener(name, () => setTimeout(() => { pressed = false; settle(); }, CLICK_MS), true);
    }

    // ---- sound: a browser lets a page sound after a touch on it, or where its settings say so
    const audio = typeof AudioContext === "function" ? new AudioContext() : null;
    const mayRing = () => audio !== null && audio.state === "running";
    // A page that only says to wait has no key: any touch on it will do.
    const mark = () => { if (mute) { mute.hidden = mayRing(); rings.hidden = !mayRing(); } };
    const telling = () => gently(mark);
    const allow = () => { if (audio && !mayRing()) audio.resume().then(telling, telling); };
    for (const touch of ["pointerdown", "pointerup", "keydown"]) document.addEventListener(touch, allow, true);
    if (audio) audio.addEventListener("statechange", () => { telling(); ring(); });
    setTimeout(telling, 300);

    const tone = ([hertz, from, to], level) => {
      const sound = audio.createOscillator(), gain = audio.createGain(), at = audio.currentTime;
      sound.frequency.value = hertz;
      gain.gain.value = level;
      sound.connect(gain).connect(audio.destination);
      sound.start(at + from);
      sound.stop(at + to);
    };
    let ringing = "", next = 0, flash = false, asked = false;
    const ring = () => {
      if (!asked) return;
      const name = bar.dataset.ring;
      clearTimeout(next);
      if (name !== ringing) document.title = title;
      ringing = name;
      if (!(name in SOUNDS)) { document.title = title; return; }
      const { tones, every, level, buzz } = SOUNDS[name];
      if (mayRing()) for (const one of tones) tone(one, level);
      if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(buzz);
      flash = !flash;
      document.title = flash ? `● ${bar.dataset.title}` : title;
      next = setTimeout(ring, every);
    };

    // ---- what the bar shows
    let newest = "";
    const show = (text) => { newest = text; gently(swap); };
    const swap = () => {
      const fresh = parsed(newest);
      if (!fresh) return;
      const before = asked ? bar.dataset.ring : "";
      asked = true;
      for (const name of ["ring", "key", "title", "gravest", "known"]) bar.dataset[name] = fresh.dataset[name];
      rows.innerHTML = fresh.querySelector("#alarm-rows").innerHTML;
      first(); // an answer that was asked for earlier takes nothing away that the stream has told since
      if (before !== bar.dataset.ring) ring();
    };

    // The stream tells of a danger by itself, before anybody is asked: what else there is of it comes with the answer.
    let danger = [];
    const first = () => {
      const known = new Set(bar.dataset.known.split(" "));
      const fresh = danger.filter((one) => !known.has(one.about));
      if (!fresh.length) return;
      if (!rows.querySelector("ul")) rows.innerHTML = "<ul></ul>";
      for (const { about, sort, words, subject } of fresh) {
        const [row, name, where] = ["li", "b", "span"].map((tag) => document.createElement(tag));
        Object.assign(row.dataset, { about, sort });
        name.textContent = `${sort === "drill" ? `${bar.dataset.drill} ` : ""}${said(words)}`;
        where.textContent = said(subject);
        row.append(name, where);
        rows.querySelector("ul").prepend(row);
        bar.dataset.known += ` ${about}`;
        if (bar.dataset.gravest !== "life") bar.dataset.gravest = sort;
      }
    };
    const told = (data) => {
      try { danger = JSON.parse(data).life ?? []; } catch { danger = []; }
      gently(first);
    };

    // ---- contact
    let heard = now(), tried = 0, stream = null, last = 0, fetching = false, again = false;
    const alive = () => { heard = now(); };
    const age = () => { stale.hidden = now() - heard < STALE_MS; };
    const look = async () => {
      if (fetching) { again = true; return; }
      fetching = true;
      last = now();
      const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), ATTEMPT_MS);
      try {
        // The header says that nobody did this: it keeps no sign-in alive.
        const headers = { "HX-Request": "true", "HX-Current-URL": location.href };
        const answer = await fetch(PART, { headers, signal: giveUp.signal });
        alive();
        if (answer.ok) show(await answer.text());
        else if (answer.headers.get("HX-Redirect")) location.href = answer.headers.get("HX-Redirect");
      } catch { /* silence is told by the stale row */ }
      clearTimeout(timer);
      fetching = false;
      if (again) { again = false; look(); }
    };
    const tell = () => { look(); if (window.htmx) htmx.trigger(document.body, "hall"); };
    const open = () => {
      if (stream) stream.close();
      tried = now();
      stream = new EventSource(`/console/stream?key=${encodeURIComponent(bar.dataset.key)}`);
      stream.addEventListener("scene", (event) => { tried = now(); alive(); told(event.data); tell(); });
      stream.addEventListener("hb", () => { tried = now(); alive(); });
    };
    const close = () => { if (stream) stream.close(); stream = null; };
    // Six connections per host over all tabs: a hidden tablet gives its stream back, and asks now and then instead.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") { open(); tell(); } else close();
    });
    addEventListener("pagehide", close);
    document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) alive(); });
    setInterval(() => {
      if (stream && now() - tried > SILENT_MS) { open(); tell(); }
      if (!stream && now() - last > HIDDEN_MS) look();
      gently(age);
    }, 500);

    bar.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = new FormData(event.target);
      bar.dataset.ring = "";
      ring();
      try {
        const headers = { "HX-Request": "true" };
        const answer = await fetch(event.target.action, { method: "POST", headers, body: new URLSearchParams(body) });
        if (answer.ok) show(await answer.text()); else look();
      } catch { /* the next look rings again */ }
    });
    if (document.visibilityState === "visible") open();
    // What this tablet has heard, the process that made this page may not know: ask first, and ring if nobody answers.
    look();
    setTimeout(() => { if (!asked) { asked = true; ring(); } }, FIRST_MS);
  };
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html").getElementById("alarm");
  const here = document.getElementById("alarm");
  if (here) begin(here);
  else if (STAFF.test(location.pathname)) {
    // A page that only says to wait, or that something failed, may know nobody: it asks who looks until it is told, and
    // a stranger gets nothing.
    const ask = async () => {
      const answer = await fetch(PART, { headers: { "HX-Request": "true" } }).catch(() => null);
      const bar = answer?.ok && parsed(await answer.text());
      if (bar) { document.body.prepend(bar); begin(bar); } else if (answer?.status !== 401) setTimeout(ask, 2000);
    };
    ask();
  }
})();
