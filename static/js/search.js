// "/" goes to the search box, unless something is being typed.
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-search]");
  if (event.key !== "/" || !box || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  box.select();
});
