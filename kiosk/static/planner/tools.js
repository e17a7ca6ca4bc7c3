// What each tool draws: its layer, its form and the types of ids that may stand there. `form`: line = from corner to corner until it is
// ended, pair = two points, box = two corners, area = closed, mark = one point.
export const TOOLS = {
  wall: {layer: "walls", form: "line"}, partition: {layer: "partitions", form: "line"},
  door: {layer: "doors", form: "pair", types: ["door"], own: true, cuts: true},
  exit: {layer: "exits", form: "pair", types: ["exit"], cuts: true},
  window: {layer: "places", form: "mark", types: ["window"]},
  place: {layer: "places", form: "mark", types: ["machine", "desk", "place"]},
  screen: {layer: "screens", form: "pair", types: ["screen"]},
  way: {layer: "routes", form: "line"},
  stairs: {layer: "stairs", form: "mark", types: ["stairs"]}, lift: {layer: "stairs", form: "mark", types: ["lift"]},
  zone: {layer: "zones", form: "area", types: ["zone"]},
  furniture: {layer: "furniture", form: "box"}, floor: {layer: "floor", form: "area"},
  safety: {layer: "safety", form: "mark", types: ["extinguisher", "hose", "fireset", "callpoint", "firephone", "firstaid", "aed"], own: true},
  assembly: {layer: "assembly", form: "mark", types: ["assembly"], own: true},
  scale: {layer: "scale", form: "pair"}, north: {layer: "north", form: "pair"},
};
const FEWEST = {line: 2, pair: 2, box: 2, area: 3, mark: 1};
export const MOST = {line: Infinity, pair: 2, box: 2, area: Infinity, mark: 1};
export const enough = (tool, points) => points.length >= FEWEST[TOOLS[tool].form];

/** The corners and the element of a form of these points. */
export function shaped(tool, points) {
  const form = TOOLS[tool].form;
  if (form === "box") {
    const [[a, b], [c, d]] = points, left = Math.min(a, c), right = Math.max(a, c), top = Math.min(b, d), low = Math.max(b, d);
    return {tag: "rect", points: [[left, top], [right, top], [right, low], [left, low]]};
  }
  return {tag: {line: "polyline", pair: "line", area: "polygon", mark: "circle"}[form], points};
}

/** `type/1`, or the next number after those that are drawn. */
export function numbered(type, drawing) {
  for (let number = 1; ; number += 1) if (!drawing.drawn(`${type}/${number}`).length) return `${type}/${number}`;
}

/** What the hall describes and the plan does not show, first of this storey. Stairs and lifts are drawn once on each of theirs. */
export function undrawn(things, drawing, floor) {
  return things.filter((one) => {
    const there = drawing.drawn(one.id);
    return one.floors.length > 1 || !one.floors.length && /^(stairs|lift)/.test(one.id)
      ? (!one.floors.length || one.floors.includes(floor)) && !there.some((shape) => shape.floor === floor) : !there.length;
  }).sort((a, b) => Number(b.floors.includes(floor)) - Number(a.floors.includes(floor)));
}

/** The id that the next shape of a tool has; empty where it is to be chosen. */
export function nextId(tool, things, drawing, floor) {
  const {types, own} = TOOLS[tool];
  if (!types) return "";
  if (own) return numbered(types[0], drawing);
  const found = undrawn(things, drawing, floor).find((one) => types.includes(one.id.split("/")[0]));
  return found ? found.id : "";
}
