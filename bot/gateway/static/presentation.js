/* Two buttons, which only work with script: ask the assistant, copy the line. */
const show = (button, act) => {
  button.hidden = false;
  button.addEventListener("click", act);
};

for (const button of document.querySelectorAll("[data-open]"))
  show(button, () => document.querySelector("orientation-assistant")?.open());

const line = document.getElementById("ligne");
const said = document.getElementById("copie");

for (const button of document.querySelectorAll("[data-copy]"))
  show(button, async () => {
    try {
      await navigator.clipboard.writeText(line.textContent);
      said.textContent = said.dataset.done;
    } catch {
      // No permission, or no secure context: the person copies what is selected.
      getSelection().selectAllChildren(line);
      said.textContent = said.dataset.selected;
    }
  });
