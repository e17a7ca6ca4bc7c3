// The panel beside the board: fields of what is chosen, what is not drawn yet, and the table of all shapes.
import {FIELDS, FREE} from "./names.js";
import {labelOf} from "./labels.js";
import {TOOLS, undrawn} from "./tools.js";

export function el(tag, attrs, ...inner) {
  const made = document.createElement(tag);
  for (const name of Object.keys(attrs)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), attrs[name]);
    else if (attrs[name] !== null && attrs[name] !== false) made.setAttribute(name, attrs[name] === true ? "" : attrs[name]);
  }
  made.append(...inner);
  return made;
}
const tidy = (value) => String(Math.round(value * 1000) / 1000);
export const inMetres = (points, unit) => points.map(([x, y]) => `${tidy(x * unit)},${tidy(y * unit)}`).join(" ");

export function fromMetres(text, unit) {
  const plain = text.normalize("NFKC").replace(/\u3001/g, ",").trim();
  const points = plain.split(/\s+/).map((pair) => pair.split(",").map((value) => Math.round((parseFloat(value) / unit) * 1e6) / 1e6));
  return points.every((pair) => pair.length === 2 && pair.every(Number.isFinite)) ? points : null;
}

const METRES = /^[0-9]*\.?[0-9]+ ?(m|cm|\u7c73|\u5398\u7c73)?$/i, ID = /^([a-z]+\/)?[a-z0-9-]+$/;
/** Said at the field; what stood there stays. */
function amiss(input, words) {
  const id = `${input.id}-fault`;
  if (!document.getElementById(id)) input.after(el("strong", {id, class: "amiss"}, words));
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", id);
}

let count = 0;
function line(words, input) {
  const id = `planner-${(count += 1)}`;
  input.id = id;
  return el("p", {class: "line"}, el("label", {for: id}, words), input);
}

export class Pane {
  constructor(editor, places, say) {
    Object.assign(this, {editor, say}, places);
    this.editor.on((what) => {
      if (["drawing", "chosen", "floor", "loaded"].includes(what)) this.show();
      if (["drawing", "floor", "loaded", "left"].includes(what)) { this.list(); this.rows(); }
      if (what === "unfolded") this.rows();
    });
  }

  // ---- what is chosen

  show() {
    const held = document.activeElement && this.fields.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.fields.textContent = "";
    const shapes = this.editor.shapes;
    this.copies.hidden = !shapes.length;
    if (shapes.length === 1) this.fields.append(...this.one(shapes[0]));
    else this.fields.append(el("p", {class: "hint"}, shapes.length ? this.say("several", shapes.length) : this.say("nothing")));
    if (shapes.length) this.fields.append(el("p", {class: "acts"}, el("button", {type: "button", "data-do": "remove", onclick: () => this.editor.remove()}, this.say("remove"))));
    const again = held && this.fields.querySelector(`[data-key="${held}"]`);
    if (again) again.focus();
  }

  one(shape) {
    const {editor} = this, made = [el("h3", {}, this.say(`layer-${shape.layer}`))];
    const field = (key, value, put, attrs) => el("input", Object.assign({value, "data-key": key, autocomplete: "off", onchange: (event) => { if (put(event.target.value.trim()) === false) amiss(event.target, this.say("unreadable")); }}, attrs));
    if (!FREE.includes(shape.layer)) {
      const input = field("id", shape.resource, (id) => (ID.test(id) ? editor.rename(shape.el, id) : false), {list: "planner-ids"});
      made.push(line(this.say("field-id"), input), this.choices(shape));
    }
    const known = FIELDS[shape.layer] || {};
    for (const key of Object.keys(known)) made.push(this.field(shape, key, known[key], field));
    if (!FREE.includes(shape.layer)) {
      for (const key of ["name", "en"]) made.push(line(this.say(`field-${key}`), field(key, shape.attrs[key] || "", (value) => editor.write(shape.el, key, value), {})));
    }
    made.push(line(this.say("field-points"), field("points", inMetres(shape.points, editor.drawing.unit), (text) => this.place(shape, text), {})));
    made.push(line(this.say("field-label"), field("label", labelOf(shape.el), (text) => editor.relabel(shape.el, text), {})));
    made.push(line(this.say("field-element"), field("element", shape.id, (id) => editor.mark(shape.el, id), {})));
    return made;
  }

  choices(shape) {
    const types = Object.keys(TOOLS).map((name) => TOOLS[name]).filter((one) => one.layer === shape.layer).reduce((all, one) => all.concat(one.types || []), []);
    const ids = undrawn(this.editor.given.things, this.editor.drawing, shape.floor).filter((one) => types.includes(one.id.split("/")[0]));
    return el("datalist", {id: "planner-ids"}, ...ids.map((one) => el("option", {value: one.id}, one.name)));
  }

  field(shape, key, sort, field) {
    const value = shape.attrs[key] || "";
    const put = (text) => (sort === "metres" && text && !METRES.test(text) ? false : this.editor.write(shape.el, key, text));
    if (Array.isArray(sort)) {
      const options = [""].concat(sort).map((one) => el("option", {value: one, selected: one === value}, one ? this.say(`option-${one}`) : "–"));
      return line(this.say(`field-${key}`), el("select", {"data-key": key, onchange: (event) => put(event.target.value)}, ...options));
    }
    if (sort === "yes") {
      const box = el("input", {type: "checkbox", "data-key": key, checked: value === "yes", onchange: (event) => put(event.target.checked ? "yes" : "")});
      return el("label", {class: "tick"}, box, ` ${this.say(`field-${key}`)}`);
    }
    return line(this.say(`field-${key}`), field(key, value, put, sort === "metres" ? {inputmode: "decimal"} : {}));
  }

  place(shape, text) {
    const points = fromMetres(text, this.editor.drawing.unit);
    return points ? this.editor.corners(shape, points) : false;
  }

  // ---- what is not drawn

  list() {
    const found = undrawn(this.editor.given.things, this.editor.drawing, this.editor.floor);
    this.left.textContent = "";
    this.leftCount.textContent = String(found.length);
    for (const one of found) {
      const tool = Object.keys(TOOLS).find((name) => (TOOLS[name].types || []).includes(one.id.split("/")[0]));
      this.left.append(el("li", {}, el("button", {type: "button", "data-id": one.id, disabled: !tool, onclick: () => {
        this.editor.take(tool);
        this.editor.pending = one.id;
        this.editor.tell("hand");
        this.board.focus();
      }}, el("b", {}, one.name), ` ${one.id}`), ...this.goes(one)));
    }
  }

  /** What was drawn and was taken off may go out of the description with the drawing. */
  goes(one) {
    const {editor} = this;
    if (!one.removable || !editor.stood.has(one.id)) return [];
    const box = el("input", {type: "checkbox", "data-goes": one.id, checked: editor.going.has(one.id), onchange: (event) => editor.goes(one.id, event.target.checked)});
    return [el("label", {class: "goes"}, box, ` ${this.say("goes-too")}`)];
  }

  // ---- all of them

  rows() {
    if (!this.table.closest("details").open) return;
    const held = document.activeElement && this.table.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const {editor} = this, unit = editor.drawing.unit;
    this.table.textContent = "";
    editor.drawing.on(editor.floor).forEach((shape, at) => {
      const name = `${this.say(`layer-${shape.layer}`)} ${shape.resource || shape.id}`;
      const input = (key, value, put) => el("input", {value, "aria-label": `${name}: ${this.say(`field-${key}`)}`, "data-key": `${at}-${key}`, id: `planner-row-${at}-${key}`, autocomplete: "off",
        onchange: (event) => { if (put(event.target.value) === false) amiss(event.target, this.say("unreadable")); }});
      this.table.append(el("tr", {"data-element": shape.id},
        el("th", {scope: "row"}, el("button", {type: "button", onclick: () => editor.choose([shape.el], false)}, name)),
        el("td", {}, input("label", labelOf(shape.el), (text) => editor.relabel(shape.el, text))),
        el("td", {}, input("points", inMetres(shape.points, unit), (text) => {
          const points = fromMetres(text, unit);
          return points ? editor.corners(editor.drawing.of(shape.el), points) : false;
        }))));
    });
    const again = held && this.table.querySelector(`[data-key="${held}"]`);
    if (again) again.focus();
  }
}
