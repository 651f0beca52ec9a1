// "/" leads to the search field, as long as nothing is being typed elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const fields = [...document.querySelectorAll("[role=search] input[type=search]")];
  const shown = fields.find((field) => field.offsetParent !== null);
  if (!shown) return;
  event.preventDefault();
  shown.focus();
  shown.select();
});
