// What is written on a shape, as signage/floorplan/labels.py and the reader take it: `exit/east width=1.8 'name=East exit'`,
// or attributes data-… of their own. Words that nobody changes keep the letters they were written with.
import {INK} from "./names.js";

const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;

function plain(raw) {
  return raw.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, one, soft, hard) =>
    one !== undefined ? one : hard !== undefined ? hard : soft.replace(/\\(["\\$`])/g, "$1"));
}

function words(el) {
  const text = (el.getAttributeNS(INK, "label") || "").replace(/\uff1d/g, "=").replace(/\u3000/g, " ");
  const joined = text.split("=").map((part) => part.trim()).join("=");
  return (joined.match(WORD) || []).map((raw) => ({raw, text: plain(raw)}));
}

function quoted(text) {
  return /[\s"'\\]/.test(text) ? `'${text.replace(/'/g, `'"'"'`)}'` : text;
}

function put(el, list) {
  const label = list.map((word) => word.raw).join(" ");
  if (label) el.setAttributeNS(INK, "inkscape:label", label);
  else el.removeAttributeNS(INK, "label");
}

/** The id a shape stands for, and all that is written on it by key. */
export function written(el, meant) {
  const attrs = {};
  let resource = "", alone = "";
  for (const {text} of words(el)) {
    const at = text.indexOf("=");
    if (at < 0) alone = alone || text;
    else attrs[known(text.slice(0, at), meant)] = text.slice(at + 1);
  }
  for (const one of el.attributes) if (one.name.startsWith("data-")) attrs[known(one.name.slice(5), meant)] = one.value;
  resource = (attrs.id || alone).normalize("NFKC").trim().toLowerCase();
  delete attrs.id;
  return {resource, attrs};
}

function known(key, meant) {
  const plainly = key.normalize("NFKC").trim().toLowerCase();
  return (meant && meant[plainly]) || plainly;
}

/** One word of the label: an empty value takes it away. */
export function write(el, key, value, meant) {
  if (el.hasAttribute(`data-${key}`)) {
    if (value) el.setAttribute(`data-${key}`, value);
    else el.removeAttribute(`data-${key}`);
    return;
  }
  const list = words(el);
  const at = list.findIndex(({text}) => text.includes("=") && known(text.slice(0, text.indexOf("=")), meant) === key);
  const word = {raw: quoted(`${key}=${value}`)};
  if (at >= 0) list.splice(at, 1, ...(value ? [word] : []));
  else if (value) list.push(word);
  put(el, list);
}

export function rename(el, resource) {
  if (el.hasAttribute("data-id")) { el.setAttribute("data-id", resource); return; }
  const list = words(el), at = list.findIndex(({text}) => !text.includes("="));
  const word = {raw: quoted(resource)};
  if (at >= 0) list.splice(at, 1, ...(resource ? [word] : []));
  else if (resource) list.unshift(word);
  put(el, list);
}

export const labelOf = (el) => el.getAttributeNS(INK, "label") || "";
export function relabel(el, label) { put(el, label.trim() ? [{raw: label.trim()}] : []); }
