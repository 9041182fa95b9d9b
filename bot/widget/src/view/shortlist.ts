/** Taking the short list away: on the clipboard or on paper. */

import type { Solutions } from "../messages";
import { textes } from "../textes";
import { button, el } from "./dom";

export async function copyText(text: string, within: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, within);
  }
}

/** Where the clipboard isn't given (plain http): the way of before. */
function copyBySelection(text: string, within: Element): boolean {
  const area = el("textarea", { class: "hidden", readonly: true, tabindex: -1, "aria-hidden": "true" });
  area.value = text;
  within.append(area);
  const before = (within.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  area.select();
  let done = false;
  try {
    done = document.execCommand("copy");
  } catch {
    done = false;
  }
  area.remove();
  before?.focus();
  return done;
}

/** Print the list alone: the page around is the host's, so the print is made in a frame of our own. */
function printText(text: string, within: Element): void {
  const frame = el("iframe", { class: "hidden", title: textes.liste.titreImprime, tabindex: -1, "aria-hidden": "true" });
  within.append(frame);
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  if (!page || !view) return frame.remove();
  page.documentElement.lang = "fr";
  page.title = textes.liste.titreImprime;
  const paragraphs = text.split(/\n{2,}/).map((part) => {
    const node = page.createElement("p");
    for (const line of part.split("\n")) node.append(line, page.createElement("br"));
    return node;
  });
  const heading = page.createElement("h1");
  heading.textContent = textes.liste.titreImprime;
  page.body.replaceChildren(heading, ...paragraphs);
  view.addEventListener("afterprint", () => frame.remove());
  view.print();
}

export function takeAway(list: Solutions, announce: (text: string) => void): HTMLElement {
  const node = el("div", { class: "takeaway" });
  const copy = async () => {
    announce((await copyText(list.text, node)) ? textes.liste.copiee : textes.liste.nonCopiee);
  };
  node.append(
    button(textes.liste.copier, () => void copy(), { class: "quiet" }),
    button(textes.liste.imprimer, () => printText(list.text, node), { class: "quiet" }),
  );
  return node;
}
