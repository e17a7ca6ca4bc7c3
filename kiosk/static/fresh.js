"use strict";
// A page that a phone keeps open, where what it said a minute ago may be wrong: it is asked for again, and takes another
// place only where it says something else. A page that loads itself anew throws whoever hears it back to its beginning.
(() => {
  const every = 1000 * Number(document.currentScript.dataset.every);
  const DEEP = 2, PATIENCE_MS = 15000;
  const bare = (element) => element.cloneNode(false).outerHTML;
  // Down to the sections: what is said as before is not said again.
  function renew(shown, next, deep) {
    if (shown.outerHTML === next.outerHTML) return;
    const parts = [...shown.children], others = [...next.children];
    if (deep && bare(shown) === bare(next) && parts.length === others.length) parts.forEach((part, at) => renew(part, others[at], deep - 1));
    else shown.replaceWith(next);
  }
  async function look() {
    const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(location.href, {cache: "no-store", signal: stop.signal});
      if (!answer.ok) throw new Error(String(answer.status));
      renew(document.body, new DOMParser().parseFromString(await answer.text(), "text/html").body, DEEP);
    } catch {
      // Old words must not pass for new ones: the browser itself says that nobody answers.
      location.reload();
    } finally {
      clearTimeout(late);
    }
  }
  setInterval(look, every);
  // A phone that was asleep: its clock for this stood still as well.
  document.addEventListener("visibilitychange", () => document.hidden || look());
})();
