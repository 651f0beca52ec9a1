// The queue by keyboard: going through the list, opening, ticking, deciding upon what is open.
const queueBatch = document.getElementById("queue-batch");
const queueSheet = document.getElementById("queue-keys");
const queueTicks = () => [...document.querySelectorAll('.queue-rows input[name="case"]')];

function tellTicked() {
  const number = queueTicks().filter((tick) => tick.checked).length;
  queueBatch.querySelector("[data-ticked]").textContent = number || "";
  queueBatch.querySelector("[data-every] input").checked = number > 0 && number === queueTicks().length;
}

function stepTo(forward) {
  const doors = [...document.querySelectorAll(".queue-open")];
  const focused = doors.indexOf(document.activeElement?.closest("[data-row]")?.querySelector(".queue-open"));
  const here = focused >= 0 ? focused : doors.findIndex((door) => door.matches(".queue-here *"));
  doors[here < 0 ? (forward ? 0 : doors.length - 1) : here + (forward ? 1 : -1)]?.focus();
}

// What needs a reason waits for one: the choice is shown instead of a refusal.
function decide(letter) {
  const button = document.querySelector(`[data-act="${letter}"]`);
  if (!button) return;
  const reasons = [...(button.form?.querySelectorAll('input[name="reason"]') ?? [])];
  if (["h", "r"].includes(letter) && reasons.length && !reasons.some((reason) => reason.checked)) reasons[0].focus();
  else button.click();
}

const queueKeys = {
  j: () => stepTo(true),
  k: () => stepTo(false),
  x: () => document.activeElement?.closest("[data-row]")?.querySelector('input[name="case"]')?.click(),
  n: () => document.querySelector(".decide textarea")?.focus(),
};
for (const letter of "athru") queueKeys[letter] = () => decide(letter);
for (const number of "1234567") queueKeys[number] = () => document.querySelectorAll('.decide input[name="reason"]')[number - 1]?.click();

if (queueSheet) {
  const opener = document.querySelector("[data-queue-keys]");
  opener.hidden = false;
  opener.addEventListener("click", () => queueSheet.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || queueSheet.open) return;
    if (event.target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]')) return;
    if (event.key === "?") queueSheet.showModal();
    else if (Object.hasOwn(queueKeys, event.key)) queueKeys[event.key]();
    else return;
    event.preventDefault();
  });
}

if (queueBatch) {
  const every = queueBatch.querySelector("[data-every]");
  every.hidden = false;
  every.addEventListener("change", (event) => {
    for (const tick of queueTicks()) tick.checked = event.target.checked;
    tellTicked();
  });
  document.addEventListener("change", (event) => event.target.name === "case" && tellTicked());
  document.addEventListener("htmx:afterSettle", tellTicked);
  addEventListener("pageshow", tellTicked);
}
