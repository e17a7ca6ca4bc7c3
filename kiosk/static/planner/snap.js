// Where a hand meant to be: at an end that is there, else on the grid and at an angle of 15°.
export const GRID_M = 0.1;
const STEP_DEG = 15, NEAR_PX = 11;
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
export const grid = (value, unit) => {
  const step = GRID_M / unit;
  return Math.round(Math.round(value / step) * step * 1e6) / 1e6;
};

/** The nearest corner of another shape, or place on a wall. */
function caught(point, shapes, reach, walls) {
  let best = null, near = reach;
  for (const shape of shapes) {
    for (const corner of shape.points) {
      const far = apart(point, corner);
      if (far < near) { near = far; best = corner.slice(); }
    }
  }
  if (best || !walls) return best;
  for (const shape of shapes) {
    if (shape.layer !== "walls" && shape.layer !== "partitions") continue;
    const ends = shape.closed ? shape.points.concat([shape.points[0]]) : shape.points;
    for (let at = 0; at + 1 < ends.length; at += 1) {
      const on = foot(point, ends[at], ends[at + 1]), far = on ? apart(point, on) : Infinity;
      if (far < near) { near = far; best = on; }
    }
  }
  return best;
}

export function foot(point, a, b) {
  const long = apart(a, b);
  if (!long) return null;
  const t = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / (long * long);
  return t < 0 || t > 1 ? null : [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

/** `px`: units of one pixel; `from`: the corner before; `free`: with nothing caught (Alt held). */
export function snapped(point, {shapes, unit, px, from, free, walls}) {
  if (free) return point;
  const end = caught(point, shapes, NEAR_PX * px, false);
  if (end) return end;
  const on = walls ? caught(point, shapes, NEAR_PX * px, true) : null;
  if (on) return along(on, shapes, unit);
  if (!from) return [grid(point[0], unit), grid(point[1], unit)];
  const turn = (STEP_DEG * Math.PI) / 180;
  const angle = Math.round(Math.atan2(point[1] - from[1], point[0] - from[0]) / turn) * turn;
  return ahead(from, angle, grid(apart(from, point), unit));
}

/** A place on an upright or level wall, in whole steps along it. */
function along(on, shapes, unit) {
  for (const shape of shapes) {
    for (const [x, y] of shape.points) {
      if (Math.abs(on[0] - x) < 1e-6) return [x, grid(on[1], unit)];
      if (Math.abs(on[1] - y) < 1e-6) return [grid(on[0], unit), y];
    }
  }
  return on;
}

export function ahead(from, angle, length) {
  const round = (value) => Math.round(value * 1e4) / 1e4;
  return [round(from[0] + Math.cos(angle) * length), round(from[1] + Math.sin(angle) * length)];
}

/** A point as somebody typed it, in metres: `3.5` = so far on, `12,3` = there, `+1,0` = from the last one. Null where it is none. */
export function typed(text, {from, toward, unit}) {
  const plain = text.normalize("NFKC").replace(/\u3001/g, ",").trim();
  const pair = /^(\+?)\s*(-?[0-9]*\.?[0-9]+)\s*[, ]\s*(-?[0-9]*\.?[0-9]+)$/.exec(plain);
  const tidy = (value) => Math.round((value / unit) * 1e6) / 1e6;
  if (pair) {
    const base = pair[1] && from ? from : [0, 0];
    return [base[0] + tidy(parseFloat(pair[2])), base[1] + tidy(parseFloat(pair[3]))];
  }
  if (!/^[0-9]*\.?[0-9]+$/.test(plain) || !from) return null;
  const angle = toward && apart(from, toward) ? Math.atan2(toward[1] - from[1], toward[0] - from[0]) : 0;
  return ahead(from, angle, tidy(parseFloat(plain)));
}
