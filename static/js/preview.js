// The link builder shows the customer's page while it is being described.
const preview = document.querySelector("[data-preview]");
const form = document.querySelector("form[data-previewed]");

if (preview && form) {
  const at = (name) => preview.querySelector(`[data-at=${name}]`);
  const { elements: box, dataset: { symbol, currency, decimals } } = form;
  const typed = (name) => box[name].value.trim();
  const list = (name, texts) => at(name).replaceChildren(...texts.map((textContent) => Object.assign(document.createElement("span"), { textContent })));

  const money = (text) => {
    const number = Number(text.replaceAll(",", ""));
    const before = typed("currency") === currency ? symbol : typed("currency") + "\u00a0";
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: Math.max(decimals, 3) };
    return before + (number > 0 && number < 1e12 ? number : 0).toLocaleString("en", digits);
  };

  const drawPrice = () => {
    const open = typed("kind") === "open";
    const price = money(typed("amount"));
    const priced = /[1-9]/.test(price);
    const every = typed("every");
    at("amount").textContent = price;
    at("amount").classList.toggle("soft", !priced);
    at("amount").hidden = open;
    at("open").hidden = !open;
    list("choices", typed("suggested").split(",").filter((s) => s.trim()).map(money).slice(0, 6));
    at("button").textContent = open || !priced ? "Pay" : "Pay " + price;
    at("renews").hidden = !box.repeats.checked;
    at("renews").textContent = "Charged every " + (every > 1 ? `${every} ${typed("unit")}s` : typed("unit"));
  };

  form.addEventListener("input", () => {
    at("description").textContent = typed("description") || at("description").dataset.empty;
    list("asks", [...box.ask_label].map((ask) => ask.value.trim()).concat(box.note.checked ? "Note" : "").filter(Boolean));
    if (box.amount) drawPrice(); // else it is fixed
  });
}
