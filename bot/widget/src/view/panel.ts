/** The panel: everything between the person and the conversation. */

import type { Change } from "../changes";
import { Conversation } from "../conversation";
import type { Sent } from "../draft";
import type { Choice } from "../messages";
import { Store } from "../store";
import { Tabs } from "../tabs";
import { textes } from "../textes";
import { Gateway, type Wish } from "../transport";
import { About } from "./about";
import { Composer } from "./composer";
import { button, el, icon } from "./dom";
import { Eraser } from "./eraser";
import { Reminder } from "./reminder";
import { Status } from "./status";
import { Transcript } from "./transcript";
import { Welcome } from "./welcome";

export interface PanelOptions {
  server: string;
  contact: string | null;
  /** Given when the panel can be closed. */
  close: (() => void) | null;
}

export class Panel {
  readonly parts: HTMLElement[];
  readonly composer: Composer;
  readonly eraser: Eraser;
  readonly conversation: Conversation;
  readonly #about: About;
  readonly #welcome: Welcome;
  readonly #transcript: Transcript;
  readonly #status: Status;
  readonly #reminder: Reminder;
  #unsent = new Set<string>();

  constructor(options: PanelOptions) {
    const { server, contact } = options;
    this.conversation = new Conversation(new Gateway(server), new Store(server), new Tabs(server), contact, (change) =>
      this.#draw(change),
    );
    this.composer = new Composer((text) => this.#send(text));
    this.#status = new Status(() => this.conversation.stop(), () => this.composer.focus());
    this.#welcome = new Welcome(this.conversation.contact, (text) => this.#send(text));
    this.#transcript = new Transcript(this.#welcome.node, {
      choose: (choice) => this.#choose(choice),
      followed: (what) => this.conversation.followed(what),
      announce: (text) => this.#status.say(text),
      resend: (id) => this.conversation.resend(id),
      edit: (sent) => this.#edit(sent),
    });
    this.eraser = new Eraser(() => this.conversation.waitingRequest(), (wish) => this.#erase(wish));
    this.#reminder = new Reminder(server);
    this.#about = new About(server);
    const heading = el("h2", { id: "title" }, textes.titre);
    const close = options.close && button([textes.fermer, icon("close")], options.close, { class: "quiet close" });
    this.parts = [
      el("div", { class: "header" }, heading, close),
      this.#transcript.node,
      this.#status.node,
      this.composer.node,
      el("div", { class: "footer" }, this.#reminder.node, this.eraser.node, this.#about.node),
    ];
  }

  /** Come into view, and bring the last answer with it. */
  shown(): void {
    this.conversation.open();
    this.#transcript.toEnd();
  }

  /** The place for the transcript changed size: the phone's keyboard, say. */
  resized(): void {
    this.#transcript.resized();
  }

  #send(text: string): void {
    this.#status.say("");
    this.conversation.send(text);
  }

  #choose(choice: Choice): void {
    this.#status.say("");
    this.conversation.send(choice.title, choice.payload);
  }

  #edit(sent: Sent): void {
    this.conversation.withdraw(sent.id);
    this.composer.refill(sent.text);
  }

  async #erase(wish: Wish): Promise<void> {
    const done = await this.conversation.erase(wish);
    this.#status.say(done ?? `${textes.effacer.echec} ${this.conversation.contact}`);
    if (done !== null) this.#expectsContact(false);
    this.composer.focus();
  }

  #draw(change: Change): void {
    switch (change.type) {
      case "entry":
        this.#transcript.entry(change.entry, change.past);
        this.#expectsContact(
          change.entry.kind === "payload" && change.entry.payload.type === "question" && change.entry.payload.expects === "contact",
          change.past,
        );
        break;
      case "draft":
        this.#drawDraft(change.draft);
        break;
      case "withdrawn":
        this.#transcript.withdraw(change.id);
        break;
      case "again":
        this.#transcript.again(change.id);
        break;
      case "waiting":
        this.#status.waiting(change.waiting);
        break;
      case "banner":
        this.#status.banner(change.name, change.text);
        break;
      case "notice":
        this.#transcript.notice(change.text);
        break;
      case "server":
        this.#welcome.server(change.contact, change.days);
        break;
      case "accessibility":
        this.#about.accessibility(change.state);
        break;
      case "restored":
        this.#transcript.toEnd();
        break;
      case "cleared":
        this.#transcript.clear(change.but);
        break;
    }
    this.eraser.available(!this.#transcript.empty);
  }

  #expectsContact(on: boolean, past = true): void {
    this.composer.expectsContact(on);
    this.#reminder.expectsContact(on);
    // The choice that led here has done its work; on a phone, the keyboard comes when the person wants it.
    const focused = (this.composer.node.getRootNode() as ShadowRoot).activeElement;
    if (on && !past && focused?.matches(".choice") && matchMedia("(pointer: fine)").matches) this.composer.focus();
  }

  #drawDraft(sent: Sent): void {
    const ahead = this.#unsent.size > 0 && !this.#unsent.has(sent.id);
    if (sent.state === "sending" || sent.state === "accepted") this.#unsent.add(sent.id);
    else this.#unsent.delete(sent.id);
    this.#transcript.draft(sent, ahead);
  }
}
