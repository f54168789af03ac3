// Copy buttons appear only where scripts run, and say when it worked.
for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector("[role=status]");
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
    } catch {
      // No clipboard over plain http: select it, so that Ctrl+C works.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      return;
    }
    label.textContent = button.dataset.done;
    setTimeout(() => (label.textContent = words), 2000);
  });
}
