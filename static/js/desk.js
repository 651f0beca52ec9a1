// The inbox by keyboard, ticking all that is shown there or of the orders, and answer templates put into a form where it stands.
const batch = document.getElementById("batch");
const keysSheet = document.getElementById("keys");
const ticks = () => [...document.querySelectorAll('[data-row] input[form="batch"]')];

function tell() {
  const number = ticks().filter((tick) => tick.checked).length;
  batch.querySelector("[data-ticked]").textContent = number || "";
  batch.querySelector("[data-every] input").checked = number > 0 && number === ticks().length;
}

function step(forward) {
  const links = [...document.querySelectorAll("[data-row] .row-title a")];
  const here = links.indexOf(document.activeElement?.closest("[data-row]")?.querySelector(".row-title a"));
  const next = here < 0 ? (forward ? 0 : links.length - 1) : here + (forward ? 1 : -1);
  links[next]?.focus();
}

function ask(letter) {
  const here = document.activeElement?.closest("[data-row]")?.querySelector('input[name="idea"]');
  if (here && !ticks().some((tick) => tick.checked)) here.checked = true;
  const button = batch.querySelector(`[data-act="${letter}"]`);
  if (button && ticks().some((tick) => tick.checked)) batch.requestSubmit(button);
}

const keys = {
  j: () => step(true),
  k: () => step(false),
  x: () => document.activeElement?.closest("[data-row]")?.querySelector('input[name="idea"]').click(),
  o: () => document.activeElement?.closest("[data-row]")?.querySelector(".row-title a").click(),
  a: () => ask("a"),
  s: () => ask("s"),
  d: () => ask("d"),
};

if (keysSheet) {
  const opener = document.querySelector("[data-keys]");
  opener.hidden = false;
  opener.addEventListener("click", () => keysSheet.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keysSheet.open) return;
    if (event.target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return;
    if (event.key === "?") keysSheet.showModal();
    else if (batch && Object.hasOwn(keys, event.key)) keys[event.key]();
    else return;
    event.preventDefault();
  });
}

if (batch) {
  const every = batch.querySelector("[data-every]");
  every.hidden = false;
  every.addEventListener("change", (event) => {
    for (const tick of ticks()) tick.checked = event.target.checked;
    tell();
  });
  document.addEventListener("change", (event) => event.target.form === batch && tell());
  document.addEventListener("htmx:afterSettle", tell);
  addEventListener("pageshow", tell);
}

document.addEventListener("submit", async (event) => {
  const { insert, language } = event.target.dataset;
  const field = insert && document.querySelector(insert === "status" ? "form[action$='/status'] textarea" : "#write [name=body]");
  if (!field) return;
  event.preventDefault();
  const chosen = new FormData(event.target).get("template");
  const answer = await fetch(`/desk/templates/${chosen}/text?language=${language}`);
  if (!answer.ok) return event.target.submit();
  field.setRangeText(await answer.text(), field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
