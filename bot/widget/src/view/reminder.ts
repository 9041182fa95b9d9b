/** What stands under the field: no personal details; or, when one is asked for, what becomes of it and where that is told. */

import { textes } from "../textes";
import { el } from "./dom";
import { link } from "./richtext";

const texts = textes.saisie;
const PAGE = "/donnees-personnelles";

export class Reminder {
  readonly node = el("p", {}, texts.rappel);

  constructor(private readonly server: string) {}

  /** The bot asked for a contact, or does no longer. */
  expectsContact(on: boolean): void {
    const more = link(texts.donnees, new URL(PAGE, this.server || location.href).href);
    this.node.replaceChildren(...(on ? [`${texts.rappelContact} `, more] : [texts.rappel]));
  }
}
