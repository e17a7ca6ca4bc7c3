"use strict";
// Network first with a hard limit (a hung server must not hang the wall), else what was kept.
const CACHE = "hall-2", LIMIT_MS = 1500, PACK_LIMIT_MS = 10000;
self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((c) => c.addAll(["/static/hall.css", "/static/hall.js"])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const kept = /^\/screen\/[a-z0-9-]+(\/pack)?$|^\/static\/hall\.(css|js)$/.test(url.pathname);
  if (event.request.method !== "GET" || !kept) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    try {
      const answer = await fetch(event.request, {signal: AbortSignal.timeout(url.pathname.endsWith("/pack") ? PACK_LIMIT_MS : LIMIT_MS)});
      if (answer.ok) cache.put(event.request, answer.clone());
      return answer;
    } catch (error) {
      const old = await cache.match(event.request);
      if (old) return old;
      throw error;
    }
  })());
});
