// Names that the file, the reader and the page share.
export const SVG = "http://www.w3.org/2000/svg";
export const INK = "http://www.inkscape.org/namespaces/inkscape";
/** Layers that mean something, as they lie on one another. */
export const LAYERS = ["floor", "zones", "furniture", "partitions", "walls", "doors", "routes", "exits", "stairs", "screens",
  "places", "safety", "assembly", "scale", "north"];
/** What may be written on a layer's shapes besides name and en, and how (signage/floorplan/labels.py). */
export const FIELDS = {
  routes: {width: "metres", kind: ["corridor", "stairs", "ramp", "landing"], oneway: "yes"},
  doors: {width: "metres"}, exits: {width: "metres", steps: "yes"},
  stairs: {width: "metres", rise: "metres", length: "metres"},
  screens: {mount: ["wall", "ceiling", "stand"], exit: "text", stand: "metres"},
  places: {kind: ["place", "refuge"], alias: "text"}, assembly: {exits: "text"}, scale: {length: "metres"},
};
export const FREE = ["walls", "partitions", "furniture", "floor", "routes", "scale", "north"];
/** What a layer looks like in other programs. */
export const LOOKS = {
  floor: {fill: "#FFFFFF"}, zones: {fill: "#E9EFF6", "fill-opacity": "0.6"},
  furniture: {fill: "#CBD8E6", stroke: "#B8C2CC", "stroke-width": "5"},
  partitions: {fill: "none", stroke: "#5A6672", "stroke-width": "10"}, walls: {fill: "none", stroke: "#1D2733", "stroke-width": "20"},
  doors: {fill: "none", stroke: "#8FA0B0", "stroke-width": "14"}, routes: {fill: "none", stroke: "#6DBB8F", "stroke-width": "8"},
  exits: {fill: "none", stroke: "#237F52", "stroke-width": "20"}, stairs: {fill: "#5A6672"},
  screens: {fill: "none", stroke: "#004C97", "stroke-width": "8"}, places: {fill: "#004C97"}, safety: {fill: "#9B2423"},
  assembly: {fill: "#237F52"}, scale: {fill: "none", stroke: "#5A6672", "stroke-width": "6"},
  north: {fill: "none", stroke: "#5A6672", "stroke-width": "6"},
};

// 2F, B1 and what Chinese drawings call a storey, as kiosk/content/drawings/read_svg.py reads them.
const FLOORS = [/^(?:floor|storey|level|\u697c\u5c42)[ =:]\s*(\S+)$/i, /^\u7b2c?(b?[0-9]+)\s?(?:f|\u5c42|\u697c)$/i, /^f([0-9]+)$/i,
  /^(b[0-9]+)f?$/i];
const NUMERALS = "\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d";
export function floorOf(label) {
  const text = Array.from(label.normalize("NFKC").trim(), (one) => {
    const at = NUMERALS.indexOf(one);
    return at < 0 ? one : String(at + 1);
  }).join("").replace(/(?:\u5730\u4e0b|\u8d1f)(?=[0-9])/g, "b");
  for (const form of FLOORS) {
    const found = form.exec(text);
    if (found) return found[1];
  }
  return null;
}
export const plain = (text) => text.normalize("NFKC").trim().toLowerCase();
