// Keys of the review: a letter presses the button that shows it. Without this file the buttons work as well.
"use strict";

const TYPED = new Set(["INPUT", "SELECT", "TEXTAREA"]);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target;
  if (event.key === "Escape" && at instanceof HTMLElement) at.blur();
  if (TYPED.has(at.tagName) && at.type !== "radio") return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!pressed) return;
  event.preventDefault();
  const comment = document.getElementById("comment");
  if (pressed.value === "correct" && comment && !comment.value.trim()) {
    document.querySelector(".fields input, .fields select").focus();
    return; // a correction needs its values and a reason first; Escape leaves the fields
  }
  pressed.click();
});
