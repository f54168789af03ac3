// A form is sent once: its button shows that it is on its way and cannot be
// pressed again. Coming back to the page makes it usable.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = event.submitter ?? form.querySelector("[type=submit]");
    // After this turn, so that the button's own value is still sent.
    setTimeout(() => {
      if (!button) return;
      button.dataset.busy = "";
      button.setAttribute("aria-disabled", "true");
    });
  });
}

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-busy]")) {
      delete button.dataset.busy;
      button.removeAttribute("aria-disabled");
    }
  }
});
