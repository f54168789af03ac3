// Where an amount is typed, the button says it; typing one takes a chosen
// suggestion back.
const button = document.querySelector("[data-pay]");

if (button) {
  const form = button.form;
  const label = button.lastChild;
  const { pay: symbol, decimals, words } = button.dataset;
  const said = label.textContent.trim();
  const word = words ? said : said.split(" ")[0];
  const withAmount = words ?? `${word} {}`;
  const show = (text) => {
    const typed = text.trim().replaceAll(",", "");
    const good = /^\d{1,12}(\.\d*)?$/.test(typed) && Number(typed) > 0;
    const number = good && Number(typed).toLocaleString("en", { minimumFractionDigits: +decimals, maximumFractionDigits: +decimals });
    label.textContent = good ? withAmount.replace("{}", () => symbol + number) : word;
  };

  show(form.elements.amount.value || form.querySelector("[name=suggested]:checked")?.value || "");

  form.addEventListener("input", (event) => {
    if (event.target.name === "suggested") {
      form.elements.amount.value = "";
      show(event.target.value);
    }
    if (event.target.name === "amount") {
      for (const choice of form.querySelectorAll("[name=suggested]")) choice.checked = false;
      show(event.target.value);
    }
  });
}
