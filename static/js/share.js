// A share button appears where the system has a share sheet, as on phones.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const { share: url, text } = button.dataset;
    navigator.share({ url, text }).catch(() => {});
  });
}
