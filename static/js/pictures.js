// The picker of pictures. Each file is uploaded as soon as it is chosen, dropped or pasted; the form holds its id.
const shrinkFrom = 2e6; // bytes of a photograph that is made smaller before it is sent
const shrinkTo = 2400; // pixels of its longer side
let queue = Promise.resolve();

const pickerOf = (node) => node?.closest?.("form")?.querySelector("[data-pictures]");
const list = (picker) => picker.querySelector("[data-list]");
const held = (picker) => list(picker).querySelectorAll("[data-picture], .is-sending").length;

function say(picker, words, values = {}) {
  const said = (picker.dataset[words] ?? words).replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  picker.querySelector("[data-say]").textContent = said;
}

// The draft of the form is kept when something is typed; a change of its pictures is as good.
const changed = (picker) => list(picker).dispatchEvent(new Event("input", { bubbles: true }));

function trouble(picker, words) {
  const told = document.createElement("span");
  told.textContent = words;
  picker.querySelector("[data-trouble]").append(told);
  say(picker, "");
}

function take(picker, files) {
  picker.closest("details")?.setAttribute("open", "");
  picker.querySelector("[data-trouble]").replaceChildren();
  for (const file of files) {
    if (held(picker) >= Number(picker.dataset.most)) return trouble(picker, picker.dataset.sayMost);
    const place = waiting(picker, file);
    queue = queue.then(() => upload(picker, file, place));
  }
}

function waiting(picker, file) {
  const place = document.createElement("li");
  const bar = document.createElement("progress");
  place.className = "picture-item is-sending";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  place.append(bar);
  list(picker).append(place);
  say(picker, "saySending");
  return place;
}

async function upload(picker, file, place) {
  const sent = await lighter(file);
  if (sent.size > Number(picker.dataset.mostBytes)) return refuse(picker, place, file, picker.dataset.sayLarge);
  const answer = await send(picker, sent, place.querySelector("progress"));
  if (answer.status !== 201 && answer.status !== 422 && answer.status !== 429) {
    return refuse(picker, place, file, picker.dataset.sayFailed);
  }
  const made = document.createElement("template");
  made.innerHTML = answer.responseText;
  const item = made.content.querySelector("li");
  if (answer.status !== 201) return refuse(picker, place, file, item?.textContent.trim() ?? picker.dataset.sayFailed);
  place.replaceWith(item);
  say(picker, "sayAdded");
  changed(picker);
}

function refuse(picker, place, file, words) {
  place.remove();
  trouble(picker, `${file.name}: ${words}`);
}

function send(picker, file, bar) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("picture", file, file.name || "picture");
    request.open("POST", "/pictures");
    request.setRequestHeader("X-CSRFToken", picker.closest("form").elements.csrf_token?.value ?? "");
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => { bar.value = event.loaded / event.total; };
    request.onloadend = () => resolve(request);
    request.send(body);
  });
}

// A photograph of a phone has ten times the pixels anybody will see; on the road every megabyte counts.
async function lighter(file) {
  if (file.size < shrinkFrom || file.type !== "image/jpeg") return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, shrinkTo / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.9); });
    return made && made.size < file.size ? made : file;
  } catch {
    return file; // what the browser cannot read, the site refuses in words
  }
}

function arrange(picker, button) {
  const item = button.closest("[data-picture]");
  const other = { picture_left: item.previousElementSibling, picture_right: item.nextElementSibling }[button.name];
  if (button.name === "picture_remove") {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    (next?.querySelector("[name=picture_remove]") ?? picker.querySelector("[type=file]")).focus();
    say(picker, "sayRemoved");
  } else if (other) {
    other[button.name === "picture_left" ? "before" : "after"](item);
    button.focus();
    const all = [...list(picker).children];
    say(picker, "sayMoved", { number: all.indexOf(item) + 1, all: all.length });
  }
  changed(picker);
}

document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-pictures]");
  if (!picker || event.target.type !== "file") return;
  take(picker, [...event.target.files]);
  event.target.value = "";
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-picture] [name^=picture_]");
  if (!button) return;
  event.preventDefault();
  arrange(button.closest("[data-pictures]"), button);
});

document.addEventListener("dragover", (event) => {
  const picker = pickerOf(event.target);
  if (!picker || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  picker.classList.add("is-over");
});

document.addEventListener("dragleave", (event) => pickerOf(event.target)?.classList.remove("is-over"));

document.addEventListener("drop", (event) => {
  const picker = pickerOf(event.target);
  if (!picker || !event.dataTransfer.files.length) return;
  event.preventDefault();
  picker.classList.remove("is-over");
  take(picker, [...event.dataTransfer.files]);
});

document.addEventListener("paste", (event) => {
  const picker = pickerOf(event.target);
  const files = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
  if (!picker || !files.length) return;
  event.preventDefault();
  take(picker, files);
});

// Who sends the form while a picture is on its way means that picture too.
document.addEventListener("submit", (event) => {
  if (!event.target.querySelector(".is-sending")) return;
  event.preventDefault();
  queue.then(() => event.target.requestSubmit(event.submitter));
});

document.querySelectorAll("[data-pictures] [data-upload]").forEach((button) => { button.hidden = true; });
