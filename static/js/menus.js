// Menus and questions are <details>: Escape, a click elsewhere and "Cancel"
// close them, and the cursor goes back to where it was.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target) || event.target.closest("[data-close]")) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const cancel of document.querySelectorAll("[data-close]")) cancel.hidden = false;
