"use strict";
// What a screen showed last, for the moment it is loaded again. One memory answers at once, but the browser writes it
// down seconds later: killed before that, a screen that stood in a fire would know of none. The other is on the disk
// once it says so, and answers late.
window.hallMemory = (() => {
  const key = `scene:${document.body.dataset.screen}`, NAME = "hall", SHELF = "shown";
  let opened = null;

  const answered = (asked) => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => fail(asked.error);
  });
  async function open() {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF);
    const base = await answered(asked);
    base.onclose = () => { opened = null; };
    return base;
  }
  const base = () => (opened = opened || open().catch((error) => { opened = null; throw error; }));
  const shelf = async (mode, more) => (await base()).transaction(SHELF, mode, more);

  function quick() {
    try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; }
  }
  async function read() {
    try { return await answered((await shelf("readonly")).objectStore(SHELF).get(key)) || null; } catch { return null; }
  }
  // Full or forbidden, even to be asked for: the page still shows it. Whether both have it.
  async function keep(word) {
    let both = true;
    try { localStorage.setItem(key, JSON.stringify(word)); } catch { both = false; }
    try {
      const act = await shelf("readwrite", {durability: "strict"});
      act.objectStore(SHELF).put(word, key);
      if (act.commit) act.commit();
      await new Promise((done, fail) => { act.oncomplete = done; act.onabort = act.onerror = () => fail(act.error); });
    } catch { both = false; }
    return both;
  }
  // Asked for before the first word of this page is kept.
  return {quick: quick(), sure: read(), keep, kept: read};
})();
