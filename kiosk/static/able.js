"use strict";
// What this browser lacks of what a screen needs (kiosk/serving/screens/abilities.py). Written for browsers in which nothing else here runs.
(function () {
  var body, lacks = [], ASK_MS = 8000, AGAIN_MS = 10000;
  function need(name, there) { if (!there) lacks.push(name); }
  var css = window.CSS && CSS.supports ? function (rule) { return CSS.supports(rule); } : function () { return false; };
  need("variables", css("(--a: 0)"));
  need("grid", css("(display: grid)"));
  need("sizes", css("(width: clamp(1px, 2px, 3px))") && css("(width: min(1px, 2px))"));
  need("stream", window.EventSource && window.Promise && Promise.prototype.finally);
  need("giving-up", window.fetch && window.AbortController);
  need("parts", window.Element && Element.prototype.replaceWith && Element.prototype.closest);
  window.hallLacks = lacks;
  // hall.js tells it with every beat. Where that does not run, nobody else does.
  function tell() {
    body = document.body;
    if (window.hallTurn !== undefined || !body || !body.getAttribute("data-key")) return;
    var request = new XMLHttpRequest(), all = ["script"].concat(lacks);
    request.open("POST", "/screen/" + body.getAttribute("data-screen") + "/beat");
    request.setRequestHeader("Content-Type", "application/json");
    request.send(JSON.stringify({
      key: body.getAttribute("data-key"), page: "able", revision: 0, visible: true, lacks: all
    }));
    setTimeout(tell, AGAIN_MS);
  }
  setTimeout(tell, ASK_MS);
})();
