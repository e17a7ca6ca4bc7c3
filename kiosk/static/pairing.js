"use strict";
// What this device is to the hall: which screen, and how it proves it. A key that no script can read where the browser
// gives one (https, or this machine), else a secret that is renewed. Every secret it was given is kept, the newest first:
// another page of this device, or a backup of the hall, may know an older one.
window.hallPairing = (() => {
  const NAME = "hall-device", SHELF = "places", LAST = "/", TRIAL = "?", LIMIT_MS = 4000, SECRETS = 60;
  const KIND = {name: "ECDSA", namedCurve: "P-256"}, SIGNS = {name: "ECDSA", hash: "SHA-256"};
  const json = {"Content-Type": "application/json"};
  let opened = null, here = named();

  const answered = (asked) => new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => fail(asked.error);
  });
  // A disk that does not answer must not hold up a sign, or a code.
  const within = (act) => Promise.race([act, new Promise((done, fail) => { setTimeout(() => fail(new Error("slow")), LIMIT_MS); })]);
  async function open() {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF);
    return answered(asked);
  }
  const base = () => (opened = opened || open().catch((error) => { opened = null; throw error; }));
  async function held(key) {
    const act = async () => answered((await base()).transaction(SHELF).objectStore(SHELF).get(key));
    try { return await within(act()) || null; } catch { return null; }
  }
  // Where nothing may be stored the name of this window holds it, through every page that is opened in it.
  function named() {
    try {
      const said = JSON.parse(window.name)[NAME];
      return said && said.screen && said.device ? said : null;
    } catch { return null; }
  }
  const read = async (screen) => await held(screen) || (here && here.screen === screen ? here : null);
  // Whether it is on the disk.
  async function stored(change) {
    const act = async () => {
      const turn = (await base()).transaction(SHELF, "readwrite", {durability: "strict"});
      const ended = new Promise((done, fail) => { turn.oncomplete = done; turn.onabort = turn.onerror = () => fail(turn.error); });
      await change(turn.objectStore(SHELF));
      return ended;
    };
    try { await within(act()); return true; } catch { return false; }
  }
  async function keep(place) {
    here = place;
    const done = await stored(async (shelf) => {
      // In one turn with the reading: another page of this device may have been given a secret too.
      const known = await answered(shelf.get(place.screen)), same = known && known.device === place.device;
      const tokens = [...new Set([...place.tokens, ...(same ? known.tokens : [])])].slice(0, SECRETS);
      shelf.put({...place, tokens}, place.screen);
      shelf.put(place.screen, LAST);
    });
    if (!done && !place.pair) window.name = JSON.stringify({[NAME]: place});
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
      const shown = text64(await crypto.subtle.exportKey("spki", pair.publicKey));
      // A key that cannot be kept is lost with this page.
      if (await stored((shelf) => { shelf.put(pair, TRIAL); })) return {pair, shown};
    } catch { /* a secret then */ }
    return {pair: null, shown: ""};
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
    const answer = await post(`/screen/${place.screen}/prove`, {device: place.device, tokens: place.tokens});
    if (answer && answer.said.next) await keep({...place, tokens: [answer.said.next, ...place.tokens]});
    return answer;
  }

  // The key with which a page of this screen reports; empty where this device is not it, null where nobody
  // answered, false where the hall has no such screen any more, or another device in the place of this one.
  async function prove(screen) {
    const place = await read(screen);
    if (!place) return "";
    const answer = await (place.pair ? byKey(place) : bySecret(place)).catch(() => null);
    if (answer && [404, 410].includes(answer.status)) return false;
    if (!answer || (answer.status !== 200 && answer.status !== 403)) return null;
    return answer.said.key || "";
  }

  // Asks for a place until somebody has given one; tell() hears every answer, and null where there was none. Null: it was
  // stopped, or asks already; false: the hall has no such screen.
  let asking = null;
  function stop() { asking = null; }
  async function ask(screen, tell) {
    if (asking) return null;
    const mine = asking = {}, {pair, shown} = await made();
    let applicant = "", wait = 2;
    while (asking === mine) {
      const answer = await post(applicant ? `/pair/${applicant}` : "/pair", {screen, public: shown, wide: innerWidth, high: innerHeight});
      if (answer && answer.status === 200) {
        const {said} = answer;
        applicant = said.applicant;
        wait = said.wait_s;
        tell(said);
        if (said.device) {
          stop();
          if (!said.screen) return "";
          await keep({screen: said.screen, device: said.device, tokens: [said.token].filter(Boolean), pair: said.token ? null : pair});
          return said.screen;
        }
      } else {
        if (answer && answer.status === 404 && screen && !applicant) { stop(); return false; }
        // A code that nobody knows any more must not stand there.
        if (!answer || answer.status === 404) applicant = "";
        tell(null);
      }
      await new Promise((done) => { setTimeout(done, wait * 1000); });
    }
    return null;
  }
  // Whether the whole of a page can be had: in its place a browser's own error page would stay.
  async function there(path) {
    const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), LIMIT_MS);
    try {
      const answer = await fetch(path, {cache: "no-store", signal: giveUp.signal});
      return answer.ok && (await answer.text()).trimEnd().endsWith("</html>");
    } catch { return false; } finally { clearTimeout(timer); }
  }
  // The screen this device was given last, whether or not it still is.
  const last = async () => await held(LAST) || (here && here.screen);
  return {prove, ask, stop, there, last};
})();
