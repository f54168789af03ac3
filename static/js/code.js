// Six digits are a whole code: the form goes by itself.
for (const input of document.querySelectorAll("[data-six]")) {
  input.addEventListener("input", () => {
    if (/^\d{6}$/.test(input.value.replace(/\s/g, ""))) input.form.requestSubmit();
  });
}
