// "More" replaces itself with the next rows; the keyboard goes on at the first of them.
document.addEventListener("htmx:beforeSwap", (event) => {
  const more = event.detail.target.closest?.(".more");
  if (!more || !event.detail.shouldSwap) return;
  const before = more.previousElementSibling;
  document.addEventListener("htmx:afterSettle", () => {
    const list = before?.parentElement;
    list?.children[[...list.children].indexOf(before) + 1]?.querySelector("a:not(.pill)")?.focus();
  }, { once: true });
});
