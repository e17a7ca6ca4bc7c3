"use strict";
// What a visitor does at a touch screen. Everything asked of the hall goes through one function, and where no answer
// comes there is one place that says so, in words that came with the page.
(() => {
  const body = document.body, panel = document.getElementById("panel"), scene = document.getElementById("scene");
  const failed = document.getElementById("failed");
  if (!body.dataset.screen || !panel || !failed) return;
  const HOME_MS = 60000, LIMIT_MS = 4000;
  const languages = body.dataset.languages.split(" "), tongues = ["first", "second"];
  let trail = [], touched = 0, again = null;

  function put(html) {
    panel.innerHTML = html;
    panel.hidden = !html;
    body.classList.toggle("is-paged", Boolean(html));
  }
  // Whoever hears the page or steps through it begins at its head, once, and not again whenever it is renewed.
  function begin() { if (!panel.hidden && !panel.contains(document.activeElement)) panel.focus({preventScroll: true}); }
  function settle() { failed.hidden = true; again = null; }
  // ``about`` says what did not come: help, or a page.
  function fail(about, retry) {
    failed.dataset.about = about;
    failed.hidden = false;
    again = retry;
  }
  async function ask(about, path, retry, method = "GET") {
    const language = `${path.includes("?") ? "&" : "?"}lang=${body.dataset.lang}`;
    const answer = window.hallAsk ? await window.hallAsk(path + language, {method}, LIMIT_MS) : null;
    if (answer && answer.ok) { settle(); return answer.text; }
    fail(about, retry);
    return null;
  }
  async function load(path) {
    const html = await ask("page", path, () => load(path));
    if (html !== null && trail[trail.length - 1] === path) put(html);
  }
  function go(path) { trail.push(path); load(path).then(begin); }

  const edits = {back: (typed) => typed.slice(0, -1), clear: () => ""};
  // Only what was found is swapped: a key that is replaced under a finger loses its press.
  async function type(key) {
    const shown = panel.querySelector(".typed"), typed = shown.textContent.toLowerCase();
    const next = (edits[key] ? edits[key](typed) : typed + key).slice(0, 16), path = `places/find?q=${next}`;
    shown.textContent = next.toUpperCase();
    trail[trail.length - 1] = path;
    const html = await ask("page", path, () => load(path));
    const made = document.createElement("template"), found = panel.querySelector(".found");
    if (html === null || !found || trail[trail.length - 1] !== path) return;
    made.innerHTML = html;
    found.replaceWith(made.content.querySelector(".found"));
  }
  // Said as sent only when the hall has it; until then the key shows that it is being sent.
  async function send(act) {
    if (body.classList.contains("is-sending")) return;
    body.classList.add("is-sending");
    const html = await ask(act.split("/")[0], act, () => send(act), "POST");
    body.classList.remove("is-sending");
    if (html === null) return;
    trail = [act];
    put(html);
    begin();
  }
  // The page of a screen that is read in one language alone has no second one to change to.
  function speak(at) {
    if (!languages[at]) return;
    body.dataset.lang = languages[at];
    body.dataset.tongue = tongues[at];
  }
  function home() {
    trail = [];
    put("");
    settle();
    speak(0);
    body.classList.remove("large");
  }
  const acts = {
    home,
    again() { const retry = again; settle(); if (retry) retry(); },
    back() {
      trail.pop();
      settle();
      if (trail.length) load(trail[trail.length - 1]).then(begin); else put("");
    },
    lang() { speak(body.dataset.tongue === "first" ? 1 : 0); },
    large() { body.classList.toggle("large"); },
  };
  document.addEventListener("pointerdown", () => { touched = performance.now(); });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, [data-open], [data-post]");
    // The page's own data-open is what the hall has open, and no place to go to.
    if (!button || button === body) return;
    touched = performance.now();
    const {open: path, swap, key, post: act} = button.dataset;
    if (path) go(path);
    else if (swap) { trail.pop(); go(swap); }
    else if (key) type(key);
    else if (act) send(act);
    else if (acts[button.dataset.do]) acts[button.dataset.do]();
  });
  window.hallTouch = {
    // The scene has changed: a sign takes the page from under the finger, guidance only renews what stands open.
    shown() {
      if (!scene.querySelector(".home")) home();
      else if (trail.length && !trail[0].startsWith("help")) load(trail[trail.length - 1]);
    },
    turn(now) { if (touched && now - touched > HOME_MS) { touched = 0; home(); } },
  };
})();
