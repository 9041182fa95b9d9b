/** Choices as real buttons. They stay; the one that was chosen is marked, and may be chosen again. */

import type { Choice } from "../messages";
import { textes } from "../textes";
import { button, el, hidden, icon } from "./dom";

export type Choose = (choice: Choice) => void;

function choiceButton(choice: Choice, choose: Choose): HTMLButtonElement {
  const node = button(choice.title, () => {
    mark(node);
    choose(choice);
  });
  node.className = "choice";
  node.dataset["title"] = choice.title;
  return node;
}

/** Mark one button as the chosen one of its group. */
function mark(node: HTMLElement): void {
  for (const other of node.closest("ul")?.querySelectorAll<HTMLElement>(".chosen") ?? []) {
    other.classList.remove("chosen");
    other.replaceChildren(other.dataset["title"] ?? "");
  }
  node.classList.add("chosen");
  node.replaceChildren(icon("check"), node.dataset["title"] ?? "", hidden(` (${textes.choix.choisi})`));
}

/** Mark the choice that a message of the person's answers, if this element offers it. */
export function markTitle(within: Element, title: string): boolean {
  for (const node of within.querySelectorAll<HTMLElement>(".choice")) {
    if (node.dataset["title"] !== title) continue;
    if (!node.classList.contains("chosen")) mark(node);
    return true;
  }
  return false;
}

export function choiceList(choices: readonly Choice[], choose: Choose, label: string = textes.choix.groupe): HTMLElement {
  return el("ul", { class: "choices", "aria-label": label }, ...choices.map((choice) => el("li", {}, choiceButton(choice, choose))));
}
