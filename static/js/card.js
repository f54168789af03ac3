// The card's number in groups, its brand beside the label, and a slash in the
// expiry, as they are typed.
const brands = [
  ["American Express", /^3[47]/, [4, 10], 15],
  ["Visa", /^4/, [4, 8, 12], 16],
  ["Mastercard", /^(5[1-5]|2(22[1-9]|2[3-9]|[3-6]|7[01]|720))/, [4, 8, 12], 16],
  ["Discover", /^(6011|64[4-9]|65)/, [4, 8, 12], 16],
];

// Digits of all keyboards.
const digits = (text) => text.replace(/[٠-٩০-৯]/g, (d) => (d.charCodeAt() - (d > "ࠀ" ? 6 : 0)) & 15).replace(/\D/g, "");

// retype writes text and keeps the cursor behind the same digit.
function retype(input, text) {
  const before = digits(input.value.slice(0, input.selectionStart)).length;
  const atEnd = input.selectionStart === input.value.length;
  input.value = text;
  let at = text.length;
  if (!atEnd) for (at = 0; digits(text.slice(0, at)).length < before; ) at++;
  input.setSelectionRange(at, at);
}

for (const input of document.querySelectorAll("[data-card]")) {
  const name = input.form.querySelector("[data-brand]");
  input.addEventListener("input", () => {
    const number = digits(input.value);
    const [brand, , gaps, length] = brands.find((b) => b[1].test(number)) ?? ["", null, [4, 8, 12], 19];
    retype(input, [...number.slice(0, length)].map((d, i) => (gaps.includes(i) ? " " + d : d)).join(""));
    if (name.textContent !== brand) name.textContent = brand;
  });
}

for (const input of document.querySelectorAll("[data-expiry]")) {
  input.addEventListener("input", (event) => {
    let typed = digits(input.value);
    if (/^[2-9]/.test(typed)) typed = "0" + typed;
    if (typed.length > 4 && typed.slice(2, 4) === "20") typed = typed.slice(0, 2) + typed.slice(4);
    const erasing = event.inputType?.startsWith("delete");
    input.value = typed.length > 2 || (typed.length === 2 && !erasing) ? typed.slice(0, 2) + "/" + typed.slice(2, 4) : typed;
  });
}
