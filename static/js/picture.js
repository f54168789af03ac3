// Chosen pictures are shown before they are sent.
for (const input of document.querySelectorAll("[data-pictures]")) {
  const box = document.createElement("div");
  box.className = "picked";
  input.after(box);
  input.onchange = () => {
    box.replaceChildren();
    for (const file of input.files) {
      const reader = new FileReader();
      reader.onload = () => box.append(Object.assign(new Image(), { src: reader.result, alt: file.name }));
      reader.readAsDataURL(file);
    }
  };
}
