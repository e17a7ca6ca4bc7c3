"use strict";
// Pushes to this browser: asked for by one tap, and for no other page than those of the calls.
(() => {
  const form = document.querySelector("form[data-push]");
  if (!form) return;
  const raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  // A subscription made for another key, as after a hall came back from a backup, takes nothing from this one.
  async function subscription() {
    const worker = await navigator.serviceWorker.register("/console/calls/worker.js", {scope: "/console/calls/"});
    const older = await worker.pushManager.getSubscription();
    if (older) await older.unsubscribe();
    await active(worker);
    return worker.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: raw(form.dataset.push)});
  }
  const active = (worker) => new Promise((done) => {
    const next = worker.installing || worker.waiting;
    if (worker.active || !next) return done();
    next.addEventListener("statechange", () => { if (next.state === "activated") done(); });
  });
  async function ask() {
    if (!navigator.serviceWorker || !window.PushManager || !window.Notification) return "unable";
    if (await Notification.requestPermission() !== "granted") return "denied";
    try {
      const said = (await subscription()).toJSON();
      form.elements.endpoint.value = said.endpoint;
      form.elements.p256dh.value = said.keys.p256dh;
      form.elements.auth.value = said.keys.auth;
      return "";
    } catch (error) { return "unreached"; }
  }
  const key = form.querySelector("button");
  key.addEventListener("click", async () => {
    key.disabled = true;
    const why = await ask();
    for (const one of ["unable", "denied", "unreached"]) document.querySelector(`[data-${one}]`).hidden = one !== why;
    key.disabled = !why;
    if (!why) form.submit();
  });
})();
