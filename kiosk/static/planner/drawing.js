// The hall's plan.svg as a document: its shapes by storey and layer as the reader takes them, and changes of it. What is not
// understood stays as it stands.
import {TAGS, corners, moved, own, place} from "./forms.js";
import {rename, write, written} from "./labels.js";
import {INK, LAYERS, LOOKS, SVG, floorOf, plain} from "./names.js";

const XMLNS = "http://www.w3.org/2000/xmlns/";
const HIDDEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/;
const hidden = (el) => el.getAttribute("display") === "none" || el.getAttribute("visibility") === "hidden"
  || HIDDEN.test(el.getAttribute("style") || "");
const isLayer = (el) => el.getAttributeNS(INK, "groupmode") === "layer";
const called = (el) => (el.getAttributeNS(INK, "label") || el.getAttribute("id") || "").trim();
const MARK_M = 0.14;
const MEASURES = ["scale", "north"];

export class Unreadable extends Error {}

export class Drawing {
  constructor(text, meant) {
    this.meant = meant;
    this.doc = new DOMParser().parseFromString(text, "image/svg+xml");
    this.root = this.doc.documentElement;
    if (this.root.localName !== "svg" || this.doc.querySelector("parsererror")) throw new Unreadable();
    if (!this.root.hasAttributeNS(XMLNS, "inkscape")) this.root.setAttributeNS(XMLNS, "xmlns:inkscape", INK);
    this.declared = /^\s*<\?xml[^>]*\?>/.exec(text);
    this.read();
  }

  text() {
    const found = new XMLSerializer().serializeToString(this.doc);
    return this.declared && !found.startsWith("<?xml") ? `${this.declared[0]}\n${found}` : found;
  }

  /** Looks again at everything: after each change. */
  read() {
    this.shapes = [];
    this.groups = [];
    this.walk(this.root, {layer: "", floor: "1", matrix: new DOMMatrix()});
    const snap = this.shapes.filter((one) => one.layer === "scale" && one.points.length > 1 && parseFloat(one.attrs.length) > 0)[0];
    const ends = snap && [snap.points[0], snap.points[snap.points.length - 1]];
    const drawn = ends && Math.hypot(ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]);
    /** Metres of one unit. */
    this.unit = drawn ? parseFloat(snap.attrs.length) / drawn : parseFloat(this.root.getAttribute("data-metres-per-unit")) || 0.01;
  }

  walk(parent, where) {
    for (const el of parent.children) {
      if (el.namespaceURI !== SVG || hidden(el)) continue;
      const matrix = where.matrix.multiply(own(el)), tag = el.localName;
      if (tag === "g" || tag === "a" || tag === "switch") this.walk(el, this.entered(el, {layer: where.layer, floor: where.floor, matrix}));
      else if (LAYERS.includes(where.layer) && TAGS.includes(tag)) this.take(el, where, matrix);
    }
  }

  entered(el, where) {
    if (!isLayer(el)) return where;
    const floor = floorOf(called(el)), name = plain(called(el));
    if (floor !== null) {
      this.groups.push({el, floor, layer: ""});
      return {layer: "", floor, matrix: where.matrix};
    }
    const layer = LAYERS.includes(where.layer) && !LAYERS.includes(name) ? `${where.layer}/${name}` : name;
    this.groups.push({el, floor: where.floor, layer, matrix: where.matrix});
    return {layer, floor: where.floor, matrix: where.matrix};
  }

  take(el, where, matrix) {
    const form = corners(el);
    const {resource, attrs} = written(el, this.meant);
    this.shapes.push({
      el, layer: where.layer, floor: where.floor, matrix, resource, attrs, id: el.getAttribute("id") || "",
      points: form ? form.points.map((point) => moved(matrix, point)) : [], closed: Boolean(form && form.closed),
    });
  }

  get floors() {
    const found = this.groups.filter((one) => one.layer === "").map((one) => one.floor).concat(this.shapes.map((one) => one.floor));
    return found.length ? Array.from(new Set(found)) : ["1"];
  }

  of(el) { return this.shapes.find((one) => one.el === el); }
  on(floor) { return this.shapes.filter((one) => one.floor === floor); }
  drawn(resource) { return this.shapes.filter((one) => one.resource === resource); }

  /** The group a new shape of a layer comes into, made where it is not there. */
  group(floor, layer) {
    const there = this.groups.filter((one) => one.floor === floor && one.layer === layer);
    if (there.length) return there[there.length - 1].el;
    const storey = this.groups.find((one) => one.layer === "" && one.floor === floor);
    const alone = floor === "1" && !storey;
    const parent = storey ? storey.el : alone ? this.root : this.layer(this.root, `floor ${floor}`, `storey-${floor}`, {}, null);
    const rank = LAYERS.indexOf(layer);
    const after = this.groups.filter((one) => one.el.parentNode === parent && LAYERS.indexOf(one.layer) > rank)[0];
    const made = this.layer(parent, layer, `layer-${alone ? "" : `${floor}-`}${layer}`, LOOKS[layer], after ? after.el : null);
    this.read();
    return made;
  }

  layer(parent, label, id, look, before) {
    const made = this.doc.createElementNS(SVG, "g");
    made.setAttributeNS(INK, "inkscape:groupmode", "layer");
    made.setAttributeNS(INK, "inkscape:label", label);
    made.setAttribute("id", this.free(id, false));
    for (const name of Object.keys(look)) made.setAttribute(name, look[name]);
    made.appendChild(this.doc.createTextNode("\n"));
    parent.insertBefore(made, before);
    parent.insertBefore(this.doc.createTextNode("\n"), before);
    return made;
  }

  /** An id that no element has yet. */
  free(start, numbered) {
    const taken = new Set(Array.from(this.root.querySelectorAll("[id]"), (el) => el.getAttribute("id")));
    if (!numbered && !taken.has(start)) return start;
    for (let number = 1; ; number += 1) if (!taken.has(`${start}-${number}`)) return `${start}-${number}`;
  }

  /** `tag`: of the new element; `points` in the drawing's units. */
  add(floor, layer, tag, points, resource, attrs, id) {
    const group = this.group(floor, layer), matrix = this.groups.find((one) => one.el === group).matrix.inverse();
    const el = this.doc.createElementNS(SVG, tag);
    const start = resource ? `${floor === "1" ? "" : `f${floor}-`}${resource.replace("/", "-")}` : `${floor === "1" ? "" : `f${floor}-`}${layer}`;
    el.setAttribute("id", this.free(id || start, !id && !resource));
    if (resource) rename(el, resource);
    for (const key of Object.keys(attrs || {})) if (attrs[key]) write(el, key, attrs[key], this.meant);
    if (tag === "circle") el.setAttribute("r", String(Math.round(MARK_M / this.unit)));
    group.appendChild(el);
    group.appendChild(this.doc.createTextNode("\n"));
    const made = place(el, points.map((point) => moved(matrix, point)), tag === "polygon" || tag === "rect");
    this.read();
    return made;
  }

  /** The shape with other corners. */
  put(shape, points) {
    const back = shape.matrix.inverse();
    return place(shape.el, points.map((point) => moved(back, point)), shape.closed);
  }

  remove(el) {
    const after = el.nextSibling;
    if (after && after.nodeType === Node.TEXT_NODE && !after.data.trim()) after.remove();
    el.remove();
  }

  /** Nothing on a storey any more but what measures the others; nothing at all where there are none. */
  clear(floor, width, depth) {
    if (this.shapes.some((one) => one.floor !== floor)) {
      this.on(floor).filter((one) => !MEASURES.includes(one.layer)).forEach((one) => this.remove(one.el));
    } else {
      while (this.root.firstChild) this.root.firstChild.remove();
      for (const name of ["width", "height", "data-metres-per-unit"]) this.root.removeAttribute(name);
      this.root.setAttribute("viewBox", box(width, depth));
    }
    this.read();
  }
}

/** `width` × `depth` metres to draw on, in centimetres. */
function box(width, depth) {
  return [-200, -200, width * 100 + 400, depth * 100 + 400].map((n) => Math.round(n)).join(" ");
}

/** A plan of nothing. */
export function empty(width, depth) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="${SVG}" xmlns:inkscape="${INK}" viewBox="${box(width, depth)}">\n</svg>\n`;
}
