"use strict";
// The network first, whole and within a limit: a hung hall must not hang the wall, half a page is none.
// Else what was kept. Else a plain page that tries again.
const CACHE = "hall-10", LIMIT_MS = 1500, PACK_LIMIT_MS = 10000, RETRY_S = 3, GIVEN_MS = 5000;
// When a kept page was given out: its parts are kept ones then, and nobody waits for the network again.
let given = -GIVEN_MS;
const PARTS = ["hall.css", "touch.css", "wake.js", "able.js", "renew.js", "pager.js", "touch.js", "held.js", "memory.js", "pairing.js", "pair.js", "hall.js", "switches.js", "keys.js", "voice.js", "aloud.js"].map((name) => `/static/${name}`);
const FIRST = "/pair", PAGE = /^\/(?:screen\/[a-z0-9-]+|pair)$/, PACK = /^\/screen\/[a-z0-9-]+\/pack$/;
const LOCAL = `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>正在连接</title>
<style>html { height: 100%; background: #2B2B2C; color: #fff; font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
body { margin: 0; height: 100%; display: flex; flex-direction: column; justify-content: center; text-align: center; }
h1 { margin: 0; font-size: 7vmin; } p { margin: 2vmin 4vmin 0; font-size: 4vmin; }</style>
<body id="local"><h1>正在连接大厅系统…</h1><p lang="en">Connecting to the hall</p>
<p>遇紧急情况，请按现场绿色标志撤离，听从工作人员安排。</p>
<p lang="en">In an emergency follow the green signs around you, and the staff.</p></body></html>`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...PARTS, FIRST])).then(() => self.skipWaiting()));
});
// The page that brought the worker was loaded without it: it is kept now, not only when somebody loads it again.
// What an older worker kept is taken over before it is thrown away.
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.clients.claim();
  const cache = await caches.open(CACHE), pages = await self.clients.matchAll({type: "window"});
  const older = (await caches.keys()).filter((name) => name.startsWith("hall-") && name !== CACHE);
  await Promise.all(older.map((name) => inherit(name, cache).catch(() => {})));
  const known = pages.map((page) => new URL(page.url)).filter((url) => PAGE.test(url.pathname));
  await Promise.all(known.map((url) => renew(url.href)));
})()));
// Within the limit too: until a worker is active, the browser lets every page and part wait for it.
async function renew(href) {
  const found = await whole(href, LIMIT_MS);
  if (found && found.said.ok && ends(found.body)) await keep(href, again(found));
}
async function inherit(name, cache) {
  const old = await caches.open(name);
  for (const asked of await old.keys()) {
    if (!await cache.match(asked)) await cache.put(asked, await old.match(asked));
  }
  await caches.delete(name);
}

self.addEventListener("fetch", (event) => {
  const {pathname} = new URL(event.request.url), {request} = event;
  const page = PAGE.test(pathname), pack = PACK.test(pathname);
  if (request.method !== "GET" || !(page || pack || PARTS.includes(pathname))) return;
  // An error of this worker is no reason for an old page: then the browser asks as if there were no worker.
  event.respondWith(answer(request, page, pack ? PACK_LIMIT_MS : LIMIT_MS).catch(() => fetch(request)));
});

// The answer with all of its body, or null: only the network decides that here, so only it is in the try.
async function whole(request, limit) {
  const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), limit);
  try {
    const said = await fetch(request, {signal: giveUp.signal});
    return {said, body: await said.arrayBuffer()};
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
// A body that a proxy cut short may look complete; the page's own end says whether it is.
const ends = (body) => new TextDecoder().decode(body).trimEnd().endsWith("</html>");
const again = ({said, body}) => new Response(body, {status: said.status, headers: said.headers});
const kept = (request) => caches.open(CACHE).then((cache) => cache.match(request)).catch(() => undefined);
const keep = (request, answer) => caches.open(CACHE).then((cache) => cache.put(request, answer)).catch(() => {});

async function answer(request, page, limit) {
  const part = !page && limit === LIMIT_MS, own = part && performance.now() - given < GIVEN_MS && await kept(request);
  if (own) return own;
  const found = await whole(request, limit);
  if (found && found.said.ok && (!page || ends(found.body))) {
    keep(request, again(found));
    return again(found);
  }
  const old = await kept(request);
  if (old) return page && request.mode === "navigate" ? old_page(old) : old;
  if (found && found.said.type === "opaqueredirect") return found.said;
  if (page && request.mode === "navigate") return local();
  return found ? again(found) : Response.error();
}
// The page must know that no server made it now: it starts old, and what it heard last may be newer.
async function old_page(old) {
  given = performance.now();
  return new Response((await old.text()).replace(/<body(?=\s)/, "<body data-kept"), {headers: old.headers});
}
function local() {
  const headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", Refresh: String(RETRY_S)};
  return new Response(LOCAL, {headers});
}
