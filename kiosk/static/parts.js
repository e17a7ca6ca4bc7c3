"use strict";
// Parts of a page that come again every few seconds. What reads as before stays where it is, under a finger, under the
// focus and in the ear of whoever hears the page; a key that means something else is another key. Whoever steps through the
// page by keys stands on the same key again, what was typed stays typed; a part is kept as it was only while a finger or a
// key is down in it, or somebody is in a field of it (what endangers lives is said by the bar above all the same).
(() => {
  const TYPED = "textarea, select, input:not([type=checkbox]):not([type=radio])", FIELDS = "textarea, select, input:not([type=hidden])";
  const KEYS = `a[href], button, summary, ${FIELDS}`, MEANT = ["id", "href", "action", "name", "data-do", "hx-get", "hx-post"];
  // Of what a form says by itself, these are of the moment and not of its meaning.
  const OF_THE_MOMENT = ["csrf_token", "revision", "mark", "seen", "sure"];
  const hidden = (form) => [...form.querySelectorAll("input[type=hidden]")].filter(({name}) => !OF_THE_MOMENT.includes(name)).map(({name, value}) => `${name}=${value}`);
  const about = (part) => Object.entries(part.dataset).filter(([name]) => name !== "minutes" && name !== "gone").join();
  const meant = (part) => [...MEANT.map((name) => part.getAttribute(name)), part.tagName === "BUTTON" ? part.value : "",
    about(part), ...(part.tagName === "FORM" ? hidden(part) : [])].join("\n");
  const meaning = (key, within) => {
    const said = [key.tagName];
    for (let at = key; at && at !== within; at = at.parentElement) said.push(meant(at));
    return said.join("\n");
  };
  const changed = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT" ? ![...field.options].every((one) => one.selected === one.defaultSelected) : field.value !== field.defaultValue);

  // Without the blanks at its ends, which are those of the page around it.
  const trimmed = (place) => {
    for (const end of ["firstChild", "lastChild"]) {
      while (place[end]?.nodeType === Node.TEXT_NODE && !place[end].data.trim()) place[end].remove();
    }
    return place;
  };
  const sent = new WeakMap();
  const noted = (place, content) => {
    const kept = document.createDocumentFragment();
    kept.append(...content.cloneNode(true).childNodes);
    sent.set(place, trimmed(kept));
  };
  for (const place of document.querySelectorAll("[hx-get], [data-mirrors]")) noted(place, place);

  htmx.defineExtension("parts", {
    handleSwap(style, target, fragment) {
      const was = sent.get(target);
      if (style !== "innerHTML" || !was) return false;
      noted(target, fragment);
      window.hallRenew.parts(trimmed(target), was, trimmed(fragment), meant);
      return [...target.children];
    },
  });

  // Of what has been folded meanwhile, the head of the fold.
  const inSight = (key) => {
    let seen = key;
    for (let fold = key.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      const head = fold.querySelector("summary");
      if (!fold.open && seen !== head) seen = head;
    }
    return seen;
  };

  const kept = new Map();
  let down = null, pressed = false, typed = false;
  const again = () => {
    if (pressed || typed) htmx.trigger(document.body, "hall");
    pressed = typed = false;
  };
  const release = () => setTimeout(() => {
    down = null;
    if (pressed) again();
  });
  document.addEventListener("pointerdown", (event) => { down = event.target; });
  document.addEventListener("keydown", ({key, target}) => {
    if ((key === " " || key === "Enter") && !target.matches(TYPED)) down = target;
  });
  for (const name of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(name, release);
  // Of a key that is let go in another window nothing is heard here.
  addEventListener("blur", release);
  // Not at each letter: once the field is left.
  document.addEventListener("focusout", () => setTimeout(again));

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const {target, xhr} = event.detail, at = document.activeElement, within = target.contains(at);
    if (xhr.status !== 200) return;
    const held = down && target.contains(down), busy = within && at.matches(TYPED);
    pressed = pressed || held;
    typed = typed || busy;
    if (held || busy) { event.detail.shouldSwap = false; return; }
    const fields = [...target.querySelectorAll(FIELDS)].filter(changed);
    kept.set(target.id, {
      key: within && at !== target && at.matches(KEYS) && [at, meaning(at, target)],
      fields: fields.map((field) => [field, meaning(field, target)]),
    });
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const {id} = event.detail.target || {}, was = kept.get(id), place = document.getElementById(id);
    kept.delete(id);
    if (!was || !place) return;
    const alike = (said, among) => [...place.querySelectorAll(among)].find((one) => meaning(one, place) === said);
    for (const [field, said] of was.fields) {
      const same = field.isConnected ? null : alike(said, FIELDS);
      if (same) { same.value = field.value; same.checked = field.checked; }
    }
    if (!was.key || was.key[0].isConnected) return;
    const same = alike(was.key[1], KEYS);
    if (!same) place.tabIndex = -1;
    (same ? inSight(same) : place).focus({preventScroll: true});
  });
})();
