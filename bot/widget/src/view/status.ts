/** What happens around the conversation: the wait and its way out, the state of the line, short confirmations. */

import type { Waiting } from "../changes";
import { textes } from "../textes";
import { button, el } from "./dom";
import { prose } from "./richtext";

/** Milliseconds before the wait is said: most answers come sooner. */
const WAIT_SAID_AFTER = 400;
const WORDS = { typing: textes.attente.cherche, long: textes.attente.long, resuming: textes.attente.reprise };

export class Status {
  readonly node: HTMLElement;
  readonly #waiting = el("p", { class: "waiting-text", role: "status" });
  readonly #dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  readonly #row: HTMLElement;
  /** The fate of a message, which its place in the transcript shows. */
  readonly #fate = el("p", { class: "hidden", role: "status" });
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #said = el("p", { class: "said-status", role: "status" });
  readonly #banners = { line: el("div", { role: "status" }), storage: el("div", { role: "status" }) };

  constructor(
    stop: () => void,
    private readonly refocus: () => void,
  ) {
    const stopButton = button(textes.attente.arreter, stop, { class: "quiet" });
    this.#row = el("div", { class: "waiting idle" }, this.#dots, this.#waiting, stopButton);
    this.node = el("div", { class: "states" }, this.#row, this.#said, this.#fate, this.#banners.storage, this.#banners.line);
  }

  waiting(waiting: Waiting): void {
    const words = waiting === "no" ? "" : WORDS[waiting];
    clearTimeout(this.#timer);
    if (waiting === "typing") this.#timer = setTimeout(() => this.#words(words), WAIT_SAID_AFTER);
    else this.#words(words);
    const hadFocus = this.#row.contains((this.node.getRootNode() as ShadowRoot).activeElement);
    this.#row.classList.toggle("idle", waiting === "no");
    if (waiting === "no" && hadFocus) this.refocus(); // the button that had it is gone
    if (waiting !== "no") this.say("");
  }

  banner(name: "line" | "storage", text: string | null): void {
    const place = this.#banners[name];
    if ((place.textContent ?? "") === (text ?? "")) return;
    const back = name === "line" && text === null;
    place.replaceChildren(...(text ? [prose(text, "banner")] : []));
    if (back) this.say(textes.etat.retour);
  }

  say(text: string): void {
    if (this.#said.textContent !== text) this.#said.textContent = text;
    if (!text) this.#fate.textContent = "";
  }

  /** Say what becomes of a message; shown there already. */
  fate(text: string): void {
    this.#fate.textContent = text;
  }

  #words(words: string): void {
    if (this.#waiting.textContent !== words) this.#waiting.textContent = words;
  }
}
