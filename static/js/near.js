// What stands at the end of a page is fetched when it is a window's height away, so that it is there before the reader
// is: nothing moves before anybody's eyes. Without a script, or before it comes, a link stands in its place.
const near = new IntersectionObserver((places) => {
  for (const { target } of places.filter((place) => place.isIntersecting)) {
    near.unobserve(target);
    htmx.trigger(target, "near");
  }
}, { rootMargin: "100% 0px" });

document.addEventListener("htmx:load", () => {
  for (const place of document.querySelectorAll("[data-near]")) near.observe(place);
}, { once: true });
