"use strict";
// What has no room on a touch page comes on its next leaf: nothing is cut, and nothing stands smaller. Measured where it stands,
// piece by piece, so that no letter size, language or panel has to be known beforehand.
(() => {
  const body = document.body, panel = document.getElementById("panel"), scene = document.getElementById("scene");
  if (!body.dataset.screen || !panel || !document.getElementById("failed")) return;
  const PIECES = ".card, .tiles button, .list p, .ways > li p:not(.names), .names span, .go, .broken li, .steps li, .phones li, .examples li, .far, .bring, .day, .none, .note, "
    + ".shut-now, .choose, .code, .plan, .drill, .shut, .strips li, .counts, .apart, .numbers, .here p > span, .tip";
  const AROUND = ".group, .tiles, .cards, .ways, .ways > li, .names, .broken, .steps, .phones, .list, .telling, .strips, .here";
  // What goes first where a notice has no room even on a leaf of its own (touch.css): symbols of keys, then the hall's name.
  const TIGHTER = ["is-tight", "is-tighter"];
  // What goes where the first page's keys have no room: what explains them, then their symbols.
  const LESS = ["is-brief", "is-tight"];
  let leaf = 0, leaves = 1;

  const root = () => (panel.hidden ? scene : panel);
  // What stands fixed beside the pages of words has no page of its own.
  const fixed = (piece) => getComputedStyle(piece).getPropertyValue("--fixed").trim() === "1";
  const outer = (piece, all) => !all.some((other) => other !== piece && other.contains(piece));
  function pieces(region) {
    const all = [...region.querySelectorAll(PIECES)];
    return all.filter((piece) => outer(piece, all) && !fixed(piece));
  }
  function show(region, all, from, to) {
    all.forEach((piece, at) => { piece.classList.toggle("on-other-leaf", at < from || at >= to); });
    for (const around of region.querySelectorAll(AROUND)) {
      const mine = all.filter((piece) => around.contains(piece));
      around.classList.toggle("on-other-leaf", mine.length > 0 && mine.every((piece) => piece.classList.contains("on-other-leaf")));
    }
  }
  // As it stands before its reader, the panel turned or not.
  function overflows(region, all) {
    const room = region.getBoundingClientRect(), rects = all.map((piece) => piece.getBoundingClientRect()).filter((rect) => rect.width && rect.height);
    return rects.some((rect) => rect.bottom > room.bottom + 1 || rect.top < room.top - 1 || rect.right > room.right + 1 || rect.left < room.left - 1);
  }
  // Where each leaf begins.
  function cuts(region, all) {
    const found = [0];
    show(region, all, 0, 1);
    for (let at = 1; at < all.length; at += 1) {
      const from = found[found.length - 1];
      reveal(region, all[at]);
      if (!overflows(region, all.slice(from, at + 1))) continue;
      found.push(at);
      show(region, all, at, at + 1);
    }
    return found;
  }
  function reveal(region, piece) {
    for (let at = piece; at && at !== region; at = at.parentElement) at.classList.remove("on-other-leaf");
  }
  function spread(region, all, nav) {
    nav.hidden = true;
    show(region, all, 0, all.length);
    if (!overflows(region, all)) return [0];
    nav.hidden = false;
    return cuts(region, all);
  }
  // Whether a piece has no room even on a leaf of its own.
  const alone = (region, all, found) => found.some((from, at) => {
    const to = found[at + 1] || all.length;
    show(region, all, from, to);
    return to - from === 1 && overflows(region, [all[from]]);
  });
  // Whether the keys of the first page reach into the room around them, however its panel is turned.
  function cramped(around) {
    const big = around.querySelector(".big");
    if (!big) return false;
    const end = big.clientHeight - parseFloat(getComputedStyle(big).paddingBottom);
    return [...big.querySelectorAll("button")].some((key) => {
      const top = key.offsetTop - (key.offsetParent === big ? 0 : big.offsetTop);
      return top + key.offsetHeight > end + 1 || key.scrollHeight > key.clientHeight + 1;
    });
  }
  function lay() {
    const region = root().querySelector("[data-paged]"), nav = root().querySelector(".leaves");
    if (!region || !nav) return;
    const all = pieces(region), around = region.parentElement;
    around.classList.remove(...LESS, ...TIGHTER);
    let found = spread(region, all, nav);
    for (const less of LESS) {
      if (!cramped(around)) break;
      around.classList.add(less);
      found = spread(region, all, nav);
    }
    for (const less of TIGHTER) {
      if (!alone(region, all, found)) break;
      around.classList.add(less);
      found = spread(region, all, nav);
    }
    leaves = found.length;
    leaf = Math.min(leaf, leaves - 1);
    nav.hidden = leaves < 2;
    show(region, all, found[leaf], found[leaf + 1] || all.length);
    tell(nav);
  }
  function tell(nav) {
    nav.querySelector("[role=status]").textContent = `${leaf + 1} / ${leaves}`;
    for (const key of nav.querySelectorAll("button")) key.disabled = !(leaf + Number(key.dataset.leaf) in Array(leaves).fill());
  }
  // What it changes itself is no news to it.
  const watcher = new MutationObserver(settle);
  function settle() {
    watcher.disconnect();
    lay();
    const news = {childList: true, subtree: true, characterData: true};
    watcher.observe(panel, {...news, attributes: true, attributeFilter: ["hidden"]});
    watcher.observe(scene, news);
    watcher.observe(body, {attributes: true, attributeFilter: ["class", "data-tongue", "data-lang"]});
  }
  addEventListener("resize", settle);
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(settle);
  window.hallPager = {
    first() { leaf = 0; },
    turn(by) {
      leaf = Math.max(0, Math.min(leaves - 1, leaf + by));
      settle();
    },
    settle,
    get leaves() { return leaves; },
  };
  settle();
})();
