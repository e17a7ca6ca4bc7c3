// The page: what its keys, fields and lists do, and what is told about it.
import {Backdrop} from "./backdrop.js";
import {Drawing, Unreadable, empty} from "./drawing.js";
import {Editor} from "./editor.js";
import {Faults} from "./faults.js";
import {corners} from "./forms.js";
import {Hand} from "./hand.js";
import {Keep} from "./keep.js";
import {Pane} from "./pane.js";
import {View} from "./view.js";

const ADDRESS = "/facilities/plan";
const id = (name) => document.getElementById(`planner-${name}`);
const desk = document.getElementById("planner"), board = id("board");
const words = {};
document.querySelectorAll("[data-word]").forEach((one) => { words[one.dataset.word] = one.textContent; });
const say = (key, filled) => (words[key] || key).replace("#", filled === undefined ? "" : String(filled));
const token = desk.querySelector("[name=csrf_token]").value;

const given = Object.assign(JSON.parse(desk.dataset.given), {seen: desk.dataset.seen, cuts: true});
const fresh = !desk.dataset.svg.trim();
given.svg = fresh ? empty(20, 12) : desk.dataset.svg;
given.shorts = new Map(given.things.map((one) => [one.id, one.short]));
given.names = new Map(given.things.map((one) => [one.id, one.name]));

const view = new View(board);
const editor = new Editor(given, view);
const keep = new Keep(editor, {address: ADDRESS, token, key: given.key}, (what) => tell(what));
const backdrop = new Backdrop(editor, view, given.key);
const hand = new Hand(editor, view, {field: id("figure"), said: heard});
new Pane(editor, {
  fields: id("fields"), copies: id("copies"), left: id("left"), leftCount: id("left-count"), table: id("rows"), board,
}, say);
const faults = new Faults(editor, {list: id("faults"), count: id("fault-count"), said: id("checked")}, {address: `${ADDRESS}/check`, token}, say);

// ---- what is shown

const own = ({attrs}) => (document.documentElement.lang.startsWith("en") && attrs.en) || attrs.name;
const UNNAMED = ["walls", "partitions", "furniture", "floor", "routes", "safety", "scale", "north"];
function namesOf(shape) {
  const tail = shape.resource.split("/")[1] || "", named = given.shorts.get(shape.resource) || own(shape) || "";
  const chosen = editor.chosen.includes(shape.el);
  if (UNNAMED.includes(shape.layer) && !chosen) return [];
  return [named || (chosen || shape.layer !== "doors" ? tail : ""), shape.layer === "places" ? tail : ""].filter(Boolean);
}
function draw() {
  view.draw({
    drawing: editor.drawing, floor: editor.floor, below: editor.below, chosen: editor.chosen, faulty: editor.faulty, says: namesOf,
  });
  board.classList.toggle("is-drawing", editor.tool !== "select");
  board.classList.toggle("is-selecting", editor.tool === "select");
}
function frame() {
  const all = editor.drawing.on(editor.floor).reduce((points, one) => points.concat(one.points), []);
  const box = (editor.drawing.root.getAttribute("viewBox") || "").split(/[\s,]+/).map(Number);
  view.fit(all.length || box.length < 4 ? all : [[box[0], box[1]], [box[0] + box[2], box[1] + box[3]]], editor.drawing.unit);
  draw();
}
function storeys() {
  const select = id("floor"), there = editor.floors;
  select.textContent = "";
  for (const one of there) select.append(new Option(say("storey", one), one, false, one === editor.floor));
}
function state() {
  const {history} = editor;
  desk.querySelector("[data-do=undo]").disabled = !history.done.length;
  desk.querySelector("[data-do=redo]").disabled = !history.undone.length;
  id("state").textContent = editor.changed ? say("unsaved") : say("untouched");
}
function where() {
  const at = hand.at, unit = editor.drawing.unit;
  id("at").textContent = at ? `${(at[0] * unit).toFixed(2)}, ${(at[1] * unit).toFixed(2)} m` : "";
}
function tell(what, more) {
  const told = id("told");
  told.hidden = !what;
  told.textContent = what ? say(what) : "";
  (more || []).forEach((line) => { told.append(document.createElement("br"), line); });
}
function heard(what, shape) {
  const unit = editor.drawing.unit, place = hand.at || (shape && shape.points[0]);
  const at = (shape ? shape.points[0] : place) || [0, 0];
  const name = shape ? `${say(`layer-${shape.layer}`)} ${given.names.get(shape.resource) || shape.resource} ` : "";
  id("heard").textContent = `${say(what)} ${name}${(at[0] * unit).toFixed(1)}, ${(at[1] * unit).toFixed(1)} m`;
}

editor.on((what) => {
  if (what === "hand") { where(); return; }
  if (what === "drawing") id("saved").hidden = true;
  if (what === "floor" || what === "loaded") { storeys(); backdrop.show(); frame(); }
  if (what === "tool") {
    desk.querySelectorAll("[data-tool]").forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.tool === editor.tool)));
  }
  draw();
  if (what === "drawing" || what === "loaded") state();
});

// ---- keys of the page

const number = (name) => parseFloat(document.getElementById(name).value.normalize("NFKC"));
const acts = {
  propose, undo: () => editor.undo(), redo: () => editor.redo(), fit: frame, save,
  nearer: () => { view.zoom(0.8); draw(); }, farther: () => { view.zoom(1.25); draw(); },
  copies: () => {
    const unit = editor.drawing.unit, count = Math.min(200, Math.max(1, Math.round(number("copies-count")) || 1));
    editor.copies(count, (number("copies-x") || 0) / unit, (number("copies-y") || 0) / unit);
  },
  empty: begin,
  "take-up": () => { replace(kept.svg); asked(); }, "let-go": () => { keep.drop(); location.reload(); },
  "no-picture": () => backdrop.drop(),
  measure: () => {
    tell("click-two");
    hand.asks = (points) => { tell(""); backdrop.measured(points, number("planner-known")); };
    hand.points = [];
    board.focus();
  },
};
desk.addEventListener("click", (event) => {
  const act = event.target.closest("[data-do]"), tool = event.target.closest("[data-tool]");
  if (act && acts[act.dataset.do]) acts[act.dataset.do]();
  if (tool) { editor.take(tool.dataset.tool); board.focus({preventScroll: true}); }
});
id("floor").addEventListener("change", (event) => editor.enter(event.target.value));
document.querySelector(".planner-all").addEventListener("toggle", () => editor.tell("unfolded"));
id("faint").addEventListener("input", (event) => { backdrop.faint = event.target.value / 100; backdrop.show(); });
id("picture").addEventListener("change", (event) => { if (event.target.files[0]) backdrop.take(event.target.files[0]).catch(() => tell("unreadable-file")); });
id("open").addEventListener("change", (event) => { if (event.target.files[0]) bring(event.target.files[0]); });
id("download").addEventListener("click", (event) => {
  event.currentTarget.href = URL.createObjectURL(new Blob([editor.text()], {type: "image/svg+xml"}));
});

const letters = {};
desk.querySelectorAll("[data-tool]").forEach((one) => { letters[one.querySelector("kbd").textContent.toLowerCase()] = one.dataset.tool; });
document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, select, textarea"), ctrl = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
  if (writes) return;
  if (ctrl && key === "z" && hand.points.length) { hand.back(); event.preventDefault(); return; }
  if (ctrl && key === "z") { if (event.shiftKey) editor.redo(); else editor.undo(); } else if (ctrl && key === "y") editor.redo();
  else if (ctrl && key === "s") save();
  else if (ctrl && key === "a") editor.choose(editor.drawing.on(editor.floor).map((one) => one.el), false);
  else if (!ctrl && !event.altKey && event.target === board && letters[key]) editor.take(letters[key]);
  else return;
  event.preventDefault();
});
addEventListener("resize", () => { view.resized(); draw(); });

// ---- the text

function replace(text) {
  try { new Drawing(text, given.keys); } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    tell("unreadable-file");
    return;
  }
  editor.load(text);
  keep.write();
  editor.tell("loaded");
}
/** A file of Inkscape as it is; one of CAD or of an indoor map becomes such a one first. */
async function bring(file) {
  const kind = /\.(dxf|osm)$/i.exec(file.name);
  if (!kind) { replace(await file.text()); return; }
  let answer = {svg: "", told: []};
  try {
    const query = new URLSearchParams({kind: kind[1].toLowerCase(), unit: id("unit").value});
    const reply = await fetch(`${ADDRESS}/import?${query}`, {method: "POST", headers: {"Content-Type": "application/octet-stream", "X-CSRFToken": token}, body: file});
    answer = await reply.json();
  } catch (_) { answer = {svg: "", told: []}; }
  if (answer.svg) replace(answer.svg);
  tell(answer.svg ? "brought" : "unreadable-file", answer.told);
}
/** An outline on an empty storey: the others stay, and what was there can be taken back. */
function begin() {
  const [wide, deep] = [number("planner-width") || 20, number("planner-depth") || 12];
  editor.step(() => {
    const {drawing, floor} = editor;
    drawing.clear(floor, wide, deep);
    const {unit} = drawing, corners = [[0, 0], [wide / unit, 0], [wide / unit, deep / unit], [0, deep / unit]];
    drawing.add(floor, "floor", "polygon", corners, "", {});
    drawing.add(floor, "walls", "polygon", corners, "", {});
  });
  editor.tell("floor");
}

/** It takes its seconds: the key says so meanwhile, and the board stays at hand. */
async function propose() {
  const key = desk.querySelector("[data-do=propose]"), begun = editor.text(), words = key.textContent;
  if (key.getAttribute("aria-disabled") === "true") return;
  key.setAttribute("aria-disabled", "true");
  key.textContent = say("proposing");
  id("heard").textContent = say("proposing");
  let answer = null;
  try {
    const reply = await fetch(`${ADDRESS}/propose`, {method: "POST", headers: {"Content-Type": "image/svg+xml", "X-CSRFToken": token}, body: begun});
    answer = reply.ok ? await reply.json() : null;
  } catch (_) { answer = null; }
  key.removeAttribute("aria-disabled");
  key.textContent = words;
  const ways = answer ? proposed(answer.ways) : [];
  // Ways for another drawing than this one would lead through what has been drawn since.
  const same = editor.text() === begun;
  tell(!answer ? "unchecked" : !same ? "not-proposed" : ways.length ? "" : "no-ways");
  if (same && ways.length) editor.propose(ways);
  id("heard").textContent = same && ways.length ? say("proposed", ways.length) : "";
}
function proposed(markup) {
  const groups = new DOMParser().parseFromString(markup, "image/svg+xml").querySelectorAll("g[data-floor]");
  return Array.from(groups).reduce((all, group) => all.concat(Array.from(group.querySelectorAll("polyline"), (one) => ({
    floor: group.dataset.floor, id: one.getAttribute("id"), points: corners(one).points,
  }))), []);
}

let kept = keep.kept();
function asked() { kept = null; id("ask").hidden = true; tell(""); }
async function save() {
  const answer = await keep.save(id("why").value);
  id("saved").hidden = answer.status !== "saved";
  state();
  if (answer.status === "saved") tell("");
  else tell({changed: "changed", refused: "refused"}[answer.status] || "unsent", answer.mistakes);
}

editor.tell("loaded");
editor.take("select");
if (kept && kept.svg !== given.svg) {
  // Begun with the plan that is here it goes on by itself; with another one, a person decides.
  if (kept.seen === given.seen) { replace(kept.svg); tell("kept"); id("ask").hidden = false; id("ask").firstElementChild.hidden = true; }
  else { tell("changed"); id("ask").hidden = false; }
}
faults.soon();

// ---- a draft's pictures

const pictures = document.querySelector("[data-pictures]");
if (pictures) {
  pictures.querySelectorAll("[data-picture]").forEach((svg) => {
    const text = pictures.dataset[svg.dataset.picture];
    if (!text) return;
    const seen = new View(svg), drawing = new Drawing(text, given.keys);
    seen.fit(drawing.on(editor.floor).reduce((points, one) => points.concat(one.points), []), drawing.unit);
    seen.draw({drawing, floor: editor.floor, below: null, chosen: [], faulty: new Map(), says: namesOf});
  });
}
