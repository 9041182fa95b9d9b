/** Choices as real buttons. They stay; the one that was chosen is marked, and may be chosen again. */

import type { Action, Choice } from "../messages";
import { textes } from "../textes";
import { button, el, hidden, icon, type Child } from "./dom";

export type Choose = (choice: Choice) => void;
type Words = () => Child[];

/** What each button shows, so that it can be shown again without its mark. */
const shown = new WeakMap<Element, Words>();

function choiceButton(choice: Choice, choose: Choose, words: Words): HTMLButtonElement {
  const act = () => {
    mark(node);
    choose(choice);
  };
  const node = button(words(), act, { class: "choice", "data-title": choice.title });
  shown.set(node, words);
  return node;
}

/** An action of a card: short to the eye, with the card's name to the ear and in what is then said. */
export function actionButton({ title, label }: Action, payload: string, choose: Choose): HTMLButtonElement {
  const words = () => [el("span", { "aria-hidden": "true" }, title), hidden(label)];
  return choiceButton({ title: label, payload }, choose, words);
}

/** Mark one button as the chosen one of its group. */
function mark(node: HTMLElement): void {
  for (const other of node.closest("ul")?.querySelectorAll<HTMLElement>(".chosen") ?? []) {
    other.classList.remove("chosen");
    fill(other);
  }
  node.classList.add("chosen");
  fill(node, icon("check"));
  node.append(hidden(` (${textes.choix.choisi})`));
}

/** Its own words again, after what is given. */
function fill(node: HTMLElement, ...before: Child[]): void {
  const words = shown.get(node)?.() ?? [];
  node.replaceChildren(...el("span", {}, ...before, ...words).childNodes);
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

export function choiceList(
  choices: readonly (Choice & { count?: number })[],
  choose: Choose,
  label: string = textes.choix.groupe,
  looks = "choices",
): HTMLElement {
  const items = choices.map((choice) => {
    const words = () => [choice.title, choice.count !== undefined && el("span", { class: "count" }, ` (${choice.count})`)];
    return el("li", {}, choiceButton(choice, choose, words));
  });
  return el("ul", { class: looks, "aria-label": label }, ...items);
}
