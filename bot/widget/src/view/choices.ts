/** Choices as real buttons. They stay; the one that was chosen is marked, and may be chosen again. */

import type { Choice, Feedback } from "../messages";
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

/** Opinions on a list; one that has reasons asks for them before it is sent. */
export function feedbackList(items: readonly Feedback[], choose: Choose): HTMLElement {
  const node = el("div", { class: "feedback" });
  const opinion: Choose = (choice) => {
    node.querySelector(".reasons")?.remove();
    const { reasons } = choice as Feedback;
    if (!reasons?.length) return choose(choice);
    const list = choiceList(reasons, choose, textes.avis.pourquoi);
    node.append(el("div", { class: "reasons" }, el("p", {}, textes.avis.pourquoi), list));
  };
  node.append(choiceList(items, opinion, textes.avis.groupe));
  return node;
}
