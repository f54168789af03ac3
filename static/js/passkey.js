// A passkey answers for its person: the browser signs what the form carries.
const keys = window.PublicKeyCredential;
for (const form of keys?.parseRequestOptionsFromJSON ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  for (const none of document.querySelectorAll("[data-passkey-none]")) none.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const how = form.dataset.passkey;
    const parse = how === "get" ? "parseRequestOptionsFromJSON" : "parseCreationOptionsFromJSON";
    try {
      const publicKey = keys[parse](JSON.parse(form.dataset.options));
      form.elements.credential.value = JSON.stringify(await navigator.credentials[how]({ publicKey }));
      form.submit();
    } catch {
      form.querySelector("[data-failed]").hidden = false;
    }
  });
}
