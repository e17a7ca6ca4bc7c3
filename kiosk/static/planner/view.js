// The plan as it is seen while it is drawn. Sizes of letters, corners and marks are px; the board's units are the drawing's.
import {LAYERS, SVG} from "./names.js";

const ROOM = 60;
const POINTY = {places: 7, stairs: 9, safety: 6, assembly: 9, routes: 5};

const FIRST = ["doors", "screens", "zones", "assembly", "stairs", "places", "exits"];

export function make(tag, attrs, ...inner) {
  const el = document.createElementNS(SVG, tag);
  for (const name of Object.keys(attrs)) if (attrs[name] !== null) el.setAttribute(name, attrs[name]);
  el.append(...inner);
  return el;
}
const d = (points, closed) => `M${points.map((p) => p.join(" ")).join("L")}${closed ? "Z" : ""}`;

export class View {
  constructor(board) {
    this.board = board;
    this.box = {x: 0, y: 0, w: 1000, h: 1000};
    this.parts = {};
    for (const name of ["backdrop", "decor", "grid", "below", "shapes", "marks", "pen"]) {
      this.parts[name] = make("g", {class: name});
      board.append(this.parts[name]);
    }
  }

  /** Units of one pixel. */
  get px() { return this.box.w / Math.max(1, this.board.clientWidth); }

  look() {
    const {x, y, w, h} = this.box;
    this.board.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
  }

  fit(points, unit) {
    const all = points.length ? points : [[0, 0], [20 / unit, 12 / unit]];
    const xs = all.map((p) => p[0]), ys = all.map((p) => p[1]);
    const [left, right, top, low] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const wide = Math.max(100, this.board.clientWidth), high = Math.max(100, this.board.clientHeight);
    const px = Math.max((right - left) / Math.max(50, wide - 2 * ROOM), (low - top) / Math.max(50, high - 2 * ROOM), 0.001 / unit);
    this.box = {x: (left + right) / 2 - (px * wide) / 2, y: (top + low) / 2 - (px * high) / 2, w: px * wide, h: px * high};
    this.look();
  }

  resized() {
    const px = this.px0 || this.px;
    this.box.w = px * this.board.clientWidth;
    this.box.h = px * this.board.clientHeight;
    this.look();
  }

  zoom(by, about) {
    const at = about || [this.box.x + this.box.w / 2, this.box.y + this.box.h / 2];
    const {x, y, w, h} = this.box;
    this.box = {x: at[0] + (x - at[0]) * by, y: at[1] + (y - at[1]) * by, w: w * by, h: h * by};
    this.look();
  }

  pan(dx, dy) {
    this.box.x -= dx * this.px;
    this.box.y -= dy * this.px;
    this.look();
  }

  /** The drawing's units of a place on the page. */
  under(event) {
    const box = this.board.getBoundingClientRect();
    return [this.box.x + (event.clientX - box.left) * this.px, this.box.y + (event.clientY - box.top) * this.px];
  }

  draw({drawing, floor, below, chosen, faulty, says, shown}) {
    this.px0 = this.px;
    const px = this.px, unit = drawing.unit;
    this.grid(unit, px);
    const rank = (shape) => LAYERS.indexOf(shape.layer);
    const order = (list) => list.filter((one) => one.points.length && (!shown || shown(one.layer))).sort((a, b) => rank(a) - rank(b));
    const under = below ? order(drawing.on(below)).filter((one) => !["zones", "routes", "places"].includes(one.layer)) : [];
    this.parts.below.replaceWith(this.parts.below = make("g", {class: "below"}, ...under.map((one) => this.shape(one, unit, px, null))));
    const here = order(drawing.on(floor));
    const names = new Map();
    this.placed = [];
    // What people are led by is named first; a name that has no room is left out.
    for (const one of here.slice().sort((a, b) => FIRST.indexOf(b.layer) - FIRST.indexOf(a.layer))) {
      const label = this.label(one, says(one), px, chosen.includes(one.el));
      if (label) names.set(one, label);
    }
    const drawn = here.map((one) => {
      const el = this.shape(one, unit, px, names.get(one));
      if (chosen.includes(one.el)) el.classList.add("is-chosen");
      if (faulty.has(one.id)) el.classList.add(faulty.get(one.id) === "mistake" ? "is-wrong" : "is-advised");
      el.dataset.n = drawing.shapes.indexOf(one);
      return el;
    });
    this.parts.shapes.replaceWith(this.parts.shapes = make("g", {class: "shapes"}, ...drawn));
    const held = here.filter((one) => chosen.includes(one.el));
    const corners = held.length === 1 ? held[0].points : [];
    this.parts.marks.replaceWith(this.parts.marks = make("g", {class: "marks"}, ...corners.map(([x, y], at) =>
      make("rect", {x: x - 5 * px, y: y - 5 * px, width: 10 * px, height: 10 * px, class: "corner", "data-corner": at}))));
  }

  grid(unit, px) {
    const step = [0.1, 0.5, 1, 5, 10, 50].find((metres) => metres / unit / px > 14) || 100;
    const size = step / unit, lines = [];
    const {x, y, w, h} = this.box;
    if (w / size < 400) {
      for (let at = Math.ceil(x / size) * size; at < x + w; at += size) lines.push(`M${at} ${y}V${y + h}`);
      for (let at = Math.ceil(y / size) * size; at < y + h; at += size) lines.push(`M${x} ${at}H${x + w}`);
    }
    this.parts.grid.replaceWith(this.parts.grid = make("g", {class: "grid"}, make("path", {d: lines.join(""), "stroke-width": px})));
  }

  shape(one, unit, px, says) {
    const {points, layer} = one, group = make("g", {class: `shape ${layer}`});
    const closed = one.closed || layer === "floor" || layer === "zones";
    const put = (tag, attrs) => group.append(make(tag, attrs));
    if (points.length === 1) {
      put("circle", {cx: points[0][0], cy: points[0][1], r: (POINTY[layer] || 6) * px, class: "mark"});
    } else {
      const thick = {walls: 0.2, partitions: 0.1, exits: 0.3, doors: 0.16, screens: 0}[layer];
      const least = {walls: 3, partitions: 2, exits: 5, doors: 4, routes: 2, screens: 3}[layer] || 1;
      put("path", {d: d(points, closed), class: "line", "stroke-width": Math.max((thick || 0) / unit, least * px)});
      if (layer === "routes") for (const [x, y] of points) put("circle", {cx: x, cy: y, r: 3 * px, class: "node"});
      if (layer === "screens") group.append(...facing(points, unit, px));
      put("path", {d: d(points, closed), class: closed && layer !== "floor" && layer !== "zones" ? "hit area" : "hit", "stroke-width": 14 * px});
    }
    if (says) group.append(says);
    return group;
  }

  /** The longest of its names that is in nobody's way, or null. */
  label(one, names, px, always) {
    const {points, layer} = one, pointed = points.length === 1, size = (layer === "zones" ? 13 : 11.5) * px;
    const [x, middleY] = pointed ? points[0] : middle(points);
    const y = middleY - (pointed ? 11 * px : ["exits", "doors", "screens"].includes(layer) ? 9 * px : 0);
    for (const text of names) {
      const wide = (Array.from(text).reduce((sum, letter) => sum + (letter < "\u2e80" ? 0.58 : 1), 0) * size) / 2 + 2 * px;
      const box = [x - wide, y - size, x + wide, y + 0.2 * size];
      if (!always && this.placed.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      this.placed.push(box);
      return make("text", {x, y, "font-size": size, "stroke-width": 3 * px}, text);
    }
    return null;
  }

  /** What is being drawn: corners so far, and where the hand is. */
  pen(points, hand, closed, text) {
    const px = this.px, inner = [];
    const all = hand ? points.concat([hand]) : points;
    if (all.length > 1) inner.push(make("path", {d: d(all, closed), class: "line", "stroke-width": 2.5 * px}));
    for (const [x, y] of points) inner.push(make("circle", {cx: x, cy: y, r: 4 * px}));
    if (hand) {
      const [x, y] = hand, long = 12 * px;
      inner.push(make("path", {d: `M${x - long} ${y}H${x + long}M${x} ${y - long}V${y + long}`, class: "cross", "stroke-width": 1.5 * px}));
      if (text) inner.push(make("text", {x: x + 14 * px, y: y - 12 * px, "font-size": 13 * px, "stroke-width": 4 * px}, text));
    }
    this.parts.pen.replaceWith(this.parts.pen = make("g", {class: "pen"}, ...inner));
  }
}

export function middle(points) {
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** Where a screen is read: a fan before it, and the panel across. */
function facing([at, to], unit, px) {
  const long = Math.hypot(to[0] - at[0], to[1] - at[1]) || 1, ux = (to[0] - at[0]) / long, uy = (to[1] - at[1]) / long;
  const wide = Math.max(0.5 / unit, 7 * px), far = Math.max(1.5 / unit, 20 * px);
  const fan = [[at[0] - uy * wide * 0.5, at[1] + ux * wide * 0.5], [at[0] + ux * far - uy * wide, at[1] + uy * far + ux * wide],
    [at[0] + ux * far + uy * wide, at[1] + uy * far - ux * wide], [at[0] + uy * wide * 0.5, at[1] - ux * wide * 0.5]];
  const panel = [[at[0] - uy * wide * 0.6, at[1] + ux * wide * 0.6], [at[0] + uy * wide * 0.6, at[1] - ux * wide * 0.6]];
  return [make("path", {d: d(fan, true), class: "fan"}), make("path", {d: d(panel, false), class: "panel-line", "stroke-width": Math.max(0.12 / unit, 4 * px)})];
}
