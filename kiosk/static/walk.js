"use strict";
// A tap on the drawing stands somebody there, a tap on a way closes or frees it; the lists under it do the same without a script.
document.addEventListener("click", (event) => {
  const drawing = event.target.closest(".plan");
  if (!drawing) return;
  const form = document.getElementById("walk");
  const hit = event.target.closest("[data-target]");
  const row = hit && hit.tagName === "circle" && form.querySelector(`[name=shut][value="${CSS.escape(hit.dataset.target)}"]`);
  if (row) row.checked = !row.checked;
  else {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
    form.elements.floor.value = drawing.dataset.floor;
    form.elements.x.value = at.x.toFixed(1);
    form.elements.y.value = at.y.toFixed(1);
    form.elements.place.value = "";
  }
  form.requestSubmit();
});
