/** Passing a list on: by a link that holds ids alone, or in a message of the person's own mail program. */

import { listAddress } from "../address";
import type { Solutions } from "../messages";
import { dire, textes } from "../textes";
import { button, el } from "./dom";

const texts = textes.liste;
/** Characters of a message that every mail program takes from a link. */
const LONGEST = 1800;

/** An address that opens a new message; of a list that is too long for it, names and addresses alone. */
export function mailAddress(list: Solutions, text: string, link: string): string {
  const ending = `\n\n${dire(texts.lienListe, { lien: link })}`;
  const short = list.solutions.map(({ name, url }) => [name, url].filter(Boolean).join("\n")).join("\n\n");
  const address = (body: string) => `mailto:?subject=${encodeURIComponent(texts.objet)}&body=${encodeURIComponent(body.replace(/\n/g, "\r\n"))}`;
  const whole = address(text + ending);
  return whole.length <= LONGEST ? whole : address(short + ending);
}

export function sharing(
  list: Solutions,
  text: () => string,
  copy: (text: string) => Promise<boolean>,
  announce: (text: string) => void,
): HTMLElement[] {
  const ids = list.solutions.map(({ id }) => id);
  const link = () => listAddress(location.href, ids);
  const share = async () => announce((await copy(link())) ? texts.lienCopie : dire(texts.lienListe, { lien: link() }));
  const mail = el("a", { class: "quiet", href: mailAddress(list, text(), link()) }, texts.courriel);
  return [button(texts.partager, () => void share(), { class: "quiet" }), mail];
}
