// What the terminal of textual-serve needs to know of this page, before it opens on load.
"use strict";

const terminal = document.getElementById("terminal");
const origin = window.location.origin.replace(/^http/, "ws");
terminal.dataset.sessionWebsocketUrl = `${origin}/ws`;

const notice = document.getElementById("notice");
notice.hidden = localStorage.getItem("understood") === "yes";
document.getElementById("no-copying").hidden = window.isSecureContext;
document.getElementById("understood").addEventListener("click", () => {
  localStorage.setItem("understood", "yes");
  notice.hidden = true;
  window.dispatchEvent(new Event("resize"));
  terminal.querySelector("textarea").focus();
});
document.getElementById("again").addEventListener("click", () => window.location.reload());
window.addEventListener("load", () => {
  // xterm measures its cells by the font, which must be there by then.
  document.fonts.ready.then(() => terminal.querySelector("textarea").focus());
});
