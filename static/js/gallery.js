// Pictures are links to their large files; with a script these open above the page, with the arrow keys between them.
let shown = [];

function open(viewer, gallery, at) {
  shown = [...gallery.querySelectorAll("a")];
  show(viewer, at);
  viewer.showModal();
}

function show(viewer, at) {
  const link = shown[(at + shown.length) % shown.length];
  const large = viewer.querySelector("[data-large]");
  const words = link.querySelector("img:not(.shot-blur)").alt;
  viewer.dataset.at = shown.indexOf(link);
  large.src = link.href;
  large.width = link.dataset.width;
  large.height = link.dataset.height;
  large.alt = words;
  viewer.querySelector("[data-caption]").textContent = words;
  viewer.querySelector("[data-count]").textContent = `${shown.indexOf(link) + 1} / ${shown.length}`;
  for (const button of viewer.querySelectorAll("[data-step]")) button.hidden = shown.length < 2;
}

const step = (viewer, by) => show(viewer, Number(viewer.dataset.at) + by);

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-gallery] a");
  const viewer = event.target.closest("[data-viewer]");
  const closed = document.querySelector("[data-viewer]");
  if (link && closed && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    const gallery = link.closest("[data-gallery]");
    open(closed, gallery, [...gallery.querySelectorAll("a")].indexOf(link));
  } else if (viewer) {
    const button = event.target.closest("[data-step]");
    if (button) step(viewer, Number(button.dataset.step));
    else if (event.target === viewer) viewer.close();
  }
});

document.addEventListener("keydown", (event) => {
  const viewer = document.querySelector("[data-viewer][open]");
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (viewer && by) step(viewer, by);
});
