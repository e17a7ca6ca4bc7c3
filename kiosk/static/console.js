"use strict";
(() => {
  const HOLD_MS = 1000;
  const now = () => performance.now(), spoken = document.currentScript.dataset;

  // Hold to confirm: a slip of the hand must not evacuate a hall. Without a finger (keyboard, no script) the server asks again.
  let pressed = null, timer = 0, fired = null, begun = null;
  const release = () => {
    clearTimeout(timer);
    if (pressed) pressed.classList.remove("holding");
    setTimeout(() => { pressed = null; });
  };
  document.addEventListener("pointerdown", (event) => {
    pressed = event.target.closest("button, a, summary, label");
    if (!pressed || !pressed.matches("[data-hold]") || event.button) return;
    const button = begun = pressed;
    button.classList.add("holding");
    timer = setTimeout(() => {
      fired = button;
      button.form.elements.sure.value = "yes";
      button.form.requestSubmit(button);
    }, HOLD_MS);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, release);
  document.addEventListener("contextmenu", (event) => {
    if (event.target.closest("[data-hold]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hold]");
    // A press that began before this script is lost to nobody: the server asks.
    if (!button || !event.detail || button !== begun) return;
    event.preventDefault();
    if (button !== fired) short(button);
  });
  // A short tap says what is missing: on the key itself, for eyes, and as a sentence for whoever hears the page.
  const hear = (words) => {
    const said = document.getElementById("hold-said");
    if (said) { said.textContent = ""; said.textContent = words; }
  };
  const short = (button) => {
    button.classList.add("short");
    button.dataset.short = spoken.hold;
    hear(spoken.hold);
  };
  // A form is sent once, and its key says that it is being done; where no page comes of it, it can be sent again.
  const AGAIN_MS = 30000;
  document.addEventListener("submit", (event) => {
    const form = event.target, key = event.submitter;
    if (form.getAttribute("method") !== "post") return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    // A file leaves the page as it is.
    if (key && "again" in key.dataset) return;
    form.dataset.sent = "";
    const ended = () => {
      delete form.dataset.sent;
      if (key) { key.disabled = false; key.removeAttribute("aria-busy"); delete key.dataset.busy; }
    };
    setTimeout(() => {
      if (event.defaultPrevented) { ended(); return; }
      if (key) { key.disabled = true; key.setAttribute("aria-busy", "true"); key.dataset.busy = spoken.busy; }
      hear(spoken.busy);
      setTimeout(ended, AGAIN_MS);
    });
  });
  // Clipboards are for secure pages alone; where there is none the text is marked, and copied the old way.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]"), text = button?.parentElement.querySelector("textarea");
    if (!text) return;
    text.focus();
    text.select();
    const old = () => document.execCommand("copy");
    if (navigator.clipboard) navigator.clipboard.writeText(text.value).catch(old); else old();
    button.classList.add("copied");
  });
  // A page the browser kept comes back with its buttons as they were left.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // Minutes count on, offers run out; both by this page's own running time, never by the tablet's clock.
  const since = new WeakMap();
  const words = (m) => (m >= 60 ? spoken.long : spoken.short)
    .replace("{hours}", Math.floor(m / 60)).replace("{minutes}", m % 60);
  const tick = () => {
    for (const part of document.querySelectorAll("[data-minutes], [data-gone]")) {
      if (!since.has(part)) since.set(part, now());
      const passed = (now() - since.get(part)) / 1000;
      if (part.dataset.gone && passed >= Number(part.dataset.gone)) part.remove();
      else if (part.dataset.minutes) part.textContent = words(Number(part.dataset.minutes) + Math.floor(passed / 60));
    }
  };
  const scale = () => {
    for (const frame of document.querySelectorAll("iframe[data-scale]")) {
      const box = frame.parentElement, by = box.clientWidth / frame.width;
      box.style.height = `${frame.height * by}px`;
      frame.style.transform = `scale(${by})`;
      frame.classList.add("ready");
    }
  };
  const ready = () => { tick(); scale(); };
  setInterval(tick, 1000);
  addEventListener("resize", scale);
  ready();

  // What was unfolded stays so.
  // By the part's id: what somebody opened or closed, whatever the server thinks of it. A card and a list keep it over a
  // page; where nothing may be stored, over this page.
  const KEY = "unfolded", unfolded = new Map();
  try { for (const [id, open] of JSON.parse(sessionStorage.getItem(KEY) || "[]")) unfolded.set(id, open); } catch { /* as sent */ }
  const fold = () => {
    for (const [id, open] of unfolded) {
      const part = document.getElementById(id);
      if (part && part.tagName === "DETAILS") part.open = open;
    }
  };
  const chose = (part, open) => {
    if (!part.id) return;
    unfolded.set(part.id, open);
    // One tile at a time: its acts take a row of their own.
    if (open && part.matches(".unit")) {
      for (const other of document.querySelectorAll(".unit[open]")) {
        if (other === part) continue;
        other.open = false;
        unfolded.delete(other.id);
      }
    }
    const kept = [...unfolded].filter(([id]) => document.getElementById(id)?.matches("[data-kept]"));
    try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* for this page */ }
  };
  document.addEventListener("click", (event) => {
    const head = event.target.closest("summary"), part = head?.parentElement;
    if (part?.matches("details")) chose(part, !part.open);
  });
  // What an address names is shown: the card behind a tile, the list behind a number of the bar.
  const aimed = () => {
    const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!part || part.id === "open") return;
    const inner = part.matches("details") ? part : part.querySelector("details[data-kept]");
    for (let at = inner; at; at = at.parentElement.closest("details")) {
      chose(at, true);
      at.open = true;
    }
    if (inner) part.scrollIntoView();
  };
  addEventListener("hashchange", aimed);
  fold();
  aimed();
  document.body.addEventListener("htmx:afterSwap", (event) => {
    fold();
    // Minutes count on from what was just said.
    for (const part of event.target.querySelectorAll("[data-minutes], [data-gone]")) since.delete(part);
    ready();
  });
})();
