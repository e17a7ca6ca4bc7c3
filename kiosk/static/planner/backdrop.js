// A photograph or a page under the drawing, to trace over: it stays in this browser. Its scale comes from two points and a known length.
import {make} from "./view.js";

const MOST_PX = 2400;

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
    const address = URL.createObjectURL(file), image = new Image();
    await new Promise((done, failed) => { image.onload = done; image.onerror = failed; image.src = address; });
    const by = Math.min(1, MOST_PX / Math.max(image.naturalWidth, image.naturalHeight)), canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * by);
    canvas.height = Math.round(image.naturalHeight * by);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
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
