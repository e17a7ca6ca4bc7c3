// Undo without end: every change of the drawing's own tree is kept, and taken back in the order in which it came.
import {INK} from "./names.js";

function putAttribute(record, value) {
  const {target, attributeName: name, attributeNamespace: space} = record;
  if (value === null) target.removeAttributeNS(space, name);
  else target.setAttributeNS(space, space === INK ? `inkscape:${name}` : name, value);
}

function back(record) {
  if (record.type === "attributes") { putAttribute(record, record.oldValue); return; }
  for (const node of record.addedNodes) if (node.parentNode) node.parentNode.removeChild(node);
  for (const node of record.removedNodes) {
    record.target.insertBefore(node, record.nextSibling && record.nextSibling.parentNode === record.target ? record.nextSibling : null);
  }
}

export class History {
  constructor(root, told) {
    this.told = told;
    this.watch = new MutationObserver(() => {});
    this.watch.observe(root, {attributes: true, attributeOldValue: true, childList: true, subtree: true});
    this.done = [];
    this.undone = [];
    /** How many steps the text had that was last read or saved; -1 where they cannot come back. */
    this.base = 0;
  }

  /** One step: whatever `change` does to the drawing. */
  step(change) {
    const found = change(), records = this.watch.takeRecords();
    if (records.length) {
      if (this.base > this.done.length) this.base = -1;
      this.done.push(records);
      this.undone = [];
      this.told();
    }
    return found;
  }

  turn(from, to) {
    const records = from.pop();
    if (!records) return false;
    for (const record of records.reverse()) back(record);
    to.push(this.watch.takeRecords());
    this.told();
    return true;
  }

  undo() { return this.turn(this.done, this.undone); }
  redo() { return this.turn(this.undone, this.done); }
  get moved() { return this.done.length !== this.base; }
  stand() { this.base = this.done.length; }
}
