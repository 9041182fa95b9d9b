/**
 * The transcript: a live log, in the order of the conversation, whose scrolling follows without jumping.
 *
 * Only what the assistant says now is announced. What the person wrote, what was said before a reload and the marks on
 * choices stand in parts with `aria-live="off"`; the fate of messages is said by the status, never here.
 */

import type { Sent } from "../draft";
import type { Entry } from "../messages";
import { textes } from "../textes";
import type { Acts } from "./cards";
import { markTitle, retire } from "./choices";
import { button, el } from "./dom";
import { DraftView, entryView, type DraftActs } from "./entry";

const MARGIN = 8;
/** Pixels above the end that still count as being there. */
const NEAR = 48;
/** Part of the log that a long message keeps above its answer. */
const KEPT_ABOVE = 0.25;

export class Transcript {
  readonly node = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: 0, "aria-label": textes.conversation });
  /** Beside the log: the way to an answer that came while one was reading elsewhere. */
  readonly newer: HTMLElement;
  readonly #drafts = new Map<string, DraftView>();
  /** A plain text kept aside: the payload that follows says the same. */
  #plain: Entry | null = null;
  /** Where the turn under way begins. */
  #turn: HTMLElement | null = null;
  #reading = false;

  constructor(
    private readonly welcome: HTMLElement,
    private readonly acts: Acts & DraftActs,
  ) {
    welcome.setAttribute("aria-live", "off");
    this.node.append(welcome);
    this.newer = el("div", { class: "newer", hidden: true }, button(textes.nouvelle, () => this.#toNewer(), { class: "secondary" }));
    // What stands below takes more room or less: the end stays in sight, unless the person went to read elsewhere.
    for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      this.node.addEventListener(sign, () => (this.#reading = true), { passive: true });
    }
    this.node.addEventListener("scroll", () => this.#scrolled(), { passive: true });
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
    const away = this.#away;
    const node = entryView(shown, this.acts);
    if (past) node.setAttribute("aria-live", "off");
    if (shown.messageId !== null) node.dataset["message"] = shown.messageId;
    if (shown.kind !== "person" && shown.messageId !== null) this.#retire(shown.messageId);
    this.#insert(node, past);
    if (shown.kind === "person") this.#person(node, shown.text);
    if (past) return;
    if (!away) this.follow();
    else if (shown.kind !== "person") this.newer.hidden = false;
  }

  draft(sent: Sent, ahead: boolean): void {
    const known = this.#drafts.get(sent.id);
    const view = known ?? new DraftView(sent, this.acts);
    const focused = view.holds((this.node.getRootNode() as ShadowRoot).activeElement);
    view.update(sent, ahead);
    if (known) {
      // The button that had the focus is gone with its message's old state.
      if (focused && !view.again) this.node.focus();
      return this.resized();
    }
    this.#drafts.set(sent.id, view);
    // It was shown as said, while its answer was still looked for.
    if (sent.reached) [...this.node.children].find((node) => (node as HTMLElement).dataset["message"] === sent.id)?.remove();
    if (sent.reached) this.#insert(view.node, true);
    else this.node.append(view.node);
    this.#person(view.node, sent.text);
    this.follow();
  }

  withdraw(id: string): void {
    this.#drafts.get(id)?.remove();
    this.#drafts.delete(id);
  }

  notice(text: string): void {
    const away = this.#away;
    this.#insert(el("p", { class: "notice" }, text), false);
    if (!away) this.follow();
  }

  /** Take out the answers to a message: others come in their place. */
  again(id: string): void {
    const draft = this.#drafts.get(id)?.node;
    for (const node of [...this.node.children]) {
      if (node !== draft && (node as HTMLElement).dataset["message"] === id) node.remove();
    }
  }

  /** Back to the welcome, but for one message and its answers. */
  clear(but: string | null): void {
    this.#plain = null;
    this.newer.hidden = true;
    for (const [id, view] of this.#drafts) {
      if (id === but) continue;
      view.remove();
      this.#drafts.delete(id);
    }
    const gone = [...this.node.children].filter((node) => node !== this.welcome && (but === null || (node as HTMLElement).dataset["message"] !== but));
    for (const node of gone) node.remove();
    if (this.empty) {
      this.#turn = null;
      this.follow();
    }
  }

  resized(): void {
    if (!this.#reading) this.follow();
  }

  /** Put the focus on the first thing to follow or press in the last answer; on the log when there is none. */
  reach(): void {
    const nodes = [...this.node.children];
    const answer = nodes.slice(this.#turn ? nodes.indexOf(this.#turn) + 1 : 0);
    const found = answer.map((node) => node.querySelector<HTMLElement>("a[href], button:not([aria-disabled])")).find(Boolean);
    (found ?? this.node).focus();
  }

  toEnd(): void {
    this.#reading = false;
    this.newer.hidden = true;
    this.node.scrollTop = this.empty ? 0 : this.node.scrollHeight;
  }

  /**
   * Show the newest, without scrolling what was asked out of sight: a long answer is read from its beginning. Of a long
   * message, the end alone stays above its answer.
   */
  follow(): void {
    this.#reading = false;
    this.newer.hidden = true;
    const { node } = this;
    const end = node.scrollHeight - node.clientHeight;
    const answer = this.#answer;
    let start = this.empty ? 0 : end; // the welcome alone is read from its beginning
    if (this.#turn && answer) start = Math.max(this.#top(this.#turn) - MARGIN, this.#top(answer) - node.clientHeight * KEPT_ABOVE);
    node.scrollTop = Math.max(0, Math.min(end, start));
  }

  /** Whether the person went to read elsewhere than at the end. */
  get #away(): boolean {
    const { scrollHeight, clientHeight, scrollTop } = this.node;
    return this.#reading && scrollHeight - clientHeight - scrollTop > NEAR;
  }

  /** The first thing answered to the turn under way. */
  get #answer(): HTMLElement | null {
    const next = this.#turn?.nextElementSibling ?? null;
    return next?.classList.contains("bot") ? (next as HTMLElement) : null;
  }

  #top(part: HTMLElement): number {
    return part.offsetTop - this.node.offsetTop;
  }

  #toNewer(): void {
    this.follow();
    this.node.focus({ preventScroll: true });
  }

  /** The answer that one was told of came in sight. */
  #scrolled(): void {
    const { node, newer } = this;
    if (newer.hidden) return;
    const seen = node.scrollTop + node.clientHeight - NEAR;
    if (this.#answer ? this.#top(this.#answer) > seen : node.scrollHeight - NEAR > seen + NEAR) return;
    if (newer.contains((node.getRootNode() as ShadowRoot).activeElement)) node.focus({ preventScroll: true });
    newer.hidden = true;
  }

  /** Before the messages that still wait; what was said before, also before those that the server never had. */
  #insert(node: HTMLElement, past: boolean): void {
    const later = [...this.#drafts.values()].find((view) => view.waits || (past && view.unheard));
    this.node.insertBefore(node, later?.node ?? null);
  }

  /** Steps of the hand-over that an earlier turn offered act no more once another turn is answered. */
  #retire(messageId: string): void {
    for (const step of this.node.querySelectorAll<HTMLElement>("[data-step]")) {
      if (step.closest<HTMLElement>(".message")?.dataset["message"] !== messageId) retire(step);
    }
  }

  #person(node: HTMLElement, text: string): void {
    this.#turn = node;
    for (let other = node.previousElementSibling; other; other = other.previousElementSibling) {
      if (markTitle(other, text)) return;
    }
  }
}
