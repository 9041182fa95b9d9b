/** The transcript: a live log, in the order of the conversation, whose scrolling follows without jumping. */

import type { Sent } from "../draft";
import type { Entry } from "../messages";
import { textes } from "../textes";
import type { Acts } from "./cards";
import { markTitle } from "./choices";
import { el } from "./dom";
import { draftView, entryView, type DraftActs } from "./entry";

const MARGIN = 8;

export class Transcript {
  readonly node = el("div", { class: "log", role: "log", tabindex: 0, "aria-label": textes.conversation });
  readonly #drafts = new Map<string, HTMLElement>();
  /** A plain text kept aside: the payload that follows says the same. */
  #plain: Entry | null = null;
  /** Where the turn under way begins. */
  #turn: HTMLElement | null = null;
  #reading = false;

  constructor(
    private readonly welcome: HTMLElement,
    private readonly acts: Acts & DraftActs,
  ) {
    this.node.append(welcome);
    // What stands below takes more room or less: the end stays in sight, unless the person went to read elsewhere.
    for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      this.node.addEventListener(sign, () => (this.#reading = true), { passive: true });
    }
    if (typeof ResizeObserver !== "undefined") new ResizeObserver(() => this.resized()).observe(this.node);
  }

  get empty(): boolean {
    return this.node.children.length === 1;
  }

  entry(entry: Entry, past: boolean): void {
    if (entry.kind === "text" && entry.plainOfNext) {
      this.#plain = entry;
      return;
    }
    // A payload that a guard refused comes as a text without choices: the plain form has them.
    const shown = entry.kind === "text" && this.#plain?.kind === "text" && entry.text === this.#plain.text ? this.#plain : entry;
    this.#plain = null;
    // What was said before a reload is there to be read, not announced.
    this.node.setAttribute("aria-live", past ? "off" : "polite");
    const node = entryView(shown, this.acts);
    if (shown.messageId !== null) node.dataset["message"] = shown.messageId;
    this.#insert(node);
    if (shown.kind === "person") this.#person(node, shown.text);
    if (!past) this.follow();
  }

  draft(sent: Sent, ahead: boolean): void {
    const before = this.#drafts.get(sent.id);
    const node = draftView(sent, ahead, this.acts);
    node.dataset["message"] = sent.id;
    this.#drafts.set(sent.id, node);
    this.node.setAttribute("aria-live", "polite");
    if (before) {
      const focused = before.contains((this.node.getRootNode() as ShadowRoot).activeElement);
      before.replaceWith(node);
      if (this.#turn === before) this.#turn = node;
      // The button that had the focus is gone with its message's old state.
      if (focused) this.node.focus();
    } else {
      this.node.append(node);
      this.#person(node, sent.text);
    }
    this.follow();
  }

  withdraw(id: string): void {
    this.#drafts.get(id)?.remove();
    this.#drafts.delete(id);
  }

  notice(text: string): void {
    this.#insert(el("p", { class: "notice" }, text));
    this.follow();
  }

  /** Take out the answers to a message: others come in their place. */
  again(id: string): void {
    const draft = this.#drafts.get(id);
    for (const node of [...this.node.children]) {
      if (node !== draft && (node as HTMLElement).dataset["message"] === id) node.remove();
    }
  }

  /** Back to the welcome, but for one message and its answers. */
  clear(but: string | null): void {
    this.#plain = null;
    for (const [id] of this.#drafts) if (id !== but) this.#drafts.delete(id);
    const kept = [...this.node.children].filter((node) => but !== null && (node as HTMLElement).dataset["message"] === but);
    if (!kept.length) this.#turn = null;
    this.node.replaceChildren(this.welcome, ...kept);
  }

  resized(): void {
    if (!this.#reading) this.follow();
  }

  toEnd(): void {
    this.#reading = false;
    this.node.scrollTop = this.empty ? 0 : this.node.scrollHeight;
  }

  /** Show the newest, without scrolling what was asked out of sight: a long answer is read from its beginning. */
  follow(): void {
    this.#reading = false;
    const { node } = this;
    const end = node.scrollHeight - node.clientHeight;
    const rest = this.empty ? 0 : end; // the welcome alone is read from its beginning
    const start = this.#turn ? this.#turn.offsetTop - node.offsetTop - MARGIN : rest;
    node.scrollTop = Math.max(0, Math.min(end, start));
  }

  /** Before the messages that still wait for their turn. */
  #insert(node: HTMLElement): void {
    const waiting = [...this.node.children].find((child) => child.classList.contains("queued"));
    this.node.insertBefore(node, waiting ?? null);
  }

  #person(node: HTMLElement, text: string): void {
    this.#turn = node;
    for (let other = node.previousElementSibling; other; other = other.previousElementSibling) {
      if (markTitle(other, text)) return;
    }
  }
}
