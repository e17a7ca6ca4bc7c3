"use strict";
(() => {
  // A colleague's silent call is heard on every tablet but the caller's own; each call once, whatever page is open.
  const heard = new Set(JSON.parse(sessionStorage.getItem("calls") || "[]"));
  const tone = (audio, at) => {
    const sound = audio.createOscillator(), level = audio.createGain();
    sound.frequency.value = 880;
    level.gain.value = 0.2;
    sound.connect(level).connect(audio.destination);
    sound.start(audio.currentTime + at);
    sound.stop(audio.currentTime + at + 0.18);
  };
  const look = () => {
    const calls = [...document.querySelectorAll("[data-assist]")].map((call) => `${call.dataset.assist} ${call.dataset.at}`);
    const fresh = calls.filter((call) => !heard.has(call));
    if (!fresh.length) return;
    for (const call of fresh) heard.add(call);
    sessionStorage.setItem("calls", JSON.stringify([...heard].slice(-50)));
    if (document.querySelector("[data-assist-mine]")) return;
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 100, 200]);
    const audio = new AudioContext();
    if (audio.state === "running") { tone(audio, 0); tone(audio, 0.3); }
    setTimeout(() => audio.close(), 1500);
  };
  document.body.addEventListener("htmx:afterSwap", look);
  look();
})();
