// The bio editor: forms go beside the page; blocks can be dragged.
const bio = () => document.querySelector("[data-bio]");
let item;

async function send(form) {
  let body = new FormData(form);
  if (form.enctype[0] === "a") body = new URLSearchParams(body);
  const got = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await got.text(), "text/html").querySelector("[data-bio]");
  if (!page) return (location = got.url);
  const { id, value } = document.activeElement;
  bio().replaceWith(page);
  history.replaceState(0, 0, got.url);
  let next = document.getElementById(id);
  if (!next || next.disabled) next = page.querySelector("[autofocus]");
  else if (/^text/.test(next.type)) next.value = value;
  next?.focus();
}

const on = (name, act) => bio() && addEventListener(name, (e) => act(e, e.target.closest("[data-block]")));

on("submit", (e) => {
  if (e.defaultPrevented || !e.target.matches("[data-swap]")) return;
  e.preventDefault();
  send(e.target).catch(() => e.target.submit());
});
on("change", (e) => e.target.closest("[data-save]")?.requestSubmit());
on("dragstart", (e, at) => (item = at));
on("dragover", (e, at) => {
  if (!item || !at) return;
  e.preventDefault();
  at[item.compareDocumentPosition(at) & 4 ? "after" : "before"](item);
});
on("dragend", () => {
  if (!item) return;
  const form = item.querySelector("form");
  form.to.value = [...item.parentNode.children].indexOf(item);
  form.requestSubmit();
});
