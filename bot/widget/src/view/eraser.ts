/** Erasing the conversation: asked for, confirmed in place, and said to be done only when it is. */

import { textes } from "../textes";
import { button, el } from "./dom";

const texts = textes.effacer;

export class Eraser {
  readonly node = el("div", { class: "eraser" });
  readonly #ask: HTMLButtonElement;
  readonly #confirm: HTMLElement;
  readonly #no: HTMLButtonElement;

  constructor(erase: () => Promise<void>) {
    const done = () => this.#show(false);
    this.#ask = button(texts.bouton, () => this.#open(), { class: "quiet" });
    this.#no = button(texts.non, () => this.cancel(), { class: "secondary" });
    const yes = button(texts.oui, () => void erase().finally(done), { class: "primary" });
    this.#confirm = el("div", { role: "group", "aria-labelledby": "erase-question", hidden: true });
    this.#confirm.append(el("p", { id: "erase-question" }, texts.question), el("div", { class: "row" }, yes, this.#no));
    this.node.append(this.#ask, this.#confirm);
    this.available(false);
  }

  /** Whether there is anything to erase. */
  available(on: boolean): void {
    this.node.hidden = !on;
  }

  /** Whether the question is being asked. */
  get asking(): boolean {
    return !this.#confirm.hidden;
  }

  cancel(): void {
    this.#show(false);
    this.#ask.focus();
  }

  #open(): void {
    this.#show(true);
    this.#no.focus(); // the one that loses nothing
  }

  #show(asking: boolean): void {
    this.#confirm.hidden = !asking;
    this.#ask.hidden = asking;
  }
}
