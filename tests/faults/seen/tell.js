"use strict";
// What is seen on a page, ten times a second: a frame tells the page around it, the outermost page the console. As an extension of the browser it
// is in every frame from its first moment on, whatever process the frame is in. Where the browser shows a page of its own, an error or nothing
// yet, nobody tells anything.
{
  const shown = element => {
    const box = element.getBoundingClientRect();
    return getComputedStyle(element).visibility === "visible" && box.width > 0 && box.height > 0;
  };
  const seen = element => {
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return shown(element) && top !== null && top.closest("#scene") !== null;
  };
  const any = (what, holds) => [...document.querySelectorAll(what)].some(holds);
  const worded = element => element.textContent.trim() !== "";
  const sample = () => {
    if (!document.body) return {danger: false, arrow: false, words: false};
    if (location.protocol === "file:") return {covered: any("main:not(#scene)", cover => !cover.hidden && cover.offsetHeight > 0)};
    return {
      danger: any("#scene [aria-label=紧急疏散] text", text => worded(text) && seen(text)),
      arrow: any("#scene [data-arrow]", shown),
      words: any("text, h1, h2, p, b, button", text => worded(text) && shown(text)),
    };
  };
  const outermost = window === top;
  const told = message => console.debug(`seen ${JSON.stringify(message)}`);
  if (outermost) addEventListener("message", ({data}) => { if (data && data.seen) told(data.seen); });
  setInterval(() => {
    const message = [Date.now() / 1000, outermost, sample()];
    if (outermost) told(message);
    else top.postMessage({seen: message}, "*");
  }, 100);
}
