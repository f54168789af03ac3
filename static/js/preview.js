// The link builder shows the customer's page while it is being described.
const preview = document.querySelector("[data-preview]");
const form = document.querySelector("form[data-previewed]");

if (preview && form) {
  const at = (name) => preview.querySelector(`[data-at=${name}]`);
  const typed = (name) => form.elements[name]?.value.trim() ?? "";

  const money = (text) => {
    const number = Number(text.replaceAll(",", ""));
    const { symbol, currency, decimals } = form.dataset;
    const before = typed("currency") === currency ? symbol : typed("currency") + "\u00a0";
    const digits = { minimumFractionDigits: +decimals, maximumFractionDigits: Math.max(+decimals, 3) };
    return before + (number > 0 && number < 1e12 ? number : 0).toLocaleString("en", digits);
  };

  const draw = () => {
    const open = typed("kind") === "open";
    const price = money(typed("amount"));
    const priced = /[1-9]/.test(price);
    const choices = typed("suggested").split(",").filter((s) => s.trim()).map(money).slice(0, 6);
    at("description").textContent = typed("description") || at("description").dataset.empty;
    at("amount").textContent = price;
    at("amount").classList.toggle("soft", !priced);
    at("amount").hidden = open;
    at("open").hidden = !open;
    at("choices").replaceChildren(...choices.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
    at("button").textContent = open || !priced ? "Pay" : "Pay " + price;
  };

  // The price of an existing link is fixed, and so is its picture.
  if (form.elements.amount) form.addEventListener("input", draw);
}
