// A door or an exit opens the wall it lies on.
import {foot} from "./snap.js";

const ON = 0.15;

/** The pieces of a wall that are left beside the opening from `a` to `b`; null where it does not lie on it. `reach`: units. */
export function cut(shape, a, b, reach) {
  const corners = shape.closed ? shape.points.concat([shape.points[0]]) : shape.points;
  for (let at = 0; at + 1 < corners.length; at += 1) {
    const [p, q] = [corners[at], corners[at + 1]];
    const ends = [foot(a, p, q), foot(b, p, q)];
    if (!ends[0] || !ends[1] || far(a, ends[0]) > reach || far(b, ends[1]) > reach) continue;
    if (far(p, ends[0]) > far(p, ends[1])) ends.reverse();
    const before = corners.slice(0, at + 1).concat([ends[0]]), after = [ends[1]].concat(corners.slice(at + 1));
    // What was closed is open there: one line around the rest.
    const pieces = shape.closed ? [after.concat(before.slice(1))] : [before, after];
    return pieces.map(tidy).filter((piece) => piece.length > 1);
  }
  return null;
}
const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const tidy = (points) => points.filter((point, at) => !at || far(point, points[at - 1]) > 1e-6);

/** Opens every wall of the storey under the new shape. */
export function open(drawing, floor, [a, b]) {
  for (const shape of drawing.on(floor).filter((one) => one.layer === "walls" || one.layer === "partitions")) {
    const pieces = cut(shape, a, b, ON / drawing.unit);
    if (!pieces || (pieces.length === 1 && !shape.closed && pieces[0].length === shape.points.length && same(pieces[0], shape.points))) continue;
    if (pieces.length === 1 && !shape.closed) drawing.put(shape, pieces[0]);
    else {
      for (const piece of pieces) drawing.add(floor, shape.layer, "polyline", piece, "", {});
      drawing.remove(shape.el);
    }
    drawing.read();
  }
}
const same = (one, other) => one.every((point, at) => far(point, other[at]) < 1e-6);
