// Moving a card by drag: the same form as without it, opened with the column's target or status chosen.
const cards = document.querySelectorAll("[data-card]");
let dragged = null;

for (const card of cards) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.querySelector("a").href);
    card.classList.add("is-dragged");
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    card.classList.remove("is-dragged");
    for (const column of document.querySelectorAll(".is-target")) column.classList.remove("is-target");
  });
}

// Where a card may go: any column whose choice its form offers, but the one it stands in.
const takes = (column) =>
  dragged &&
  column !== dragged.closest("[data-drop]") &&
  [...dragged.querySelector("select").options].some((option) => option.value === column.dataset.drop);

for (const column of document.querySelectorAll("[data-drop]")) {
  column.addEventListener("dragover", (event) => {
    if (!takes(column)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    column.classList.add("is-target");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("is-target");
  });
  column.addEventListener("drop", (event) => {
    if (!takes(column)) return;
    event.preventDefault();
    const move = dragged.querySelector(".card-move");
    move.open = true;
    move.querySelector("select").value = column.dataset.drop;
    move.querySelector("textarea").focus();
  });
}
