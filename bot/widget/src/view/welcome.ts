/** What is there before any message: who speaks, with what limits, and three needs to try. */

import { dire, textes } from "../textes";
import { choiceList } from "./choices";
import { el, hidden } from "./dom";
import { prose } from "./richtext";

const texts = textes.bienvenue;

export class Welcome {
  readonly node = el("div", { class: "message bot welcome" });
  readonly #contact = el("div", {});
  readonly #days = el("p", {});

  constructor(contact: string, send: (text: string) => void) {
    const examples = texts.besoins.map((need) => ({ title: need, payload: "" }));
    this.node.append(
      hidden(`${textes.qui.assistant} `),
      el("p", {}, texts.bonjour),
      el("p", { class: "label" }, texts.exemples),
      choiceList(examples, ({ title }) => send(title), texts.exemples),
      el("div", { class: "smallprint" }, el("p", {}, texts.notice), this.#days, this.#contact),
    );
    this.server(contact, null);
  }

  /** What the server says of itself: how long it keeps, whom to write to. */
  server(contact: string, days: number | null): void {
    this.#contact.replaceChildren(prose(contact, "contact"));
    if (days !== null) this.#days.textContent = dire(texts.duree, { jours: days });
  }
}
