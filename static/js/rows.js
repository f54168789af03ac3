// A click anywhere on a row follows its link; selecting text does not.
for (const row of document.querySelectorAll("tr[data-row]")) {
  row.addEventListener("click", (event) => {
    if (event.target.closest("a, button, summary, form") || String(getSelection())) return;
    const link = row.querySelector("a.row-link");
    if (event.ctrlKey || event.metaKey) open(link.href, "_blank", "noopener");
    else link.click();
  });
}
