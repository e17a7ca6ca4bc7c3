// Corners of straight shapes, read off an element as kiosk/content/drawings/read_svg.py does, and written back into it.
import {SVG} from "./names.js";

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;
const STEP = /([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/g;
const TAKES = {M: 2, L: 2, H: 1, V: 1, Z: 0};
export const TAGS = ["path", "line", "polyline", "polygon", "rect", "circle", "ellipse", "use"];

const size = (el, name) => parseFloat(el.getAttribute(name) || "0");
/** Numbers as the file has them: thousandths of a unit, whole ones whole. */
export const written = (value) => String(Math.round(value * 1e6) / 1e6);

function ofPath(d) {
  const points = [];
  let closed = false, command = "", numbers = [];
  for (const [, letter, number] of d.matchAll(STEP)) {
    if (letter) {
      if (!(letter.toUpperCase() in TAKES)) return null;
      if ((/m/i.test(letter) && points.length) || (closed && !/z/i.test(letter))) return null;
      command = letter;
      closed = closed || /z/i.test(letter);
      continue;
    }
    numbers.push(parseFloat(number));
    const kind = command.toUpperCase();
    if (command && numbers.length === TAKES[kind]) {
      const last = points[points.length - 1] || [0, 0], base = command === kind ? [0, 0] : last;
      if (kind === "H") points.push([base[0] + numbers[0], last[1]]);
      else if (kind === "V") points.push([last[0], base[1] + numbers[0]]);
      else points.push([base[0] + numbers[0], base[1] + numbers[1]]);
      numbers = [];
      command = {M: "L", m: "l"}[command] || command;
    }
  }
  const end = points[points.length - 1];
  if (closed && points.length > 1 && Math.hypot(points[0][0] - end[0], points[0][1] - end[1]) < 1e-9) points.pop();
  return {points, closed};
}

/** {points, closed} in the element's own units; null where the form bends, branches or is a clone. */
export function corners(el) {
  const tag = el.localName;
  if (tag === "path") return ofPath(el.getAttribute("d") || "");
  if (tag === "line") return {points: [[size(el, "x1"), size(el, "y1")], [size(el, "x2"), size(el, "y2")]], closed: false};
  if (tag === "rect") {
    const x = size(el, "x"), y = size(el, "y"), w = size(el, "width"), h = size(el, "height");
    return {points: [[x, y], [x + w, y], [x + w, y + h], [x, y + h]], closed: true};
  }
  if (tag === "circle" || tag === "ellipse") return {points: [[size(el, "cx"), size(el, "cy")]], closed: false};
  if (tag === "use") return null;
  const all = (el.getAttribute("points") || "").match(NUMBER) || [], points = [];
  for (let at = 0; at + 1 < all.length; at += 2) points.push([parseFloat(all[at]), parseFloat(all[at + 1])]);
  return {points, closed: tag === "polygon"};
}

const listed = (points) => points.map(([x, y]) => `${written(x)},${written(y)}`).join(" ");
const isBox = (p) => p.length === 4 && p[0][1] === p[1][1] && p[1][0] === p[2][0] && p[2][1] === p[3][1] && p[3][0] === p[0][0]
  && p[1][0] > p[0][0] && p[2][1] > p[1][1];

function set(el, values) {
  for (const name of Object.keys(values)) {
    const text = typeof values[name] === "number" ? written(values[name]) : values[name];
    if (el.getAttribute(name) !== text) el.setAttribute(name, text);
  }
}

/** Another element in its place, with all that is written on it. */
function become(el, tag, drop) {
  const other = el.ownerDocument.createElementNS(SVG, tag);
  for (const one of Array.from(el.attributes)) if (!drop.includes(one.name)) other.setAttributeNS(one.namespaceURI, one.name, one.value);
  while (el.firstChild) other.appendChild(el.firstChild);
  el.parentNode.replaceChild(other, el);
  return other;
}

/** The element with these corners: itself, or what stands in its place where its form cannot have them. */
export function place(el, points, closed) {
  const tag = el.localName;
  if (tag === "path") set(el, {d: `M${points.map(([x, y]) => `${written(x)} ${written(y)}`).join("L")}${closed ? "Z" : ""}`});
  else if (tag === "circle" || tag === "ellipse") set(el, {cx: points[0][0], cy: points[0][1]});
  else if (tag === "line" && points.length === 2) {
    set(el, {x1: points[0][0], y1: points[0][1], x2: points[1][0], y2: points[1][1]});
  } else if (tag === "rect" && isBox(points)) {
    set(el, {x: points[0][0], y: points[0][1], width: points[1][0] - points[0][0], height: points[2][1] - points[1][1]});
  } else if (tag === "line" || tag === "rect") {
    const other = become(el, closed ? "polygon" : "polyline", ["x", "y", "width", "height", "rx", "ry", "x1", "y1", "x2", "y2"]);
    set(other, {points: listed(points)});
    return other;
  } else set(el, {points: listed(points)});
  return el;
}

/** The matrix of an element's own attribute `transform`. */
export function own(el) {
  const list = el.transform && el.transform.baseVal;
  let found = new DOMMatrix();
  for (let at = 0; list && at < list.numberOfItems; at += 1) {
    const m = list.getItem(at).matrix;
    found = found.multiply(new DOMMatrix([m.a, m.b, m.c, m.d, m.e, m.f]));
  }
  return found;
}
const whole = (value) => Math.round(value * 1e6) / 1e6;
export const moved = (m, [x, y]) => [whole(m.a * x + m.c * y + m.e), whole(m.b * x + m.d * y + m.f)];
