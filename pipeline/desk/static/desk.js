// Keys of the label queues: a digit chooses the first answer, Enter stores, L leaves the text for later.
let pressed = false; // Enter stores when it is let go, if it was pressed on this page: one held down stores no unseen text
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-keys]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.repeat && event.key !== "Enter") return;
  const first = form.querySelector("select");
  const field = event.target.closest("input, textarea, select, a, button, summary");
  if (/^[1-9]$/.test(event.key) && (!field || field === first) && first.options[Number(event.key)]) {
    first.selectedIndex = Number(event.key);
    if (form.elements.subtopic) form.elements.subtopic.selectedIndex = 0; // it belonged to the answer before
    first.focus();
    event.preventDefault();
  } else if (event.key.toLowerCase() === "l" && !field) {
    document.querySelector("a[data-later]")?.click();
  } else if (event.key === "Enter" && (!field || field.tagName === "SELECT")) {
    pressed ||= !event.repeat;
    event.preventDefault(); // a field of choices would open its list
  }
});
document.addEventListener("keyup", (event) => {
  if (event.key !== "Enter") return;
  if (pressed) document.querySelector("form[data-keys]")?.requestSubmit();
  pressed = false;
});
// A filter that its page does not answer (the log-in is over, the store cannot be read) is asked for without htmx: a page says why.
function askAgain(event) {
  const answer = event.detail.ctx?.response;
  if (event.type === "htmx:before:response" && answer.status === 200 && !answer.raw.redirected) return;
  event.preventDefault();
  document.querySelector("form[hx-get]")?.submit();
}
document.addEventListener("htmx:before:response", askAgain);
document.addEventListener("htmx:error", askAgain);
