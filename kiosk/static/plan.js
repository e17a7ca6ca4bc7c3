"use strict";
// A tap on the drawing sends what the chosen mark says; the lists under it do the same without a script.
document.addEventListener("click", (event) => {
  const hit = event.target.closest(".plan [data-target]");
  if (!hit) return;
  const form = document.getElementById("hold");
  form.elements.target.value = hit.dataset.target;
  const row = document.querySelector(`[data-way="${CSS.escape(hit.dataset.target)}"]`);
  if (row && row.dataset.held && row.dataset.held === form.elements.hold.value) form.elements.hold.value = "free";
  form.requestSubmit();
});
