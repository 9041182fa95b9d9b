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
  const mine = who === "personne";
  // One's own words are never announced: one has just written them.
  const props = { class: mine ? "message person" : "message bot", "aria-live": mine && "off" };
  return el("div", props, hidden(`${textes.qui[who]} `), ...content, time(at));
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
  /** The fate of a message, for those who can't see it. */
  tell(fate: string): void;
}

/** Milliseconds before a message is said not to have left: most leave at once. */
const UNSENT_AFTER = 500;

/** A message of this tab's: one node from Enter to its answer, with its state when it isn't simply sent. */
export class DraftView {
  readonly node: HTMLElement;
  readonly #said: HTMLElement;
  readonly #fate = el("div", {});
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was sent last; null before the first state. */
  #sent: Pick<Sent, "state" | "reason" | "reached"> | null = null;

  constructor(
    sent: Sent,
    private readonly acts: DraftActs,
  ) {
    this.#said = said(sent.shown);
    this.node = message("personne", sent.at, this.#said, this.#fate);
    this.node.dataset["message"] = sent.id;
  }

  /** Whether it is to be sent still. */
  get waits(): boolean {
    return this.#sent?.state === "queued";
  }

  /** Whether the server never had it. */
  get unheard(): boolean {
    return this.#sent !== null && !this.#sent.reached && this.#sent.state !== "done";
  }

  /** Whether it offers to send it again. */
  get again(): boolean {
    return this.#fate.childElementCount > 1;
  }

  holds(node: Element | null): boolean {
    return this.node.contains(node);
  }

  remove(): void {
    clearTimeout(this.#timer);
    this.node.remove();
  }

  update(sent: Sent, ahead: boolean): void {
    const { state, reason, reached } = sent;
    if (this.#said.textContent !== sent.shown) this.#said.textContent = sent.shown;
    this.node.className = `message person ${state}`;
    const same = this.#sent?.state === state && this.#sent.reason === reason;
    this.#sent = { state, reason, reached };
    if (same) return;
    clearTimeout(this.#timer);
    this.#fate.replaceChildren();
    if (state === "queued") {
      this.#timer = setTimeout(() => this.#tell(ahead ? textes.envoi.apres : textes.envoi.enAttente), UNSENT_AFTER);
    } else if (reason !== null && (state === "failed" || state === "stopped")) {
      this.#tell(reason);
      this.#fate.append(this.#ways(sent));
    }
  }

  #tell(fate: string): void {
    this.#fate.prepend(el("p", { class: "fate" }, fate));
    this.acts.tell(fate);
  }

  #ways(sent: Sent): HTMLElement {
    const short = sent.shown.length > 40 ? `${sent.shown.slice(0, 40)}…` : sent.shown;
    const act = (label: string, about: string, run: () => void) =>
      button(label, run, { class: "quiet", "aria-label": dire(about, { message: short }) });
    return el(
      "div",
      { class: "again" },
      act(textes.envoi.renvoyer, textes.envoi.renvoyerQuoi, () => this.acts.resend(sent.id)),
      act(textes.envoi.modifier, textes.envoi.modifierQuoi, () => this.acts.edit(sent)),
    );
  }
}
