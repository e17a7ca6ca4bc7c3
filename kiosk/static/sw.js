"use strict";
// Network first with a hard limit (a hung server must not hang the wall), else what was kept.
const CACHE = "hall-2", LIMIT_MS = 1500, PACK_LIMIT_MS = 10000;
const KEPT = /^\/screen\/[a-z0-9-]+(\/pack)?$|^\/static\/hall\.(css|js)$/;
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((c) => c.addAll(["/static/hall.css", "/static/hall.js"])).then(() => self.skipWaiting()));
});
// The page that brought the worker was loaded without it: it is kept now, not only when somebody loads it again.
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.clients.claim();
  const cache = await caches.open(CACHE), pages = await self.clients.matchAll({type: "window"});
  await Promise.all(pages.map((page) => page.url).filter((url) => KEPT.test(new URL(url).pathname))
    .map((url) => cache.add(url).catch(() => {})));
})()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !KEPT.test(url.pathname)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    try {
      const answer = await fetch(event.request, {signal: AbortSignal.timeout(url.pathname.endsWith("/pack") ? PACK_LIMIT_MS : LIMIT_MS)});
      if (answer.ok) cache.put(event.request, answer.clone());
      return answer;
    } catch (error) {
      const old = await cache.match(event.request);
      if (old) return event.request.mode === "navigate" ? kept(old) : old;
      throw error;
    }
  })());
});
// The page must know that no server made it now: what it heard last may be newer.
async function kept(old) {
  return new Response((await old.text()).replace("<body ", "<body data-kept "), {headers: old.headers});
}
