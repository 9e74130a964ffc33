// Explanations open on hover and focus as they do on a press. Without this file a press opens them.
"use strict";

const WAIT = 250;
let waiting = 0;

function textOf(event) {
  const button = event.target instanceof Element && event.target.closest(".explained");
  return button ? [button, document.getElementById(button.getAttribute("popovertarget"))] : [];
}

function open(event) {
  const [button, text] = textOf(event);
  clearTimeout(waiting);
  if (!text || text.matches(":popover-open")) return;
  waiting = setTimeout(() => text.isConnected && !text.matches(":popover-open") && text.showPopover({ source: button }), WAIT);
}

function close(event) {
  clearTimeout(waiting);
  const [, text] = textOf(event);
  // whoever moves onto the text goes on reading it
  if (text && !(event.relatedTarget instanceof Node && text.contains(event.relatedTarget))) waiting = setTimeout(() => text.matches(":popover-open") && !text.matches(":hover") && text.hidePopover(), WAIT);
}

document.addEventListener("mouseover", open);
document.addEventListener("mouseout", close);
document.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && open(event));
document.addEventListener("focusout", close);
document.addEventListener("mouseout", (event) => {
  const text = event.target instanceof Element && event.target.closest(".explanation");
  if (text && !(event.relatedTarget instanceof Node && text.contains(event.relatedTarget))) text.hidePopover();
});
