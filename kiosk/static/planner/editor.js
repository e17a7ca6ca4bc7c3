// What is being done to the drawing: the storey and tool at hand, what is chosen, and every change as one step that can be undone.
import {Drawing} from "./drawing.js";
import {History} from "./history.js";
import {FREE} from "./names.js";
import {labelOf, relabel, rename, write, written} from "./labels.js";
import {open} from "./cut.js";
import {TOOLS, enough, nextId, shaped} from "./tools.js";

export class Editor {
  constructor(given, view) {
    this.given = given;
    this.view = view;
    this.hears = [];
    this.tool = "select";
    this.chosen = [];
    this.faulty = new Map();
    this.pending = "";
    this.stored = given.svg;
    /** What is to go out of the description with the drawing. */
    this.going = new Set();
    this.load(given.svg);
    /** What the stored plan shows. */
    this.stood = new Set(this.drawing.shapes.map((one) => one.resource));
  }

  goes(id, does) {
    if (does) this.going.add(id); else this.going.delete(id);
  }
  /** Of those, what is not drawn: what was drawn again stays. */
  get gone() { return Array.from(this.going).filter((id) => !this.drawing.drawn(id).length); }
  went(ids) {
    this.given.things = this.given.things.filter((one) => !ids.includes(one.id));
    this.going.clear();
    this.tell("left");
  }

  /** Another text to go on with; what was done before is gone. */
  load(text) {
    this.drawing = new Drawing(text, this.given.keys);
    this.begun = text;
    this.history = new History(this.drawing.root, () => this.drawing.read());
    this.chosen = [];
    const floors = this.floors;
    if (!floors.includes(this.floor)) this.floor = floors.includes(this.given.entered) ? this.given.entered : floors[0];
  }

  /** What nobody changed is what was read, byte for byte. */
  text() { return this.history.moved ? this.drawing.text() : this.begun; }
  get changed() { return this.text() !== this.stored; }
  saved(text) {
    this.history.stand();
    this.begun = text;
    this.stored = text;
  }

  get floors() { return Array.from(new Set(this.given.floors.concat(this.drawing.floors))); }
  get below() {
    const all = this.given.floors.length ? this.given.floors : this.floors, at = all.indexOf(this.floor);
    return at > 0 ? all[at - 1] : this.floors.find((one) => one !== this.floor) || null;
  }

  on(hear) { this.hears.push(hear); }
  tell(what) { this.hears.forEach((hear) => hear(what)); }

  step(change) {
    const before = this.history.done.length, found = this.history.step(change);
    this.chosen = this.chosen.filter((el) => el.isConnected || this.drawing.root.contains(el));
    if (this.history.done.length !== before) this.tell("drawing");
    return found;
  }
  undo() { if (this.history.undo()) this.turned(); }
  redo() { if (this.history.redo()) this.turned(); }
  turned() {
    this.chosen = this.chosen.filter((el) => this.drawing.root.contains(el));
    this.tell("drawing");
  }

  choose(els, more) {
    this.chosen = more ? this.chosen.filter((el) => !els.includes(el)).concat(els.filter((el) => !this.chosen.includes(el))) : els;
    this.tell("chosen");
  }
  get shapes() { return this.chosen.map((el) => this.drawing.of(el)).filter(Boolean); }
  take(tool) { this.tool = tool; this.pending = ""; this.tell("tool"); }
  enter(floor) { this.floor = floor; this.chosen = []; this.tell("floor"); }

  /** The id that what is drawn next will have. */
  get coming() { return this.pending || nextId(this.tool, this.given.things, this.drawing, this.floor); }

  /** Draws a shape of the tool at hand; null where there are too few corners. */
  draw(points) {
    const tool = TOOLS[this.tool];
    if (!enough(this.tool, points)) return null;
    const {tag, points: corners} = shaped(this.tool, points), id = this.coming;
    const el = this.step(() => {
      const attrs = this.tool === "scale" ? {length: this.metres(points)} : {};
      const made = this.drawing.add(this.floor, tool.layer, tag, corners, id, attrs);
      if (tool.cuts && this.given.cuts) open(this.drawing, this.floor, corners);
      return made;
    });
    this.pending = "";
    this.choose([el], false);
    return el;
  }

  metres([a, b]) { return String(Math.round(Math.hypot(a[0] - b[0], a[1] - b[1]) * this.drawing.unit * 1000) / 1000); }

  move(dx, dy) {
    const shapes = this.shapes;
    this.step(() => {
      this.chosen = shapes.map((one) => this.drawing.put(one, one.points.map(([x, y]) => [tidy(x + dx), tidy(y + dy)])));
    });
  }
  corners(shape, points) {
    const chosen = this.chosen.includes(shape.el);
    this.step(() => {
      const el = this.drawing.put(shape, points);
      if (chosen) this.chosen = [el];
    });
  }
  remove() {
    const shapes = this.shapes;
    this.chosen = [];
    this.step(() => {
      shapes.forEach((one) => this.drawing.remove(one.el));
      this.drawing.read();
      shapes.forEach((one) => this.unnamed(one.resource));
    });
    this.tell("chosen");
  }
  /** What is not drawn any more stands in no other label as an exit. */
  unnamed(id) {
    if (!id || this.drawing.drawn(id).length) return;
    for (const {el, attrs} of this.drawing.shapes) {
      for (const key of ["exits", "exit"]) {
        const listed = (attrs[key] || "").split(/[,;\u3001\s]+/).filter(Boolean);
        const left = listed.filter((one) => one !== id);
        // An assembly point of no exit would be everybody's: the check asks whose it is now.
        if (left.length < listed.length && (left.length || key === "exit")) write(el, key, left.join(","), this.given.keys);
      }
    }
  }
  rename(el, id) { this.step(() => rename(el, id)); }
  write(el, key, value) { this.step(() => write(el, key, value, this.given.keys)); }
  relabel(el, text) { if (text.trim() !== labelOf(el)) this.step(() => relabel(el, text)); }
  mark(el, id) {
    const taken = this.drawing.doc.getElementById(id);
    if (id && (!taken || taken === el)) this.step(() => el.setAttribute("id", id));
    return Boolean(id) && (!taken || taken === el);
  }

  /** Ways that were proposed, by storey, beside those that are there: one step. */
  propose(ways) {
    this.step(() => {
      this.chosen = ways.map(({floor, id, points}) => this.drawing.add(floor, "routes", "polyline", points, "", {}, id));
    });
    this.tell("chosen");
  }

  /** Copies of what is chosen, each one `dx`, `dy` further; ids that end in a number count on. */
  copies(count, dx, dy) {
    const shapes = this.shapes;
    if (!shapes.length) return;
    this.step(() => {
      const made = [];
      for (let number = 1; number <= count; number += 1) {
        for (const one of shapes) {
          const id = one.resource && counted(one.resource, number), points = one.points.map(([x, y]) => [tidy(x + dx * number), tidy(y + dy * number)]);
          const el = this.drawing.add(one.floor, one.layer, tagOf(one), points, id, copied(one.el, one.layer, this.given.keys));
          for (const look of ["fill", "rx", "r", "stroke", "stroke-width"]) if (one.el.hasAttribute(look)) el.setAttribute(look, one.el.getAttribute(look));
          made.push(el);
        }
      }
      this.chosen = made;
    });
    this.tell("chosen");
  }
}

const tidy = (value) => Math.round(value * 1e6) / 1e6;
const tagOf = (shape) => shape.el.localName === "path" ? (shape.closed ? "polygon" : "polyline") : shape.el.localName;
function counted(id, by) {
  const found = /^(.*?)([0-9]+)$/.exec(id);
  return found ? `${found[1]}${parseInt(found[2], 10) + by}` : id;
}
/** What of a label goes to a copy: names are one thing's own. */
function copied(el, layer, keys) {
  const {attrs} = written(el, keys);
  if (!FREE.includes(layer)) { delete attrs.name; delete attrs.en; delete attrs.alias; }
  return attrs;
}
