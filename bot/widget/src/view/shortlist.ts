/** Taking the short list away: on the clipboard or on paper. */

import type { Experience, Solution, Solutions } from "../messages";
import { dire, textes } from "../textes";
import { button, el } from "./dom";

const texts = textes.liste;
const words = textes.carte;

const line = (titre: string, valeur: string | null): string | null => valeur && dire(texts.ligne, { titre, valeur });

function solutionText({ position, name, status_label: state, reason, summary, cost, url, contact }: Solution): string {
  const head = dire(state ? texts.entete : texts.nom, { position, nom: name, etat: state ?? "" });
  const facts = [line(words.cout, cost), line(words.lien, url), line(words.contact, contact)];
  return [head, reason, summary, ...facts].filter(Boolean).join("\n");
}

function experienceText({ name, lesson, with: partner }: Experience): string {
  const avec = partner ? ` ${dire(words.avec, { avec: partner })}` : "";
  return `${line(words.experiences, name)}${avec}. ${lesson ?? ""}`.trim();
}

/** A list as it is taken away: what was found, when, by whom and where; nothing of how to go on with it here. */
export function listText(list: Solutions): string {
  const jour = new Date().toLocaleDateString("fr-FR", { dateStyle: "long" });
  const adresse = location.origin + location.pathname;
  const parts = [list.intro, ...list.solutions.map(solutionText), ...list.experiences.map(experienceText)];
  return [...parts, dire(texts.source, { jour, adresse })].join("\n\n");
}

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
  const frame = el("iframe", { class: "hidden", title: texts.titreImprime, tabindex: -1, "aria-hidden": "true" });
  within.append(frame);
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  if (!page || !view) return frame.remove();
  page.documentElement.lang = "fr";
  page.title = texts.titreImprime;
  const paragraphs = text.split(/\n{2,}/).map((part) => {
    const node = page.createElement("p");
    for (const line of part.split("\n")) node.append(line, page.createElement("br"));
    return node;
  });
  const heading = page.createElement("h1");
  heading.textContent = texts.titreImprime;
  page.body.replaceChildren(heading, ...paragraphs);
  view.addEventListener("afterprint", () => frame.remove());
  view.print();
}

export function takeAway(list: Solutions, announce: (text: string) => void): HTMLElement {
  const node = el("div", { class: "takeaway" });
  const copy = async () => {
    announce((await copyText(listText(list), node)) ? texts.copiee : texts.nonCopiee);
  };
  node.append(
    button(texts.copier, () => void copy(), { class: "quiet" }),
    button(texts.imprimer, () => printText(listText(list), node), { class: "quiet" }),
  );
  return node;
}
