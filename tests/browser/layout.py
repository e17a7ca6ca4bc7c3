"""Whether all that a screen says can be read: nothing outside, nothing clipped, nothing covered, no
word torn."""

from playwright.sync_api import Page

PAGES = [
    "services",
    "service/declare",
    "places",
    "places/find?q=",
    "places/find?q=t",
    "way/window/5",
]
"""Of a touch screen of the sample hall, one of each sort."""
FAULTS = """(broken = true) => {
  const panel = document.querySelector("#panel"), scene = document.querySelector("#scene");
  const root = panel.hidden ? scene : panel, picture = root.querySelector(":scope > svg.picture");
  const found = [], texts = [];
  const name = (e) => `${e.tagName.toLowerCase()}.${e.getAttribute("class") || ""}`;
  const edges = (b) => ({left: b.x, right: b.x + b.width, top: b.y, bottom: b.y + b.height});
  // The glyph box of a line is higher than the line: its outer fifths hold no ink.
  const inner = (r) => {
    const fifth = (r.bottom - r.top) / 5;
    return {left: r.left, right: r.right, top: r.top + fifth, bottom: r.bottom - fifth};
  };
  // Chromium calls text in a hidden group of a picture visible.
  const gone = (e) => e !== root && (getComputedStyle(e).display === "none" || gone(e.parentElement));
  const hidden = (e) => getComputedStyle(e).visibility === "hidden" || gone(e);
  const leaves = (r, b) => r.left < b.left - 1 || r.right > b.right + 1 || r.top < b.top - 1 || r.bottom > b.bottom + 1;
  const letter = /[\\p{L}\\p{N}]/u;

  if (picture) {
    const whole = edges(picture.viewBox.baseVal);
    for (const text of picture.querySelectorAll("text")) {
      if (hidden(text)) continue;
      // In the picture's own axes: a panel may hang upright, a plan in it may be turned once more.
      const way = picture.getScreenCTM().inverse().multiply(text.getScreenCTM()), box = inner(edges(text.getBBox()));
      const a = new DOMPoint(box.left, box.top).matrixTransform(way);
      const b = new DOMPoint(box.right, box.bottom).matrixTransform(way);
      const rect = edges(new DOMRect(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)));
      texts.push({words: text.textContent, rect, owner: text});
      if (leaves(rect, whole)) found.push(`outside: ${text.textContent}`);
      if (text.textContent.endsWith("…")) found.push(`cut short: ${text.textContent}`);
    }
  } else {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const words = node.data.trim(), owner = node.parentElement;
      if (!words || owner.closest("svg") || !owner.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const whole of range.getClientRects()) {
        if (!whole.width) continue;
        const rect = inner(whole);
        texts.push({words, rect, owner});
        for (let box = owner; box; box = box.parentElement) {
          if (getComputedStyle(box).display.startsWith("inline") && box !== owner) continue;
          const edge = box === document.body ? {left: 0, top: 0, right: innerWidth, bottom: innerHeight}
            : box.getBoundingClientRect();
          if (leaves(rect, edge)) { found.push(`outside ${name(box)}: ${words}`); break; }
          if (box === document.body) break;
        }
      }
      if (!broken) continue;
      const at = (i) => { range.setStart(node, i); range.setEnd(node, i + 1); return range.getBoundingClientRect(); };
      for (let i = 1; i < node.data.length; i++) {
        if (!letter.test(node.data[i - 1]) || !letter.test(node.data[i])) continue;
        const before = at(i - 1), after = at(i);
        if (after.top >= before.bottom - before.height / 3) found.push(`torn after ${node.data.slice(0, i)}: ${words}`);
      }
    }
    for (const box of root.querySelectorAll("*")) {
      const own = [...box.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      if (own && box.clientWidth && box.scrollWidth > box.clientWidth + 1) found.push(`clipped: ${box.textContent}`);
    }
  }
  texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
    const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
    const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
    if (wide > 2 && high > 2 && a.owner !== b.owner) found.push(`${a.words} covers ${b.words}`);
  }));
  const seen = document.scrollingElement;
  if (seen.scrollHeight > innerHeight || seen.scrollWidth > innerWidth) found.push("the page scrolls");
  if (!texts.length) found.push("nothing is said");
  return [...new Set(found)];
}"""
WHEN_OLD = f"""() => {{
  document.body.classList.add("is-stale");
  const found = ({FAULTS})();
  document.body.classList.remove("is-stale");
  return found;
}}"""
MARKS = """
  const px = Math.max(innerWidth, innerHeight) / Number(body.dataset.long), near = Number(body.dataset.near);
  // LOOKS §1: letters of 12.22 mm for each metre are 0.7 of their font's size.
  const H = 12.22 / 0.7 * near * px, LEAST = 0.4 * H, MAIN = 1.5 * H;
  const KEY = 15 * px, APART = 8 * px, LARGE = 2, CONTRAST = 7, NEAR = 0.98;
  // A heading, which is larger already, is at least as large as a main line.
  const due = (size) => NEAR * Math.min(LARGE * size, Math.max(size, MAIN));
  const root = () => (panel.hidden ? document.querySelector("#scene") : panel);
  const seen = (e) => e.checkVisibility({visibilityProperty: true});
  // What a sign's picture says, and its keys while nobody steps through them, are there for those who hear alone.
  const UNSEEN = "svg, .told, .told-keys, [role=status]:not(p)";
  function texts() {
    const found = [], walker = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const owner = node.parentElement, words = node.data.trim().replace(/\\s+/g, " ");
      if (words && seen(owner) && !owner.closest(UNSEEN)) found.push([words, owner]);
    }
    return found;
  }
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const lightness = (rgb) => rgb.slice(0, 3).map((c) => linear(c / 255))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  function ground(e) {
    for (let at = e; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  }
  function contrast(e) {
    const [a, b] = [colour(getComputedStyle(e).color), ground(e)].map(lightness);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
  function keys() {
    return [...root().querySelectorAll("button")].filter((b) => seen(b) && !b.closest(".told-keys"))
      .map((b) => [b.textContent.trim(), b.getBoundingClientRect()]);
  }
  function crowded() {
    const all = keys(), found = [];
    for (const [words, r] of all) if (Math.min(r.width, r.height) < NEAR * KEY) found.push(`key under 15 mm: ${words}`);
    all.forEach(([words, a], at) => all.slice(at + 1).forEach(([other, b]) => {
      const gap = Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
      if (gap < NEAR * APART) found.push(`keys ${(gap / px).toFixed(1)} mm apart: ${words}, ${other}`);
    }));
    const {above, below} = body.dataset, reached = body.classList.contains("low");
    for (const [words, r] of reached ? all : []) {
      if (r.top < above * px - 1 || r.bottom > innerHeight - below * px + 1) found.push(`out of reach: ${words}`);
    }
    return found;
  }
"""
"""What is measured on a touch page in the millimetres of its panel, and how much it asks."""
EVERY_PAGE = f"""async ([paths, least, broken, chosen]) => {{
  const faults = {FAULTS}, body = document.body, panel = document.querySelector("#panel"), found = {{}};
{MARKS}
  const low = () => [...document.querySelectorAll("#scene button, #panel button")]
    .filter((b) => b.checkVisibility() && !b.closest(".told-keys"))
    .filter((b) => Math.min(b.getBoundingClientRect().width, b.getBoundingClientRect().height) < least);
  const own = (path) => `/screen/${{body.dataset.screen}}/${{path}}${{path.includes("?") ? "&" : "?"}}`;
  const text = (path, lang) => path && fetch(`${{own(path)}}lang=${{lang}}`).then((answer) => answer.text());
  // All are asked for at once: the hall draws the next while this one is measured.
  const languages = body.dataset.languages.split(" ");
  const asked = languages.flatMap((lang) => ["", ...paths].map((path) => [lang, path, text(path, lang)]));
  for (const [lang, path, answer] of asked) {{
    panel.hidden = !path;
    panel.innerHTML = await answer;
    body.dataset.lang = lang;
    body.dataset.tongue = lang === languages[0] ? "first" : "second";
    const sizes = {{}}, met = new Set();
    body.classList.add(...chosen);
    for (const large of [false, true]) {{
      body.classList.toggle("large", large);
      const here = [], pager = window.hallPager;
      pager.first();
      pager.settle();
      for (let leaf = 0; leaf < pager.leaves; leaf++) {{
        if (leaf) pager.turn(1);
        here.push(...faults(broken), ...low().map((b) => `too small: ${{b.textContent.trim()}}`), ...crowded());
        for (const [words, owner] of texts()) {{
          const size = parseFloat(getComputedStyle(owner).fontSize);
          if (size < NEAR * LEAST) here.push(`letters under 0.4 H: ${{words}}`);
          if (!large) sizes[words] = Math.min(size, sizes[words] || Infinity);
          else if (size < due(sizes[words])) here.push(`not twice as large: ${{words}}`);
          if (large) met.add(words);
        }}
        body.classList.add("contrast");
        for (const [words, owner] of texts()) if (contrast(owner) < CONTRAST) here.push(`contrast under 7: ${{words}}`);
        body.classList.remove("contrast");
      }}
      const lost = Object.keys(sizes).filter((words) => large && path && !met.has(words));
      here.push(...lost.map((words) => `left out: ${{words}}`));
      const mode = [large ? " large" : "", ...chosen.map((one) => ` ${{one}}`)].join("");
      if (here.length) found[`${{path || "home"}} ${{lang}}${{mode}}`] = [...new Set(here)];
    }}
  }}
  return found;
}}"""
"""Each page of a touch screen, put up as its own script does, in both languages and both sizes, leaf
by leaf: what cannot be read, keys too small or too near, letters under their size, what large text
leaves out or does not double, and contrast."""
LINES = "[...document.querySelectorAll('#scene > svg.picture text')].map(t => t.textContent)"


def faults(page: Page, *, broken: bool = True) -> list[str]:
    """What cannot be read on this page as it stands; the panel if one is open, else the scene.

    ``broken``: words that are torn too, for which each letter is looked at.
    """
    found: list[str] = page.evaluate(FAULTS, broken)
    return found


def faults_when_old(page: Page) -> list[str]:
    """The same of a page that has not heard from its hall for too long: what was leased gives way
    to neutral words."""
    # A picture that is not the newest yet says so in a bar of its own.
    page.wait_for_selector("body:not(.is-held)")
    found: list[str] = page.evaluate(WHEN_OLD)
    return found


def faults_of_pages(
    page: Page,
    paths: list[str],
    least: float,
    *,
    broken: bool = True,
    chosen: tuple[str, ...] = (),
) -> dict[str, list[str]]:
    """The faults of the home page and of these pages; ``least`` is the smallest side of a button in
    px, ``chosen`` what a visitor chose besides language and size: low keys, say."""
    found: dict[str, list[str]] = page.evaluate(EVERY_PAGE, [paths, least, broken, chosen])
    return found


def torn_lines(page: Page, signs: set[str]) -> list[str]:
    """Lines of a drawn sign that are a piece of one of these main lines, broken elsewhere than at
    its ``/``."""
    lines: list[str] = page.evaluate(LINES)
    found = []
    for sign in signs:
        whole, parts = sign.replace("/", ""), sign.split("/")
        found += [
            line
            for line in lines
            if len(line) > 1 and line in whole and line != whole and line not in parts
        ]
    return found


COVERED = """() => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".unseen, svg");
  const found = [], rects = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  // What stands beyond an edge that cuts is not seen: a name in one line may end with its dots.
  const within = (e, r) => {
    let {left, right, top, bottom} = r;
    for (let at = e; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === "visible") continue;
      const edge = at.getBoundingClientRect();
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
    }
    return {left, right, top, bottom};
  };
  const cuts = (e) => getComputedStyle(e).overflowX !== "visible";
  const pinned = (e) => e.closest(".head");
  scrollTo(0, 0);
  for (let node; (node = walker.nextNode());) {
    const owner = node.parentElement, words = node.data.trim();
    if (!words || !seen(owner) || owner.closest("script, option, #windows, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) {
      const fifth = r.height / 5;
      const inner = within(owner, {left: r.left, right: r.right, top: r.top + fifth, bottom: r.bottom - fifth});
      if (inner.right - inner.left > 2 && inner.bottom > inner.top) rects.push([words, owner, inner]);
    }
  }
  rects.forEach(([words, one, a], at) => rects.slice(at + 1).forEach(([others, two, b]) => {
    if (one === two || Boolean(pinned(one)) !== Boolean(pinned(two)) || one.contains(two) || two.contains(one)) return;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push(`${words} covers ${others}`);
  }));
  for (const key of document.querySelectorAll(".head button, .head a, main button, main .button, main .tile")) {
    if (!seen(key) || cuts(key) || getComputedStyle(key).position === "absolute") continue;
    const box = key.getBoundingClientRect(), inside = document.createRange();
    inside.selectNodeContents(key);
    const text = inside.getBoundingClientRect();
    const out = text.left < box.left - 1 || text.right > box.right + 1
      || text.top < box.top - 2 || text.bottom > box.bottom + 2;
    if (text.width && out) found.push(`leaves its key: ${key.textContent.trim()}`);
  }
  return found.length ? [...new Set(found)].slice(0, 6) : null;
}"""
"""Of a page of staff: words that lie over others, and keys whose words leave them."""
