// What was typed is kept a moment after typing stops (htmx, see ui/drafts.html). A link that leaves the page, as one
// that changes its language, waits until the last words are kept; so does a phone that turns to another application.
const unkept = new Map(); // the note of a form → how much was typed since it was kept
let leaving = null;

document.addEventListener("input", (event) => {
  const note = event.target.form?.querySelector("[data-draft]");
  if (note) unkept.set(note, (unkept.get(note) ?? 0) + 1);
});

document.addEventListener("htmx:beforeSend", (event) => {
  const note = event.detail.elt;
  if (unkept.has(note)) note.sent = unkept.get(note);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const note = event.detail.elt;
  if (unkept.get(note) === note.sent) unkept.delete(note);
  if (leaving && !unkept.size) location.assign(leaving);
});

document.addEventListener("submit", (event) => unkept.delete(event.target.querySelector("[data-draft]")));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || !unkept.size || event.defaultPrevented) return;
  if (link.target || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leaving = link.href;
  for (const note of unkept.keys()) htmx.trigger(note, "keep");
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return;
  for (const note of unkept.keys()) htmx.trigger(note, "keep");
});
