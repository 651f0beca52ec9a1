// What stands at the end of a page is fetched when it is a window's height away, so that it is there before the reader
// is. Who jumps to the end is there first: as long as they see the page's foot, which it would push away, it waits, and
// comes when they turn back or ask for it. Without a script, or before it comes, a link stands in its place.
const foot = document.querySelector(".foot");
const late = new Map(); // places whose content waits → that content

function put(place) {
  htmx.swap(place, late.get(place), { swapStyle: "outerHTML" });
  late.delete(place);
}

const near = new IntersectionObserver((places) => {
  for (const { target } of places.filter((place) => place.isIntersecting)) {
    near.unobserve(target);
    htmx.trigger(target, "near");
  }
}, { rootMargin: "100% 0px" });

const away = new IntersectionObserver(([{ isIntersecting }]) => {
  if (!isIntersecting) [...late.keys()].forEach(put);
});

document.addEventListener("htmx:load", () => {
  for (const place of document.querySelectorAll("[data-near]")) near.observe(place);
  away.observe(foot);
}, { once: true });

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const place = detail.target;
  if (!place.matches("[data-near]") || !detail.shouldSwap || foot.getBoundingClientRect().top >= innerHeight) return;
  detail.shouldSwap = false;
  late.set(place, detail.serverResponse);
  place.dataset.near = "late";
});

// Asked for, it comes at once, and the keyboard goes on there; where nothing was found, the link leads to a page.
document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-near] > a")?.parentElement;
  if (!late.get(place)?.trim() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const before = place.previousElementSibling;
  put(place);
  const heading = before.nextElementSibling.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus();
});
