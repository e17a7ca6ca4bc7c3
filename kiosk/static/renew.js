"use strict";
// What a finger or the focus rests on stays as it is: of a page that comes again only what is said otherwise takes another
// place. A key that means something else is another key: a press that began on the old one is lost, never another act.
window.hallRenew = (() => {
  const scene = document.getElementById("scene");
  // Before any other script has touched it.
  const served = scene ? scene.innerHTML : "";
  function parsed(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    return made.content;
  }
  const ACTS = ["href", "data-do", "data-open", "data-swap", "data-key", "data-post", "data-leaf"];
  const acts = (key) => ACTS.map((name) => key.getAttribute(name)).join("\n");
  function dress(live, was, next) {
    for (const {name} of was.attributes) if (!next.hasAttribute(name)) live.removeAttribute(name);
    for (const {name, value} of next.attributes) if (was.getAttribute(name) !== value) live.setAttribute(name, value);
  }
  // ``live`` was made of ``was``, and has since been altered by scripts in its attributes alone.
  function renew(live, was, next, meant) {
    if (was.isEqualNode(next)) return;
    const own = [...live.childNodes], old = [...was.childNodes], fresh = [...next.childNodes];
    if (own.length === old.length && old.length === fresh.length) old.forEach((one, at) => turn(own[at], one, fresh[at], meant));
    else {
      live.textContent = "";
      live.append(...fresh);
    }
  }
  function turn(live, was, next, meant) {
    if (was.isEqualNode(next)) return;
    const same = was.nodeType === Node.ELEMENT_NODE && was.tagName === next.tagName && meant(was) === meant(next);
    if (!same) { live.replaceWith(next); return; }
    dress(live, was, next);
    renew(live, was, next, meant);
  }
  return {
    served,
    // ``meant``: what an element is by; another meaning is another element.
    parts: renew,
    same: (was, html) => parsed(was).isEqualNode(parsed(html)),
    // Whoever stood on a key stands on it again, where there still is one that does the same.
    page(place, was, html) {
      const held = place.contains(document.activeElement) ? document.activeElement : null;
      renew(place, parsed(was), parsed(html), acts);
      // What it takes off with a name of the page's own it lays out anew.
      if (window.hallPager) window.hallPager.settle();
      if (!held || held.isConnected) return;
      const again = [...place.querySelectorAll("button")].find((key) => acts(key) === acts(held));
      if (again) again.focus({preventScroll: true});
    },
  };
})();
