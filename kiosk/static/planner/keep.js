// What is being drawn stays in this browser until it is saved, and is saved as a draft beside whatever others saved meanwhile.
export class Keep {
  constructor(editor, {address, token, key}, told) {
    Object.assign(this, {editor, address, token, key, told});
    this.seen = editor.given.seen;
    editor.on((what) => { if (what === "drawing") this.write(); });
  }

  write() {
    try {
      if (this.editor.changed) localStorage.setItem(this.key, JSON.stringify({seen: this.seen, svg: this.editor.text()}));
      else localStorage.removeItem(this.key);
    } catch (_) { this.told("unkept"); }
  }

  /** What was being drawn here and never saved; null where nothing was. */
  kept() {
    try { return JSON.parse(localStorage.getItem(this.key) || "null"); } catch (_) { return null; }
  }
  drop() { try { localStorage.removeItem(this.key); } catch (_) { /* nothing is kept then */ } }

  async save(why) {
    const text = this.editor.text(), {gone} = this.editor, query = new URLSearchParams({seen: this.seen, why});
    gone.forEach((id) => query.append("without", id));
    let answer = {status: "unsent"};
    try {
      const reply = await fetch(`${this.address}?${query}`, {method: "POST", headers: {"Content-Type": "image/svg+xml", "X-CSRFToken": this.token}, body: text});
      answer = await reply.json();
    } catch (_) { answer = {status: "unsent"}; }
    if (answer.status === "saved") {
      this.seen = answer.seen;
      this.editor.saved(text);
      this.editor.went(gone);
      this.drop();
    }
    return answer;
  }
}
