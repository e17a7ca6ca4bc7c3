// What kiosk check says of the drawing, after each pause of the hand.
import {el} from "./pane.js";

const PAUSE_MS = 700;

export class Faults {
  constructor(editor, {list, count, said}, {address, token}, say) {
    Object.assign(this, {editor, list, count, said, address, token, say});
    this.turn = 0;
    this.found = [];
    editor.on((what) => { if (what === "drawing" || what === "loaded") this.soon(); });
  }

  soon() {
    clearTimeout(this.timer);
    this.said.textContent = this.say("checking");
    this.timer = setTimeout(() => this.look(), PAUSE_MS);
  }

  async look() {
    const turn = (this.turn += 1);
    let answer = null;
    try {
      const reply = await fetch(this.address, {method: "POST", headers: {"Content-Type": "image/svg+xml", "X-CSRFToken": this.token}, body: this.editor.text()});
      answer = reply.ok ? await reply.json() : null;
    } catch (_) { answer = null; }
    if (turn !== this.turn) return;
    this.said.textContent = answer ? "" : this.say("unchecked");
    if (answer) { this.found = answer.faults; this.show(); }
  }

  show() {
    const {editor} = this, mistakes = this.found.filter((one) => one.level === "mistake").length;
    editor.faulty = new Map();
    for (const one of this.found) if (one.at && editor.faulty.get(one.at) !== "mistake") editor.faulty.set(one.at, one.level);
    this.count.textContent = String(this.found.length);
    this.count.classList.toggle("is-wrong", mistakes > 0);
    this.list.textContent = "";
    for (const one of this.found) {
      const shape = one.at && editor.drawing.shapes.find((known) => known.id === one.at);
      const inner = shape ? el("button", {type: "button", onclick: () => this.go(shape)}, one.text) : one.text;
      this.list.append(el("li", {class: one.level}, inner));
    }
    if (!this.found.length) this.list.append(el("li", {class: "none"}, this.say("sound")));
    editor.tell("faults");
  }

  go(shape) {
    const now = this.editor.drawing.shapes.find((known) => known.id === shape.id);
    if (!now) return;
    if (now.floor !== this.editor.floor) this.editor.enter(now.floor);
    this.editor.choose([now.el], false);
  }
}
