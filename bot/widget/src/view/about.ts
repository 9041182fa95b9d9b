/** Who we are: the pages that the law asks for, and the figures, one step from every state. */

import { dire, textes } from "../textes";
import { el, hidden } from "./dom";

const texts = textes.aPropos;

export class About {
  readonly node: HTMLElement;
  readonly #accessibility = el("a", { href: "" });

  constructor(server: string) {
    const link = (page: string, label: string, node = el("a", {})): HTMLElement => {
      node.href = `${server}/${page}`;
      node.target = "_blank";
      node.rel = "noopener";
      node.append(label, hidden(` (${textes.carte.fenetre})`));
      return el("li", {}, node);
    };
    const pages = el("ul", {},
      link("donnees-personnelles", texts.donnees),
      link("accessibilite", "", this.#accessibility),
      link("mentions-legales", texts.mentions),
      link("stats", texts.statistiques),
    );
    this.node = el("details", { class: "about" }, el("summary", {}, texts.titre), pages);
    this.accessibility(texts.etat);
  }

  /** Say the state of conformity, as the law asks. */
  accessibility(state: string): void {
    this.#accessibility.firstChild?.replaceWith(dire(texts.accessibilite, { etat: state }).replace(" :", "\u00a0:"));
  }
}
