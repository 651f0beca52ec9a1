// What is similar to what is being typed is put in place only where it differs from what stands there, so that nobody
// hears it twice, and never under the hands of somebody who is just reading it.
let shown = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse } = event.detail;
  if (target.id !== "similar-list") return;
  if (serverResponse === shown || target.contains(document.activeElement)) event.detail.shouldSwap = false;
  else shown = serverResponse;
});
