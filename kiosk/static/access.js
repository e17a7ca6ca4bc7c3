"use strict";

// The pad replaces the tablet's own keyboard, which would cover half the page.
const pad = document.querySelector(".access-pad");
const pin = document.querySelector("input[name=pin]");
if (pad && matchMedia("(pointer: coarse)").matches) {
  pad.hidden = false;
  pad.closest(".card").classList.add("padded");
  pin.inputMode = "none";
  pad.addEventListener("click", (event) => {
    const digit = event.target.dataset.digit;
    if (digit === undefined) return;
    pin.value = digit === "" ? "" : (pin.value + digit).slice(0, pin.maxLength);
  });
}
