"use strict";
// Shows what the hall pushes, and opens its link. It answers for no page: there is no other listener.
self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(said.title || self.location.host, {
    body: said.body || "", lang: said.lang || "", tag: said.tag || "", renotify: Boolean(said.tag),
    requireInteraction: Boolean(said.stays), icon: "/console/icon-192.png", data: {link: said.link || "/console/calls"},
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.link));
});
