"use strict";
// The pages on which a hall begins. Without this script they work too.
(() => {
  // What this browser remembers of screens was said by another hall (memory.js keeps it under these keys).
  const BEGINS = "scene:", known = {};
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(BEGINS)).forEach((key) => {
      const kept = JSON.parse(localStorage.getItem(key) || "null");
      if (kept && kept.log) known[key.slice(BEGINS.length)] = kept.log;
    });
  } catch { /* a browser that keeps nothing remembers nothing */ }
  document.querySelectorAll("input[name=knows]").forEach((input) => { input.value = JSON.stringify(known); });

  // Fields of a language the hall does not have are not asked.
  const chosen = () => document.querySelector("input[name=languages]:checked");
  function asked() {
    const both = !chosen() || chosen().value !== "zh";
    document.querySelectorAll("[data-lang=en]").forEach((line) => line.classList.toggle("is-left", !both));
  }
  document.addEventListener("change", asked);
  asked();

  // The hall is started by the same process, which takes a moment: it is ready when it says so.
  const AGAIN_MS = 300, LIMIT_MS = 3000;
  // Who is asked between two servers of one address may never be answered.
  function ask(path) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), LIMIT_MS);
    return fetch(path, {cache: "no-store", signal: giveUp.signal}).catch(() => null).finally(() => clearTimeout(timer));
  }
  async function look() {
    const answer = await ask("/healthz"), hall = answer && answer.ok && await ask("/sign-in");
    if (hall && hall.ok) location.replace("/first/in");
    else setTimeout(look, AGAIN_MS);
  }
  // The questions give way to the sample hall, and it to them: the same address says which of both it is.
  async function changed() {
    const answer = await ask("/begin");
    const text = answer && answer.ok ? await answer.text().catch(() => "") : "";
    if (text.includes(`data-begins="${document.body.dataset.until}"`)) location.replace("/begin");
    else setTimeout(changed, AGAIN_MS);
  }
  if ("until" in document.body.dataset) setTimeout(changed, AGAIN_MS);
  if ("founded" in document.body.dataset) setTimeout(look, AGAIN_MS);
})();
