/** One message in the transcript, whoever wrote it. */

import type { Sent } from "../draft";
import type { BotEntry, Entry } from "../messages";
import { dire, textes } from "../textes";
import { answerView, detailView } from "./answers";
import { noneView, questionView, solutionsView, type Acts } from "./cards";
import { choiceList } from "./choices";
import { button, el, hidden, type Child } from "./dom";
import { relayView, themesView } from "./menus";
import { prose, time } from "./richtext";

function message(who: "personne" | "assistant", at: string, ...content: Child[]): HTMLElement {
  const className = who === "personne" ? "message person" : "message bot";
  return el("div", { class: className }, hidden(`${textes.qui[who]} `), ...content, time(at));
}

/** Exactly as typed. */
const said = (text: string): HTMLElement => el("p", { class: "said" }, document.createTextNode(text));

function content(entry: BotEntry, acts: Acts): Child[] {
  if (entry.kind === "text") {
    const { text, choices } = entry;
    return [prose(text), choices.length > 0 && choiceList(choices, acts.choose)];
  }
  switch (entry.payload.type) {
    case "solutions":
      return [solutionsView(entry.payload, acts)];
    case "question":
      return [questionView(entry.payload, acts)];
    case "none":
      return [noneView(entry.payload, acts)];
    case "detail":
      return [detailView(entry.payload, acts)];
    case "answer":
      return [answerView(entry.payload, acts.choose)];
    case "themes":
      return [themesView(entry.payload, acts)];
    case "relay":
      return [relayView(entry.payload, acts)];
  }
}

/** An entry as shown; what the person wrote is plain text, never read for links. */
export function entryView(entry: Entry, acts: Acts): HTMLElement {
  if (entry.kind === "person") return message("personne", entry.at, said(entry.text));
  return message("assistant", entry.at, ...content(entry, acts));
}

export interface DraftActs {
  resend(id: string): void;
  edit(sent: Sent): void;
}

/** A message of this tab's, with its state when it isn't simply sent. */
export function draftView(sent: Sent, ahead: boolean, acts: DraftActs): HTMLElement {
  const node = message("personne", sent.at, said(sent.shown));
  const short = sent.shown.length > 40 ? `${sent.shown.slice(0, 40)}…` : sent.shown;
  node.classList.add(sent.state);
  if (sent.state === "queued") {
    node.append(el("p", { class: "fate" }, ahead ? textes.envoi.apres : textes.envoi.enAttente));
  } else if (sent.reason !== null) {
    const act = (label: string, about: string, run: () => void) =>
      button(label, run, { class: "quiet", "aria-label": dire(about, { message: short }) });
    node.append(
      el("p", { class: "fate" }, sent.reason),
      el(
        "div",
        { class: "again" },
        act(textes.envoi.renvoyer, textes.envoi.renvoyerQuoi, () => acts.resend(sent.id)),
        act(textes.envoi.modifier, textes.envoi.modifierQuoi, () => acts.edit(sent)),
      ),
    );
  }
  return node;
}
