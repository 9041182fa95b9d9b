/**
 * Erasing the conversation: asked for, confirmed in place, and said to be done only when it is.
 *
 * A request that hasn't left is never cancelled in silence: the person is told, and keeps it or cancels it.
 */

import { dire, textes } from "../textes";
import type { Wish } from "../transport";
import { button, el } from "./dom";

const texts = textes.effacer;

export class Eraser {
  readonly node = el("div", { class: "eraser" });
  readonly #ask: HTMLButtonElement;
  readonly #confirm = el("div", { role: "group", "aria-labelledby": "erase-question", hidden: true });

  constructor(
    private readonly waiting: () => Promise<string | null>,
    private readonly erase: (wish: Wish) => Promise<void>,
  ) {
    this.#ask = button(texts.bouton, (event) => void this.#open(event), { class: "quiet" });
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

  async #open(event: Event): Promise<void> {
    if ((event as MouseEvent).detail > 1) return; // the second click of a double click on the launcher, that lay above
    const number = await this.waiting();
    const no = button(number ? texts.rien : texts.non, () => this.cancel(), { class: "secondary" });
    const yes = number
      ? [this.#erasing(texts.garder, "keep"), this.#erasing(texts.annuler, "cancel")]
      : [this.#erasing(texts.oui, "keep")]; // nothing waits, as far as is known: nothing is cancelled
    const question = number ? dire(texts.demande, { numero: number }) : texts.question;
    this.#confirm.replaceChildren(el("p", { id: "erase-question" }, question), el("div", { class: "row" }, ...yes, no));
    this.#show(true);
    no.focus(); // the one that loses nothing
  }

  /** Never the button that stands out: what it does can't be undone. */
  #erasing(title: string, wish: Wish): HTMLButtonElement {
    return button(title, () => void this.erase(wish).finally(() => this.#show(false)), { class: "secondary" });
  }

  #show(asking: boolean): void {
    this.#confirm.hidden = !asking;
    this.#ask.hidden = asking;
  }
}
