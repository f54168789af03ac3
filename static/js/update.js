// What changes the price takes effect at once.
addEventListener("change", ({ target }) => target.matches("[data-update]") && target.closest(".with-button").querySelector("button").click());
