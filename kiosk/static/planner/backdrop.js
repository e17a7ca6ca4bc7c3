// A photograph or a page under the drawing, to trace over: it stays in this browser. Its scale comes from two points and a known length.
import {make} from "./view.js";

const MOST_PX = 2400;

/** The first page of a PDF is drawn by the server, which keeps nothing; a photograph is one already. */
async function picture(file) {
  if (!/\.pdf$/i.test(file.name)) return file;
  const token = document.querySelector("#planner [name=csrf_token]").value;
  const reply = await fetch("/facilities/plan/picture", {
    method: "POST", headers: {"Content-Type": "application/pdf", "X-CSRFToken": token}, body: file,
  });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.blob();
}

export class Backdrop {
  constructor(editor, view, key) {
    Object.assign(this, {editor, view, key: `${key}:backdrop`});
    this.faint = 0.6;
    this.picture = null;
    try { this.picture = JSON.parse(localStorage.getItem(this.key) || "null"); } catch (_) { this.picture = null; }
    this.show();
  }

  /** A picture of a file, laid over what is on the board. */
  async take(file) {
    // No <img> of a blob: address, which the hall's policy forbids.
    const image = await createImageBitmap(await picture(file));
    const by = Math.min(1, MOST_PX / Math.max(image.width, image.height)), canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * by);
    canvas.height = Math.round(image.height * by);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const {box} = this.view, wide = box.w * 0.8;
    this.picture = {
      href: canvas.toDataURL("image/jpeg", 0.8), x: box.x + box.w * 0.1, y: box.y + box.h * 0.1, w: wide, h: (wide * canvas.height) / canvas.width,
      floor: this.editor.floor,
    };
    this.keep();
  }

  /** Two points on it are `metres` apart: it grows or shrinks about the first. */
  measured([a, b], metres) {
    const drawn = Math.hypot(a[0] - b[0], a[1] - b[1]) * this.editor.drawing.unit;
    if (!this.picture || !drawn || !(metres > 0)) return;
    const by = metres / drawn, {x, y, w, h} = this.picture;
    Object.assign(this.picture, {x: a[0] + (x - a[0]) * by, y: a[1] + (y - a[1]) * by, w: w * by, h: h * by});
    this.keep();
  }

  drop() { this.picture = null; this.keep(); }

  keep() {
    try {
      if (this.picture) localStorage.setItem(this.key, JSON.stringify(this.picture));
      else localStorage.removeItem(this.key);
    } catch (_) { /* larger than a browser keeps: it lies there until the page is left */ }
    this.show();
  }

  show() {
    const {picture} = this, part = this.view.parts.backdrop;
    part.textContent = "";
    if (!picture || picture.floor !== this.editor.floor) return;
    part.append(make("image", {href: picture.href, x: picture.x, y: picture.y, width: picture.w, height: picture.h, opacity: this.faint, preserveAspectRatio: "none"}));
  }
}
