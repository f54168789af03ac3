// How far an export is; what fails, the browser does alone.
const link = document.querySelector("[data-export]");
if (link) link.onclick = async (e) => {
  e.preventDefault();
  link.onclick = null;
  const bar = link.nextElementSibling, parts = [];
  bar.hidden = false;
  try {
    const file = await fetch(link);
    if (file.redirected || !file.ok) throw 0;
    for await (const part of file.body) {
      parts.push(part);
      bar.value += part.filter((b) => b == 13).length;
    }
    link.href = URL.createObjectURL(new Blob(parts));
    link.click();
  } catch {
    location = link;
  }
};
