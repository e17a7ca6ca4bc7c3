"use strict";
// Whose word this page goes by. What another log says, or an older state of its own, takes no danger from a screen
// until a person at the server has settled it (kiosk/store/identity.py). More danger is shown whoever says it.
window.hallWord = (() => {
  const {body} = document;
  const list = (text) => (text || "").split(" ").filter(Boolean);
  // What the server says of its log; the next scene is of that.
  let said = {
    log: body.dataset.log || "", settled: list(body.dataset.settled), open: body.dataset.open || "",
    gravity: Number(body.dataset.gravity || 0), safe: "safe" in body.dataset,
  };
  // What stands on the screen, the newest that was said, and the dangers that nobody has settled.
  let shown = null, newest = null, owed = [];

  function parts(log) {
    const dot = log.lastIndexOf(".");
    return [log.slice(0, dot), Number(log.slice(dot + 1))];
  }
  // May what is said now take back what was shown then?
  function answersFor(now, then) {
    const [log, generation] = parts(now.log), [other, older] = parts(then.log);
    if (now.settled.includes(other)) return true;
    if (log !== other || generation < older) return false;
    return generation > older || now.revision >= then.revision;
  }
  const title = (html) => (/aria-label="([^"]*)"/.exec(html) || ["", ""])[1].slice(0, 40);
  const word = (html, revision) => ({...said, html, revision, title: title(html)});

  // A person, or the server once it has taken the danger over, answers for it from then on.
  function settled(now, debt) {
    const {taken} = debt;
    return answersFor(now, debt) || Boolean(taken && now.log === taken.log && now.revision >= taken.revision);
  }
  // What to show now that this scene has come: it, or the gravest danger that is still owed.
  function judge(html, revision) {
    newest = word(html, revision);
    return weighed(newest);
  }
  function weighed(now) {
    if (shown && shown.gravity > 0 && !owed.includes(shown)) owed.push({...shown, taken: null});
    owed = owed.filter((debt) => !settled(now, debt));
    const gravest = owed.reduce((one, other) => (one && one.gravity >= other.gravity ? one : other), null);
    shown = gravest && now.gravity < gravest.gravity ? gravest : newest;
    body.classList.toggle("is-held", shown !== newest);
    body.classList.toggle("is-safe", now.safe && shown === newest && now.gravity === 0);
    return shown;
  }
  return {
    judge,
    // The newest scene once more, beside what is owed now. It was of the gravity that was said before it came: what has
    // been said since is of the next one, but for what a person has settled meanwhile.
    again: () => weighed({...newest, settled: said.log === newest.log ? said.settled : newest.settled}),
    hear({log = said.log, settled = said.settled, gravity = said.gravity, open = "", safe = false}) {
      said = {log, settled, gravity, open, safe};
    },
    // A log that is not the newest one's: whatever was missed comes with the next connection.
    strange: (log) => Boolean(log && newest && log !== newest.log),
    get log() { return shown ? shown.log : said.log; },
    get held() { return owed.includes(shown); },
    // What the server has to be told next.
    get owes() {
      const debt = owed.find(({taken}) => !taken);
      return debt ? {log: debt.log, revision: debt.revision, title: debt.title, open: debt.open} : null;
    },
    // No danger stands on the screen, and none is owed.
    get calm() { return !owed.length && (shown || said).gravity === 0; },
    get newest() { return newest; },
    // The server now answers for it, from that revision of that log on.
    taken(owes, log, revision) {
      owed.filter((debt) => debt.log === owes.log && debt.revision === owes.revision)
        .forEach((debt) => { debt.taken = {log, revision}; });
    },
    // What it showed before it was loaded again, as `keep` gave it; whether that says whose word it was.
    before(kept) {
      if (!kept || !kept.log) return false;
      shown = kept;
      return true;
    },
    // Of one log the later, of two the graver: what a slower memory has, beside what stands here.
    newer: (kept) => !shown || (kept.log === shown.log ? kept.revision > shown.revision : kept.gravity > shown.gravity),
    // The same, where something has been said since: a danger is owed until that answers for it. Whether there is one.
    recall(kept) {
      const again = shown && kept.log === shown.log && kept.revision === shown.revision;
      if (again || !(kept.gravity > 0)) return false;
      owed.push({...kept, taken: null});
      return true;
    },
    keep: () => ({...shown, taken: null}),
  };
})();
