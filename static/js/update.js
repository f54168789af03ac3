// What changes the price takes effect: at once for who points, and on the way out
// for who types, since each letter chooses another country.
let typing, changed;
addEventListener("keydown", () => (typing = true), true);
addEventListener("pointerdown", () => (typing = false), true);

const update = (input) => input.closest(".with-button").querySelector("button").click();
addEventListener("change", ({ target }) => {
  if (!target.matches("[data-update]")) return;
  if (typing) changed = target;
  else update(target);
});
addEventListener("focusout", ({ target }) => target === changed && update(target));
