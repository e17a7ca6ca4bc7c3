"use strict";
// What a hall's screen shows, how long that counts, and the stream it hears of it. touch.js is the visitor's part.
(() => {
  const body = document.body, screen = body.dataset.screen;
  // Without its end or its style this is no page: wake.js sees no turn of this script and loads it again.
  if (!screen || !document.getElementById("whole")) return;
  if (!getComputedStyle(body).getPropertyValue("--s")) return;
  // A page that was kept before there was this part, or one that has lost it, lives and says that it lacks it.
  const NONE = {quick: null, sure: Promise.resolve(null), keep: async () => false};
  const WHOLE = {served: "", same: () => false, page(place, was, html) { place.innerHTML = html; }}, renewal = window.hallRenew || WHOLE;
  const scene = document.getElementById("scene"), memory = window.hallMemory || NONE;
  const SILENT_MS = 4500, ATTEMPT_MS = 2000, STALE_MS = 10000, TURN_MS = 250, BEAT_MS = 2000, ASLEEP_MS = 2000;
  const PACK_MS = 500, PACK_SPREAD_MS = 1500, PACK_LIMIT_MS = 10000, TELL_MS = 10000;
  const page = named();
  let turned = performance.now(), clock = Date.now();
  let revision = Number(body.dataset.revision), shownHtml = renewal.served || scene.innerHTML, painted = 0;
  let stream = null, opened = 0, heard = 0, fresh = performance.now(), saved = "", spoken = false, told = -TELL_MS, renewed = -TELL_MS;
  let pack = {version: "", scenes: {}}, wanted = "";
  const touch = window.hallTouch || {shown() {}, turn() {}}, word = window.hallWord;

  // What this browser cannot do besides (kiosk/serving/screens/abilities.py); the next beat tells it.
  const lacks = window.hallLacks || (window.hallLacks = []);
  function lack(name, really) {
    const at = lacks.indexOf(name);
    if (really && at < 0) lacks.push(name);
    if (!really && at >= 0) lacks.splice(at, 1);
  }
  // Its name outlives a reload: the stream a dead switch left behind is then not taken for a second, frozen page.
  function named() {
    const fresh = Math.random().toString(36).slice(2, 12);
    try {
      const known = sessionStorage.getItem("page") || fresh;
      sessionStorage.setItem("page", known);
      return known;
    } catch { return fresh; }
  }

  // ---- asking: six connections to a host are all there are, and a hung hall must not keep one of them.

  function ask(path, options = {}, limit = ATTEMPT_MS) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), limit);
    return fetch(`/screen/${screen}/${path}`, {...options, signal: giveUp.signal})
      .then(async (answer) => ({ok: answer.ok, status: answer.status, text: await answer.text()}))
      .catch(() => null).finally(() => clearTimeout(timer));
  }
  // Zoomed, it is not what the hall sent (wake.js measures it).
  const ZOOMED = .02;
  function visible() {
    const zoomed = window.hallScale ? Math.abs(window.hallScale() - 1) > ZOOMED : false;
    lack("scale", zoomed);
    return document.visibilityState === "visible" && !zoomed;
  }
  // Without a key nothing it says of itself counts: it only shows.
  const post = (stage) => (body.dataset.key ? speak(stage) : Promise.resolve(null));
  const speak = (stage) => ask(stage, {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({revision: stage === "received" ? revision : painted, log: word.log, key: body.dataset.key, page, visible: visible(),
      lacks}),
  }).then((answer) => { if (answer && [403, 404].includes(answer.status)) renew(); return answer; });
  // A hall that was restored signs with new keys: a page asks for its own again, or all it says of itself is refused.
  async function renew() {
    if (performance.now() - renewed < TELL_MS) return;
    renewed = performance.now();
    const found = await proven() || body.dataset.key && await given();
    if (!found || found === body.dataset.key) return;
    body.dataset.key = found;
    if (stream) open();
    sayBeat();
    report();
  }
  // Where a screen reports unpaired, its page brings a key.
  async function given() {
    const answer = await ask(`../${screen}`), found = answer && answer.ok && /\sdata-key="([^"]+)"/.exec(answer.text);
    return found && found[1];
  }
  // What is paired reports as that device; what is not asks for its place meanwhile, and shows its sign like any other.
  const pairing = window.hallPairing || {prove: async () => "", ask: async () => null, stop() {}, there: async () => false};
  async function proven() {
    const found = await pairing.prove(screen);
    if (found) pairing.stop();
    if (found === false) leave();
    if (found === "") pairing.ask(screen, codeSaid).then((place) => {
      if (place === screen) { codeSaid(null); renewed = -TELL_MS; renew(); }
      else if (place === false) leave();
      else if (place !== null) location.replace(place ? `/screen/${place}` : "/console");
    });
    return found;
  }
  // The hall is described without this screen: its device shows its code, as soon as it shows no danger.
  async function leave() {
    if (word.calm && await pairing.there("/pair") && word.calm) location.replace("/pair");
  }
  // Never over a sign: in a corner of guidance, for as long as somebody of the staff wants to see it.
  const code = document.getElementById("code");
  function codeSaid(said) {
    code.hidden = !(said && said.shows && !said.device && said.calm && word.calm);
    if (said) code.textContent = `${said.code.slice(0, 3)} ${said.code.slice(3)}`;
  }

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
  }

  // This page's running time stands still while its machine sleeps, and runs on where only the browser is stopped.
  // Either way what it shows is old, and so is what the stream of before still holds: that renews nothing.
  function slept() {
    const now = performance.now(), date = Date.now(), ran = now - turned, missed = Math.abs(date - clock - ran);
    [turned, clock] = [now, date];
    if (missed <= ASLEEP_MS && ran <= SILENT_MS) return false;
    lapse();
    touch.turn(now + missed);
    if (stream) open();
    return true;
  }

  // ---- what it shows

  // Two frames: the first callback runs before the paint of the change, the second after it.
  function afterPaint(act) { requestAnimationFrame(() => requestAnimationFrame(act)); }
  function report() {
    const shown = revision, {log} = word;
    afterPaint(() => {
      // Numbers of another log, or of what this one was before, say nothing of this one.
      if (log !== word.log || shown > revision) return;
      painted = Math.max(painted, shown);
      body.dataset.shown = painted;
      post("shown");
    });
  }
  // What the browser writes down of the page it was brought is not, letter by letter, what the hall sent.
  let brought = true;
  const home = (html) => html.includes('class="home') && scene.querySelector(".home");
  function draw(html) {
    const was = shownHtml;
    if (html === was) return;
    shownHtml = html;
    const same = brought && renewal.same(was, html);
    brought = false;
    if (same) return;
    codeSaid(null);
    if (home(html)) renewal.page(scene, was, html); else scene.innerHTML = html;
    touch.shown();
  }
  const remember = (kept) => memory.keep(kept).then((both) => lack("memory", !both));
  // Whether the newest is shown: a danger that nobody has settled is not given up for less (held.js).
  function believed(now) {
    const mark = `${now.log} ${now.gravity} ${now.html}`;
    draw(now.html);
    if (mark !== saved) {
      saved = mark;
      remember(word.keep());
    }
    if (word.held) lapse();
    if (word.owes) tell();
    return !word.held;
  }
  function show(judged, next) {
    const {log} = word;
    if (!believed(judged())) return false;
    if (log !== word.log || next < revision) painted = 0;
    revision = next;
    body.dataset.revision = next;
    post("received");
    report();
    return true;
  }
  function come(html, next) {
    spoken = true;
    return show(() => word.judge(html, next), next);
  }
  async function tell() {
    const owes = word.owes;
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    const headers = {"Content-Type": "application/json"}, said = JSON.stringify({...owes, key: body.dataset.key});
    const answer = await ask("holds", {method: "POST", headers, body: said});
    if (!answer || !answer.ok) { told += ATTEMPT_MS - TELL_MS; return; }
    const {taken, log, revision: from} = JSON.parse(answer.text);
    if (!taken) return;
    word.taken(owes, log, from);
    told = -TELL_MS;
    if (word.newest) show(word.again, word.newest.revision);
  }
  function whole(event, said) {
    body.dataset.pack = said;
    return come(event.data, Number(event.lastEventId));
  }
  function change(event) {
    const {base, pieces} = JSON.parse(event.data), held = pack.scenes[base];
    if (!held) { forget(); return false; }
    const parts = held.split("<");
    pieces.forEach(([number, piece]) => { parts[number] = piece; });
    return come(parts.join("<"), Number(event.lastEventId));
  }
  // A page that missed a push is behind its heartbeat: it is not alive until connecting again brings the present state.
  function beat(event) {
    const said = JSON.parse(event.data), at = word.newest ? word.newest.revision : revision;
    const missed = said.revision !== at || word.strange(said.log);
    word.hear(said);
    if (missed && performance.now() - opened > ATTEMPT_MS) open();
    else if (said.pack && said.pack !== wanted) fetchPack(said.pack);
    return !missed && !word.held;
  }

  // ---- the stream

  function open() {
    if (stream) stream.close();
    opened = performance.now();
    const said = pack.version, mine = `page=${page}&key=${encodeURIComponent(body.dataset.key)}`;
    stream = new EventSource(`/screen/${screen}/stream?${mine}${said && `&pack=${said}`}`);
    // Alive is what was heard *and* done: an exception on the way renews nothing.
    const on = (name, act) => stream.addEventListener(name, (event) => {
      const old = slept();
      if (!old) heard = performance.now();
      if (act(event, said) && !old) alive();
    });
    // Before each scene: whose word it is.
    on("log", (event) => { word.hear(JSON.parse(event.data)); return false; });
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

  setInterval(() => {
    slept();
    const now = performance.now();
    if (now - fresh > STALE_MS) lapse();
    const limit = heard < opened ? ATTEMPT_MS : SILENT_MS;
    if (stream && now - Math.max(heard, opened) > limit + Math.random() * 1000) open();
    if (word.owes) tell();
    if (stream && !body.dataset.key && now - renewed > TELL_MS) renew();
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

  // The worker says when it gave this page in place of a dead server, whose network may well work: then the last that
  // was shown counts, not what the page was made with.
  const old = "kept" in body.dataset;
  function resume(kept) {
    revision = kept.revision;
    draw(kept.html);
  }
  if (word.before(memory.quick) && old) resume(memory.quick);
  else if (old) word.judge(shownHtml, revision);
  else believed(word.judge(shownHtml, revision));
  if (old) body.classList.add("is-stale");
  if (!word.held) report();
  memory.sure.then((kept) => {
    if (!kept || !kept.log) return;
    // That the hall has begun to speak is not yet a scene of it.
    if (old && !spoken) {
      if (word.newer(kept) && word.before(kept)) resume(kept);
    } else if (word.recall(kept) && word.newest) believed(word.again());
  });
  window.hallAsk = ask;
  const alone = () => lack("worker", true);
  try { navigator.serviceWorker.register("/sw.js").catch(alone); } catch { alone(); }
  // The header that loads a page without scripts again is called off here; that ends a stream too, so it begins after.
  const begin = () => { window.stop(); open(); sayBeat(); if (!body.dataset.key) renew(); };
  if (document.readyState === "complete") begin(); else addEventListener("load", begin);
  setTimeout(() => { if (!stream) open(); }, 500);
})();
