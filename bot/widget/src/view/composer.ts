/** Where the person writes. Enter sends; nothing typed is cut or lost. */

import { dire, textes } from "../textes";
import { el, icon } from "./dom";

const LIMIT = 4000;
const texts = textes.saisie;
/** Whether the sheet alone makes the field grow with its text. */
const GROWS = CSS.supports("field-sizing", "content");

export class Composer {
  readonly node: HTMLFormElement;
  readonly input = el("textarea", {
    id: "message", rows: 1, autocomplete: "off", placeholder: texts.libelle, enterkeyhint: "send", "aria-describedby": "help problem",
  });
  readonly #label = el("label", { for: "message" }, texts.libelle);
  readonly #help = el("span", { id: "help", class: "hidden" }, `${texts.aide} ${texts.rappel}`);
  readonly #problem = el("p", { id: "problem", class: "problem", role: "alert" });

  constructor(
    private readonly send: (text: string) => void,
    /** What is typed and not sent. */
    private readonly typed: (text: string) => void,
    /** Where the focus goes once a message left. */
    private readonly rest: () => void,
    /** Where the up arrow of an empty field leads: to the answer above. */
    private readonly up: () => void,
  ) {
    const submit = el("button", { type: "submit", class: "primary" }, texts.envoyer, icon("send"));
    this.node = el(
      "form",
      { class: "composer", novalidate: true, on: { submit: (event) => this.#submit(event) } },
      this.#label,
      el("div", { class: "field" }, this.input, submit),
      this.#problem,
      this.#help,
    );
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("input", () => this.#changed());
  }

  focus(): void {
    this.input.focus({ preventScroll: true });
  }

  /** Put back a message to be changed, before what is typed already. */
  refill(text: string): void {
    this.fill([text, this.input.value].filter(Boolean).join("\n"));
    this.focus();
  }

  /** Put a text in place of what is typed, without taking the focus. */
  fill(text: string): void {
    this.input.value = text;
    this.#changed();
  }

  /** The bot asked for a contact: say so where it is typed, and let the browser and the keyboard help. */
  expectsContact(on: boolean): void {
    this.#label.textContent = on ? texts.attendContact : texts.libelle;
    this.input.placeholder = this.#label.textContent;
    this.input.setAttribute("autocomplete", on ? "email" : "off");
    this.#help.textContent = `${texts.aide} ${on ? texts.rappelContact : texts.rappel}`;
    if (on) this.input.setAttribute("inputmode", "email");
    else this.input.removeAttribute("inputmode");
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "ArrowUp" && !this.input.value && !event.shiftKey) {
      event.preventDefault();
      return this.up();
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text || !this.#check()) return this.focus();
    this.fill("");
    this.send(text);
    this.rest();
  }

  #changed(): void {
    this.#check();
    this.typed(this.input.value);
    if (GROWS) return;
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  #check(): boolean {
    const length = this.input.value.trim().length;
    const problem = length > LIMIT ? dire(texts.tropLong, { nombre: length, limite: LIMIT }) : "";
    if (this.#problem.textContent !== problem) this.#problem.textContent = problem;
    this.input.setAttribute("aria-invalid", String(problem !== ""));
    return problem === "";
  }
}
