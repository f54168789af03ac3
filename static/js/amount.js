// Where an amount is typed, the button says it; typing one takes a chosen
// suggestion back.
const button = document.querySelector("[data-pay]");

if (button) {
  const { form, lastChild: label } = button;
  const { pay: symbol, decimals, words, numbers = "en", mark = "." } = button.dataset;
  const said = label.textContent.trim();
  const word = words ? said : said.split(" ")[0];
  const style = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const read = (text) => text.trim().replace(/[.,\s'’](?=\d{3}(\D|$))/g, (m) => (m === mark ? m : "")).replace(mark, ".");
  const show = (plain) => {
    const good = RegExp(`^\\d{1,12}(\\.\\d{0,${decimals}})?$`).test(plain) && plain > 0;
    label.textContent = good ? (words ?? word + " {}").replace("{}", () => symbol + (+plain).toLocaleString(numbers, style)) : word;
  };

  show(read(form.elements.amount.value) || form.querySelector("[name=suggested]:checked")?.value || "");

  form.addEventListener("input", ({ target }) => {
    if (target.name === "suggested") {
      form.elements.amount.value = "";
      show(target.value);
    }
    if (target.name === "amount") {
      for (const choice of form.querySelectorAll("[name=suggested]")) choice.checked = false;
      show(read(target.value));
    }
  });
}
