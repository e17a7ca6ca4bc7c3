// Mouse, pen, finger and keys on the board.
import {GRID_M, snapped, typed} from "./snap.js";
import {MOST, TOOLS, enough} from "./tools.js";

const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const STEPS = 10, TWICE_PX = 6;

export class Hand {
  constructor(editor, view, {field, said}) {
    Object.assign(this, {editor, view, field, said});
    this.points = [];
    this.at = null;
    this.drag = null;
    this.fingers = new Map();
    const board = view.board;
    board.addEventListener("pointerdown", (event) => this.down(event));
    board.addEventListener("pointermove", (event) => this.moves(event));
    board.addEventListener("pointerup", (event) => this.up(event));
    board.addEventListener("pointercancel", () => { this.drag = null; this.fingers.clear(); this.show(); });
    board.addEventListener("dblclick", () => this.finish());
    board.addEventListener("contextmenu", (event) => { if (this.points.length) { event.preventDefault(); this.finish(); } });
    board.addEventListener("wheel", (event) => {
      event.preventDefault();
      view.zoom(Math.exp(Math.sign(event.deltaY) * 0.18), view.under(event));
      editor.tell("view");
    }, {passive: false});
    board.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("keydown", (event) => this.type(event));
    editor.on((what) => { if (what === "tool" || what === "floor") { this.points = []; this.show(); } });
  }

  get drawing() { return this.editor.tool !== "select"; }
  /** A phone shows the plan; drawing needs a larger screen. */
  get looks() { return matchMedia("(max-width: 599px)").matches; }
  get unit() { return this.editor.drawing.unit; }
  get last() { return this.points[this.points.length - 1] || null; }

  meant(event, from) {
    const {editor, view} = this;
    const shapes = editor.drawing.on(editor.floor).filter((one) => !editor.chosen.includes(one.el) || this.drawing);
    const own = this.points.length ? [{layer: "", points: this.points, closed: false}] : [];
    // What stands through both storeys is drawn where it stands below.
    const below = editor.drawing.on(editor.below).filter((one) => one.layer === "stairs" || one.layer === "walls");
    return snapped(view.under(event), {
      shapes: shapes.concat(own, below.map((one) => ({layer: "", points: one.points}))), unit: this.unit, px: view.px, from, free: event.altKey,
      walls: this.drawing && TOOLS[editor.tool].form !== "box",
    });
  }

  // ---- pointers

  down(event) {
    this.view.board.focus({preventScroll: true});
    this.view.board.setPointerCapture(event.pointerId);
    if (event.pointerType === "touch") this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    const place = [event.clientX, event.clientY];
    if (event.button === 1 || event.button === 2 || this.space || this.fingers.size === 2) {
      // The first of two fingers meant no corner.
      if (this.fingers.size === 2 && this.drag && this.drag.what === "draw" && this.points.length) this.points.pop();
      this.drag = {what: "pan", place, apart: this.spread()};
    } else if (this.looks) this.drag = {what: "pan", place, apart: 0};
    else if (this.asks) this.point(this.view.under(event));
    else if (this.drawing) {
      this.add(this.meant(event, this.from()));
      this.drag = {what: "draw", place};
    } else this.grab(event, place);
    event.preventDefault();
  }

  grab(event, place) {
    const {editor, view} = this, corner = event.target.closest("[data-corner]"), hit = event.target.closest("[data-n]");
    if (corner) {
      this.drag = {what: "corner", corner: Number(corner.dataset.corner), shape: editor.shapes[0], place};
    } else if (hit) {
      const {el} = editor.drawing.shapes[Number(hit.dataset.n)];
      if (event.shiftKey) editor.choose([el], true);
      else if (!editor.chosen.includes(el)) editor.choose([el], false);
      this.drag = {what: "move", place, start: view.under(event), shapes: editor.shapes};
    } else this.drag = {what: event.pointerType === "touch" ? "pan" : "frame", place, start: view.under(event), apart: 0};
  }

  moves(event) {
    const {drag, view, editor} = this, place = [event.clientX, event.clientY];
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, place);
    if (!drag) {
      this.at = this.drawing ? this.meant(event, this.from()) : view.under(event);
      this.show();
      return;
    }
    drag.far = drag.far || Math.hypot(place[0] - drag.place[0], place[1] - drag.place[1]) > TWICE_PX;
    if (drag.what === "pan") {
      const spread = this.spread();
      if (drag.apart && spread) view.zoom(drag.apart / spread, view.under(event));
      if (this.fingers.size < 2 || event.isPrimary) view.pan(place[0] - drag.place[0], place[1] - drag.place[1]);
      drag.place = event.isPrimary || this.fingers.size < 2 ? place : drag.place;
      drag.apart = spread;
      editor.tell("view");
    } else if (drag.what === "draw") {
      this.at = this.meant(event, this.from());
      this.show();
    } else if (drag.far) this.drags(event);
  }

  drags(event) {
    const {drag, view} = this;
    if (drag.what === "corner") {
      drag.to = this.meant(event, null);
      const points = drag.shape.points.map((point, at) => (at === drag.corner ? drag.to : point));
      view.pen(points, null, drag.shape.closed);
    } else if (drag.what === "move") {
      const first = drag.shapes[0].points[0], now = view.under(event);
      const to = snapped([first[0] + now[0] - drag.start[0], first[1] + now[1] - drag.start[1]], {
        shapes: this.editor.drawing.on(this.editor.floor).filter((one) => !drag.shapes.includes(one)), unit: this.unit, px: view.px,
        from: null, free: event.altKey, walls: false,
      });
      drag.by = [to[0] - first[0], to[1] - first[1]];
      view.parts.pen.textContent = "";
      view.pen(drag.shapes[0].points.map(([x, y]) => [x + drag.by[0], y + drag.by[1]]), null, drag.shapes[0].closed);
    } else {
      const [x, y] = drag.start, [right, low] = view.under(event);
      drag.end = [right, low];
      view.pen([[x, y], [right, y], [right, low], [x, low]], null, true);
    }
  }

  up(event) {
    const {drag, editor} = this;
    this.drag = null;
    this.fingers.delete(event.pointerId);
    if (!drag) return;
    if (drag.what === "draw") {
      // A pair or a box may also be drawn in one go, from press to release.
      if (drag.far && this.points.length === 1 && MOST[TOOLS[editor.tool].form] === 2) this.add(this.meant(event, this.from()));
    } else if (drag.what === "corner" && drag.to) {
      editor.corners(drag.shape, moved(drag.shape, drag.corner, drag.to));
    } else if (drag.what === "move" && drag.by && (drag.by[0] || drag.by[1])) editor.move(drag.by[0], drag.by[1]);
    else if (drag.what === "frame") this.frame(drag, event.shiftKey);
    this.show();
  }

  frame({start, end}, more) {
    const {editor} = this;
    if (!end) { if (!more) editor.choose([], false); return; }
    const inside = ([x, y]) => Math.min(start[0], end[0]) <= x && x <= Math.max(start[0], end[0])
      && Math.min(start[1], end[1]) <= y && y <= Math.max(start[1], end[1]);
    const found = editor.drawing.on(editor.floor).filter((one) => one.points.length && one.points.every(inside));
    editor.choose(found.map((one) => one.el), more);
  }

  spread() {
    const all = Array.from(this.fingers.values());
    return all.length === 2 ? Math.hypot(all[0][0] - all[1][0], all[0][1] - all[1][1]) : 0;
  }

  // ---- drawing

  /** Two points that somebody is asked for, which draw nothing. */
  point(at) {
    this.points.push(at);
    if (this.points.length === 2) {
      const {points, asks} = this;
      this.points = [];
      this.asks = null;
      asks(points);
    }
    this.show();
  }

  /** Boxes go by their two corners, at no angle. */
  from() { return TOOLS[this.editor.tool].form === "box" ? null : this.last; }

  add(point) {
    const {editor} = this, form = TOOLS[editor.tool].form, first = this.points[0];
    const closes = form === "area" && this.points.length > 2 && first[0] === point[0] && first[1] === point[1];
    if (closes) { this.finish(); return; }
    // A second click on the last corner ends a line.
    if (this.last && this.last[0] === point[0] && this.last[1] === point[1]) { if (form === "line" || form === "area") this.finish(); return; }
    this.points.push(point);
    this.at = point;
    if (this.points.length >= MOST[form]) this.finish();
    else this.show();
  }

  back() { this.points.pop(); this.show(); }

  finish() {
    const points = this.points;
    if (!this.drawing || !enough(this.editor.tool, points)) return;
    this.points = [];
    const el = this.editor.draw(points);
    if (el) this.said("drawn", this.editor.drawing.of(el));
    this.show();
  }

  show() {
    const {view, editor} = this;
    const toward = this.drawing ? this.at : this.keyed ? this.at : null;
    view.pen(this.points, toward, this.drawing && TOOLS[editor.tool].form === "area", this.figure());
    editor.tell("hand");
  }

  figure() {
    if (!this.at || !this.drawing) return "";
    if (!this.last) return this.editor.coming;
    const long = Math.hypot(this.at[0] - this.last[0], this.at[1] - this.last[1]) * this.unit;
    return `${long.toFixed(2)} m`;
  }

  // ---- keys

  key(event) {
    const {editor, view} = this, arrow = ARROWS[event.key], ctrl = event.ctrlKey || event.metaKey;
    this.space = event.key === " ";
    if (event.key === " ") { addEventListener("keyup", () => { this.space = false; }, {once: true}); event.preventDefault(); }
    if (arrow && !ctrl) this.arrow(arrow, event.shiftKey ? STEPS : 1);
    else if (event.key === "Enter") this.enter(event.shiftKey);
    else if (event.key === "Escape") this.escape();
    else if (event.key === "Backspace" && this.points.length) this.back();
    else if ((event.key === "Delete" || event.key === "Backspace") && editor.chosen.length) editor.remove();
    else if (event.key === "+" || event.key === "=") { view.zoom(0.8); editor.tell("view"); }
    else if (event.key === "-" && !this.points.length) { view.zoom(1.25); editor.tell("view"); }
    else if ((event.key === "n" || event.key === "b") && !this.drawing && !ctrl) this.next(event.key === "n" ? 1 : -1);
    else if (/^[0-9.+]$/.test(event.key) && !ctrl && this.drawing) { this.field.value = event.key; this.field.focus(); }
    else return;
    event.preventDefault();
  }

  arrow([dx, dy], times) {
    const {editor, view} = this, by = (GRID_M * times) / this.unit;
    if (!this.drawing && editor.chosen.length) { editor.move(dx * by, dy * by); this.said("moved", editor.shapes[0]); return; }
    const from = this.at || [view.box.x + view.box.w / 2, view.box.y + view.box.h / 2];
    const step = GRID_M / this.unit, round = (value) => Math.round(Math.round(value / step) * step * 1e6) / 1e6;
    this.at = [round(from[0] + dx * by), round(from[1] + dy * by)];
    this.keyed = true;
    this.show();
    this.said("at", null);
  }

  enter(more) {
    const {editor, view} = this;
    if (this.asks && this.at) { this.point(this.at); return; }
    if (this.drawing) {
      if (!this.at) this.arrow([0, 0], 1);
      this.add(this.at.slice());
      return;
    }
    if (!this.at) return;
    const reach = 14 * view.px;
    const near = editor.drawing.on(editor.floor).map((one) => [one, Math.min(...one.points.map((p) => Math.hypot(p[0] - this.at[0], p[1] - this.at[1])))])
      .filter(([, far]) => far < reach).sort((a, b) => a[1] - b[1])[0];
    editor.choose(near ? [near[0].el] : [], more);
  }

  escape() {
    const {editor} = this;
    if (this.asks || this.points.length) { this.asks = null; this.points = []; this.show(); }
    else if (this.drawing) editor.take("select");
    else editor.choose([], false);
  }

  next(by) {
    const {editor} = this, all = editor.drawing.on(editor.floor).filter((one) => one.points.length);
    if (!all.length) return;
    const at = editor.chosen.length ? all.findIndex((one) => one.el === editor.chosen[0]) : by > 0 ? -1 : 0;
    const one = all[(at + by + all.length) % all.length];
    editor.choose([one.el], false);
    this.said("chosen", one);
  }

  /** Figures: Enter takes a length or a place; with an arrow a length goes that way; an empty Enter ends the line. */
  type(event) {
    const text = this.field.value.trim(), arrow = ARROWS[event.key];
    if (event.key === "Escape") { this.field.value = ""; this.view.board.focus(); }
    else if (event.key === "Enter" && !text) { this.finish(); this.points = []; this.show(); }
    else if (event.key === "Enter" || (arrow && text)) {
      const from = this.last, toward = arrow && from ? [from[0] + arrow[0], from[1] + arrow[1]] : this.at;
      const point = this.drawing ? typed(text, {from, toward, unit: this.unit}) : null;
      if (point) { this.add(point); this.field.value = ""; } else this.said("unreadable", null);
    } else return;
    event.preventDefault();
  }
}

/** A corner elsewhere; a box stays one. */
function moved(shape, at, to) {
  const points = shape.points.map((point) => point.slice());
  points[at] = to;
  if (shape.el.localName === "rect") {
    const across = (at + 2) % 4, [x, y] = points[across];
    const [left, right, top, low] = [Math.min(x, to[0]), Math.max(x, to[0]), Math.min(y, to[1]), Math.max(y, to[1])];
    return [[left, top], [right, top], [right, low], [left, low]];
  }
  return points;
}
