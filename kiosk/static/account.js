"use strict";

// What the page says in words it also does by itself: on to the directory, or on when it has answered.
const LOOKS_MS = 400;
const onward = document.querySelector("a[data-onward]");
const looks = document.querySelector("a[data-looks]");

function look() {
  fetch(`${looks.href}?look`, { cache: "no-store" })
    .then((answer) => {
      if (answer.status === 204) setTimeout(look, LOOKS_MS);
      else location.replace(looks.href);
    })
    .catch(() => setTimeout(look, LOOKS_MS));
}

if (onward) location.replace(onward.href);
if (looks) look();
