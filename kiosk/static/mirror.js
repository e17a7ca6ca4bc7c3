"use strict";
// What a form says the screens would show is what stands in it, whether it was typed before this page's scripts came, kept
// by the browser, or its answer was lost or kept back from under a finger: it is asked for until it is there, and says
// until then that it is old.
(() => {
  const MOST_S = 30, TEXTS = "textarea, input:not([type=radio]):not([type=checkbox])";
  const written = (form) => new URLSearchParams(new FormData(form)).toString();
  const looks = [...document.querySelectorAll("[data-mirrors]")].map((part) => {
    const form = part.closest("form"), sent = form.cloneNode(true);
    sent.reset();
    return { part, form, shown: written(sent), asked: "", due: 0, wait: 1 };
  });
  const of = (event) => looks.find(({ part }) => part === (event.detail.requestConfig || event.detail).elt);
  const old = ({ form, shown }) => written(form) !== shown;
  const say = () => {
    for (const one of looks) document.getElementById(one.part.dataset.mirrors).setAttribute("aria-busy", old(one));
  };
  // Half a word is no word: not while somebody is at it.
  const typing = (form) => document.activeElement.matches(TEXTS) && form.contains(document.activeElement);
  // A server that refuses, of somebody whose turn is over, is asked more and more seldom.
  const ask = () => {
    say();
    for (const one of looks) {
      if (!old(one) || typing(one.form) || one.part.matches(".htmx-request") || performance.now() < one.due) continue;
      one.due = performance.now() + one.wait * 1000;
      one.wait = Math.min(one.wait * 2, MOST_S);
      one.form.dispatchEvent(new Event(one.part.dataset.asks));
    }
  };
  document.body.addEventListener("htmx:configRequest", (event) => {
    const one = of(event);
    if (one) one.asked = written(one.form);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const one = of(event);
    if (one) Object.assign(one, { shown: one.asked, due: 0, wait: 1 });
    say();
  });
  for (const name of ["input", "change"]) document.addEventListener(name, say);
  document.addEventListener("DOMContentLoaded", ask);
  setInterval(ask, 1000);
})();
