/** A text of the assistant's or the catalogue's, with its addresses as links. */

import { pieces, safeUrl } from "../links";
import { dire, textes } from "../textes";
import { el, hidden, icon, type Child } from "./dom";

/** A link that says that it opens a new window; without an address that may be followed, its words alone. */
export function link(words: string, address: string | null, about?: string): Node {
  const href = safeUrl(address);
  if (!href) return document.createTextNode(words);
  if (!/^https?:/.test(href)) return el("a", { href }, words);
  const title = `${about ?? words} – ${textes.carte.fenetre}`;
  const children: Child[] = [about ? el("span", { "aria-hidden": "true" }, words) : words];
  if (about) children.push(hidden(about));
  return el(
    "a",
    { href, target: "_blank", rel: "noopener noreferrer", title },
    ...children, icon("external"), hidden(` (${textes.carte.fenetre})`),
  );
}

/** A line, with its addresses as links. */
export const linked = (line: string): Child[] =>
  pieces(line).map((piece) => (piece.href ? link(piece.text, piece.href) : piece.text));

/** Paragraphs; the line breaks of the text are kept. */
export function prose(text: string, className = "prose"): HTMLElement {
  const node = el("div", { class: className });
  for (const paragraph of text.split(/\n{2,}/)) {
    if (!paragraph.trim()) continue;
    node.append(el("p", {}, ...linked(paragraph.trim())));
  }
  return node;
}

/** A year, a month or a day, as people write it; anything else as it is. */
export function day(date: string): Node {
  const form = /^\d{4}(-\d{2})?(-\d{2})?$/.exec(date);
  const known = new Date(date);
  if (!form || Number.isNaN(known.getTime())) return document.createTextNode(date);
  const month = form[1] ? ({ month: "long" } as const) : {};
  const inMonth = form[2] ? ({ day: "numeric" } as const) : {};
  const words = known.toLocaleDateString("fr-FR", { timeZone: "UTC", year: "numeric", ...month, ...inMonth });
  return el("time", { datetime: date }, words);
}

/** When something was said: for screen readers. */
export function time(at: string): Node | null {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return null;
  const hour = date.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  return el("time", { class: "hidden", datetime: at }, ` ${dire(textes.heure, { heure: hour })} `);
}
