// A bar of tabs that is wider than the screen is scrolled to the current one.
document.addEventListener("DOMContentLoaded", () => {
  for (const current of document.querySelectorAll(".tabs [aria-current]")) {
    const bar = current.parentElement;
    bar.scrollLeft += current.getBoundingClientRect().left - bar.getBoundingClientRect().left - 32;
  }
});
