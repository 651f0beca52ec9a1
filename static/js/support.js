// The support pill is a form that htmx sends; afterwards its count rolls in and the keyboard stays where it was.
document.addEventListener("htmx:afterSettle", (event) => {
  const pill = event.detail.elt.querySelector?.(".pill");
  if (!pill) return;
  pill.classList.add("is-new");
  if (document.activeElement === document.body) pill.focus({ preventScroll: true });
});
