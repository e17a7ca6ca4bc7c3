"use strict";
// What a visitor does at a touch screen. Everything asked of the hall goes through one function, and where no answer
// comes there is one place that says so, in words that came with the page.
(() => {
  const body = document.body, panel = document.getElementById("panel"), scene = document.getElementById("scene");
  const failed = document.getElementById("failed"), asking = document.getElementById("asking");
  if (!body.dataset.screen || !panel || !failed) return;
  const HOME_MS = 60000, ASKED_MS = 20000, SECOND_MS = 1000, LIMIT_MS = 4000;
  // What a visitor chooses besides the language, kept from page to page until nobody is there any more.
  const CHOICES = ["large", "contrast", "low"];
  const pager = window.hallPager || {first() {}, turn() {}};
  const languages = body.dataset.languages.split(" "), tongues = ["first", "second"];
  // The panel's longer side in millimetres, and how near it is read: touch.css counts in both.
  body.style.setProperty("--mm", `calc(max(100vw, 100vh) / ${body.dataset.long})`);
  body.style.setProperty("--near", body.dataset.near);
  // What of it lies out of reach from a wheelchair.
  for (const side of ["above", "below"]) body.style.setProperty(`--${side}`, `calc(${body.dataset[side]} * var(--mm))`);
  let trail = [], touched = 0, again = null, visit = 0;
  // What stands in the panel, as it was sent.
  let placed = {path: "", html: ""};

  function put(html, path = "") {
    if (window.hallRenew && path && path === placed.path) window.hallRenew.page(panel, placed.html, html); else panel.innerHTML = html;
    placed = {path, html};
    pressed();
    panel.hidden = !html;
    body.classList.toggle("is-paged", Boolean(html));
  }
  // Whoever hears the page or steps through it begins at its head, once, and not again whenever it is renewed.
  function begin() { if (!panel.hidden && !panel.contains(document.activeElement)) panel.focus({preventScroll: true}); }
  function settle() { failed.hidden = true; again = null; }
  // ``about`` says what did not come: help, a page, or its reading aloud.
  function fail(about, retry) {
    failed.dataset.about = about;
    failed.hidden = false;
    again = retry;
  }
  async function ask(about, path, retry, method = "GET") {
    const large = body.classList.contains("large") ? "&large=1" : "";
    const said = `${path.includes("?") ? "&" : "?"}lang=${body.dataset.lang}${large}`, mine = visit;
    const answer = window.hallAsk ? await window.hallAsk(path + said, {method}, LIMIT_MS) : null;
    // Whoever asked is gone, or a sign has taken the page: nothing that comes now may cover it.
    if (mine !== visit) return null;
    if (answer && answer.ok) { settle(); return answer.text; }
    fail(about, retry);
    return null;
  }
  async function load(path) {
    const html = await ask("page", path, () => load(path));
    if (html !== null && trail[trail.length - 1] === path) put(html, path);
  }
  function go(path) {
    hush();
    trail.push(path);
    pager.first();
    load(path).then(begin);
  }
  // 帮助 has both languages in it, and is not called a second time for another.
  function renew() {
    const path = trail[trail.length - 1];
    if (path && !path.startsWith("help")) load(path);
  }

  const edits = {back: (typed) => typed.slice(0, -1), clear: () => ""};
  function parsed(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content;
  }
  // Only what is found is drawn anew, and of that what is another: a key that is replaced under a finger loses its press.
  async function type(key) {
    const shown = panel.querySelector(".typed"), typed = shown.textContent.toLowerCase();
    const next = (edits[key] ? edits[key](typed) : typed + key).slice(0, 16), path = `places/find?q=${next}`;
    shown.textContent = next.toUpperCase();
    trail[trail.length - 1] = path;
    const html = await ask("page", path, () => load(path));
    const found = panel.querySelector(".found");
    if (html === null || !found || trail[trail.length - 1] !== path) return;
    const made = parsed(html), was = parsed(placed.html).querySelector(".found"), come = made.querySelector(".found");
    placed = {path, html};
    pager.first();
    if (window.hallRenew && was) window.hallRenew.page(found, was.innerHTML, come.innerHTML); else found.replaceWith(come);
    const read = made.querySelector("[data-aloud]"), page = panel.querySelector("[data-aloud]");
    if (read && page) page.dataset.aloud = read.dataset.aloud;
  }
  // Said as sent only when the hall has it; until then the key shows that it is being sent.
  async function send(act) {
    if (body.classList.contains("is-sending")) return;
    body.classList.add("is-sending");
    const html = await ask(act.split("/")[0], act, () => send(act), "POST");
    body.classList.remove("is-sending");
    if (html === null) return;
    trail = [act];
    pager.first();
    put(html);
    begin();
  }
  // The page of a screen that is read in one language alone has no second one to change to.
  function speak(at) {
    if (!languages[at]) return;
    body.dataset.lang = languages[at];
    body.dataset.tongue = tongues[at];
  }
  function hush() { if (window.hallAloud) window.hallAloud.stop(); }
  function home() {
    hush();
    trail = [];
    pager.first();
    put("");
    settle();
  }
  // The next visitor begins anew.
  function forget() {
    visit += 1;
    home();
    stay();
    if (window.hallAloud) window.hallAloud.leave();
    touched = 0;
    speak(0);
    choose();
  }
  function choose(...chosen) {
    for (const name of CHOICES) body.classList.toggle(name, chosen.includes(name));
    pressed();
  }
  function pressed() { for (const key of document.querySelectorAll("[data-do]")) press(key); }
  // Its keys say which of them is pressed, those of a page that has just come too.
  function press(key) {
    if (CHOICES.includes(key.dataset.do)) key.setAttribute("aria-pressed", String(body.classList.contains(key.dataset.do)));
  }
  function change(name) {
    const now = CHOICES.filter((one) => body.classList.contains(one));
    choose(...(now.includes(name) ? now.filter((one) => one !== name) : [...now, name]));
    pager.first();
    if (name === "large") renew();
  }

  // ---- still there?

  function stay() { asking.hidden = true; }
  const changed = () => trail.length > 0 || !failed.hidden || body.dataset.tongue !== tongues[0] || CHOICES.some((one) => body.classList.contains(one));
  function watch(now) {
    if (!touched) return;
    const left = HOME_MS - (now - touched);
    if (left < 0) { forget(); return; }
    asking.hidden = left > ASKED_MS || !changed();
    if (!asking.hidden) asking.querySelector("[data-left]").textContent = String(Math.ceil(left / SECOND_MS));
  }
  const acts = {
    home,
    again() { const retry = again; settle(); if (retry) retry(); },
    back() {
      hush();
      trail.pop();
      pager.first();
      settle();
      if (trail.length) load(trail[trail.length - 1]).then(begin); else put("");
    },
    lang() {
      hush();
      speak(body.dataset.tongue === "first" ? 1 : 0);
      renew();
    },
    large() { change("large"); },
    contrast() { change("contrast"); },
    low() { change("low"); },
    aloud() { if (window.hallAloud) window.hallAloud.turn(); },
    stay,
    leave: forget,
  };
  const touches = () => { touched = performance.now(); };
  document.addEventListener("pointerdown", touches);
  document.addEventListener("keydown", touches);
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, [data-open], [data-post], [data-do]");
    // The page's own data-open is what the hall has open, and no place to go to.
    if (!button || button === body) return;
    touches();
    stay();
    const {open: path, swap, key, post: act, leaf} = button.dataset;
    if (path) go(path);
    else if (swap) { trail.pop(); go(swap); }
    else if (key) type(key);
    else if (act) send(act);
    else if (leaf) pager.turn(Number(leaf));
    else if (acts[button.dataset.do]) acts[button.dataset.do]();
  });
  pressed();
  window.hallTouch = {
    // The scene has changed: a sign takes the page from under the finger, guidance only renews what stands open.
    shown() {
      pressed();
      if (!scene.querySelector(".home")) forget();
      else if (trail.length && !trail[0].startsWith("help")) load(trail[trail.length - 1]);
    },
    turn: watch,
    touched: touches,
    fail,
  };
})();
