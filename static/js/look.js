// Waits for an end without a jump: the page is loaded again when there is something new.
const waits = document.querySelector("[data-look]");
if (waits) setInterval(async () => {
  try {
    if (!(await (await fetch("")).text()).includes(`data-look="${waits.dataset.look}"`)) location.replace(location);
  } catch {}
}, waits.dataset.look * 1e3);
