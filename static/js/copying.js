// A button that copies what stands in the field it names; without a script, or where nothing may be copied, it is hidden.
const buttons = navigator.clipboard ? document.querySelectorAll("[data-copies]") : [];
for (const button of buttons) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.textContent = button.dataset.done;
});
