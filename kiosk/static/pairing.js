"use strict";
// What this device is to the hall: which screen, and how it proves it. A key that no script can read where the browser
// gives one (https, or this machine), else a secret that is renewed; the older one is kept until the newer was taken.
window.hallPairing = (() => {
  const NAME = "hall-device", SHELF = "places", LAST = "/", LIMIT_MS = 4000;
  const KIND = {name: "ECDSA", namedCurve: "P-256"}, SIGNS = {name: "ECDSA", hash: "SHA-256"};
  const json = {"Content-Type": "application/json"};
  let opened = null, here = null;

  const answered = (asked) => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => fail(asked.error);
  });
  async function open() {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF);
    return answered(asked);
  }
  const base = () => (opened = opened || open().catch((error) => { opened = null; throw error; }));
  async function held(key) {
    try { return await answered((await base()).transaction(SHELF).objectStore(SHELF).get(key)) || null; } catch { return null; }
  }
  const read = (screen) => (here && here.screen === screen ? here : held(screen));
  // Once it is on the disk. Where nothing may be stored this page is paired for as long as it is open.
  async function keep(place) {
    here = place;
    try {
      const act = (await base()).transaction(SHELF, "readwrite", {durability: "strict"});
      act.objectStore(SHELF).put(place, place.screen);
      act.objectStore(SHELF).put(place.screen, LAST);
      await new Promise((done, fail) => { act.oncomplete = done; act.onabort = act.onerror = () => fail(act.error); });
      return true;
    } catch { return false; }
  }
  // Null: nobody answered. Else the status, and what was said.
  async function post(path, said) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), LIMIT_MS);
    try {
      const answer = await fetch(path, {method: "POST", headers: json, body: JSON.stringify(said), signal: giveUp.signal});
      return {status: answer.status, said: answer.ok ? await answer.json() : {}};
    } catch { return null; } finally { clearTimeout(timer); }
  }

  const text64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  async function made() {
    try {
      const pair = await crypto.subtle.generateKey(KIND, false, ["sign"]);
      return {pair, shown: text64(await crypto.subtle.exportKey("spki", pair.publicKey))};
    } catch { return {pair: null, shown: ""}; }
  }
  async function signed(place, asked) {
    const {nonce} = asked.said, words = new TextEncoder().encode(`${place.screen} ${nonce}`);
    const signature = text64(await crypto.subtle.sign(SIGNS, place.pair.privateKey, words));
    return post(`/screen/${place.screen}/prove`, {device: place.device, nonce, signature});
  }
  async function byKey(place) {
    const asked = await post(`/screen/${place.screen}/prove`, {device: place.device});
    return asked && asked.status === 200 ? signed(place, asked) : asked;
  }
  async function bySecret(place) {
    for (const token of [place.next, place.token].filter(Boolean)) {
      const answer = await post(`/screen/${place.screen}/prove`, {device: place.device, token});
      if (!answer || answer.status !== 403) {
        if (answer && answer.said.key) await keep({...place, token, next: answer.said.next || ""});
        return answer;
      }
    }
    return {status: 403, said: {}};
  }

  // The key with which a page of this screen reports; empty where this device is not it, null where nobody answered.
  async function prove(screen) {
    const place = await read(screen);
    if (!place) return "";
    const answer = await (place.pair ? byKey(place) : bySecret(place)).catch(() => null);
    if (!answer || (answer.status !== 200 && answer.status !== 403)) return null;
    return answer.said.key || "";
  }

  // Asks for a place until somebody has given one; tell() hears every answer, and what it says is no answer at all.
  let asking = false;
  async function ask(screen, tell) {
    if (asking) return null;
    asking = true;
    const {pair, shown} = await made();
    let applicant = "", wait = 2;
    for (;;) {
      const answer = await post(applicant ? `/pair/${applicant}` : "/pair", {screen, public: shown, wide: innerWidth, high: innerHeight});
      if (answer && answer.status === 200) {
        const {said} = answer;
        applicant = said.applicant;
        wait = said.wait_s;
        tell(said);
        if (said.device) {
          asking = false;
          if (!said.screen) return "";
          await keep({screen: said.screen, device: said.device, token: said.token, next: "", pair: said.token ? null : pair});
          return said.screen;
        }
      } else {
        // A code that nobody knows any more must not stand there.
        if (!answer || answer.status === 404) applicant = "";
        tell(null);
      }
      await new Promise((done) => { setTimeout(done, wait * 1000); });
    }
  }
  // The screen this device was given last, whether or not it still is.
  return {prove, ask, last: () => held(LAST)};
})();
