/** The button of the page's corner, that says what waits behind it. */

import { textes } from "../textes";
import { button, el, icon } from "./dom";

export type Waits = keyof typeof textes.attend | null;

export class Launcher {
  readonly node: HTMLButtonElement;
  readonly #note = el("span", { class: "note" });

  constructor(open: () => void) {
    const words = el("span", {}, textes.lanceur, this.#note);
    this.node = button([icon("chat"), words], open, { class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false" });
  }

  /** Show it, or say that what it opens is open. */
  shown(on: boolean): void {
    this.node.hidden = !on;
    this.node.setAttribute("aria-expanded", String(!on));
  }

  /** Say what waits. */
  waits(what: Waits): void {
    const words = what ? ` – ${textes.attend[what]}` : "";
    if (this.#note.textContent !== words) this.#note.textContent = words;
  }
}
