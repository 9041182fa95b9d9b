/** The panel: everything between the person and the conversation. */

import type { Change } from "../changes";
import type { Happening } from "../element";
import { Conversation } from "../conversation";
import type { Sent } from "../draft";
import type { Choice, Entry } from "../messages";
import { Store } from "../store";
import { Tabs } from "../tabs";
import { textes } from "../textes";
import { Gateway, type Wish } from "../transport";
import { About } from "./about";
import { Composer } from "./composer";
import { button, el, icon, touch } from "./dom";
import { Eraser } from "./eraser";
import { KnownBar } from "./known";
import { Reminder } from "./reminder";
import { Status } from "./status";
import { Transcript } from "./transcript";
import { Welcome } from "./welcome";

export interface PanelOptions {
  server: string;
  contact: string | null;
  /** Given when the panel can be closed. */
  close: (() => void) | null;
  /** Code of the territory that the site is of, if it gives one. */
  territory: string | null;
  /** Buttons of the window around. */
  tools: HTMLElement[];
  /** What the page around may hear of. */
  happen(what: Happening | "answer", detail?: object): void;
}

/** A code of INSEE's or a SIREN, alone or after its kind. */
const TERRITORY = /^((commune|epci|departement|region):)?[0-9AB]{2,9}$/;

export class Panel {
  readonly parts: HTMLElement[];
  readonly composer: Composer;
  readonly eraser: Eraser;
  readonly conversation: Conversation;
  readonly store: Store;
  readonly #about: About;
  readonly #welcome: Welcome;
  readonly #transcript: Transcript;
  readonly #status: Status;
  readonly #reminder: Reminder;
  readonly #known: KnownBar;
  readonly #heading = el("h2", { id: "title", tabindex: -1 }, textes.titre);
  #unsent = new Set<string>();
  #opened = false;
  /** Ids of a list that somebody shared, not shown yet. */
  #list: string[] = [];

  constructor(private readonly options: PanelOptions) {
    const { server, contact, tools, happen } = options;
    const territory = TERRITORY.test(options.territory ?? "") ? options.territory : null;
    this.store = new Store(server);
    this.conversation = new Conversation(new Gateway(server), this.store, new Tabs(server), contact, territory, (change) =>
      this.#draw(change),
    );
    this.composer = new Composer(
      (text) => this.#send(text),
      (text) => (this.conversation.typed = text),
      () => this.rest(),
      () => this.#transcript.reach(),
    );
    this.#status = new Status(() => this.conversation.stop(), () => this.rest());
    this.#welcome = new Welcome(this.conversation.contact, (text) => this.#send(text));
    this.#transcript = new Transcript(this.#welcome.node, {
      choose: (choice) => this.#choose(choice),
      followed: (what) => {
        this.conversation.followed(what);
        happen("follow", { type: what.type, solution: what.solution });
      },
      announce: (text) => this.#status.say(text),
      resend: (id) => this.conversation.resend(id),
      edit: (sent) => this.#edit(sent),
      tell: (fate) => this.#status.fate(fate),
    });
    this.#known = new KnownBar(
      (text) => this.#send(text),
      (need) => this.composer.refill(need),
    );
    this.eraser = new Eraser(() => this.conversation.waitingRequest(), (wish) => this.#erase(wish));
    this.#reminder = new Reminder(server);
    this.#about = new About(server);
    const close = options.close && button([textes.fermer, icon("close")], options.close, { class: "quiet close" });
    this.parts = [
      el("div", { class: "header" }, this.#heading, ...tools, close),
      this.#known.node,
      this.#transcript.node,
      this.#transcript.newer,
      this.#status.node,
      this.composer.node,
      el("div", { class: "footer" }, this.#reminder.node, this.eraser.node, this.#about.node),
    ];
  }

  /** Whether the panel is in view; remembered for the next page. */
  get opened(): boolean {
    return this.#opened;
  }

  set opened(on: boolean) {
    this.#opened = on;
    this.store.open = on;
  }

  /** Come into view, and bring the last answer with it. */
  shown(): void {
    const { composer, conversation, store } = this;
    conversation.open();
    if (composer.input.value) conversation.typed = composer.input.value;
    else if (store.text) composer.fill(store.text);
    this.#transcript.toEnd();
    this.#showList();
  }

  /** Take the focus on opening; with fingers the title has it, so that no keyboard hides the welcome. */
  enter(): void {
    if (touch()) this.#heading.focus({ preventScroll: true });
    else this.composer.focus();
  }

  /** Leave what Escape leaves within the panel; false when there is nothing of the kind. */
  escape(): boolean {
    const open = [this.eraser, this.#known].find(({ asking }) => asking);
    open?.cancel();
    return open !== undefined;
  }

  /** Send a message as if it had been typed. */
  say(text: string): void {
    this.#send(text);
  }

  /** A list that somebody shared: shown once the panel is open. */
  receive(ids: string[]): void {
    this.#list = ids;
    if (this.#opened) this.#showList();
  }

  /** Whether a shared list waits. */
  get received(): boolean {
    return this.#list.length > 0;
  }

  /** Where the focus waits: in the field, or in the transcript where the field would bring a keyboard up. */
  rest(): void {
    if (touch()) this.#transcript.node.focus({ preventScroll: true });
    else this.composer.focus();
  }

  /** The place for the transcript changed size: the phone's keyboard, say. */
  resized(): void {
    this.#transcript.resized();
  }

  #send(text: string): void {
    this.#status.say("");
    this.options.happen("send");
    this.conversation.send(text);
  }

  #choose(choice: Choice): void {
    this.#status.say("");
    this.options.happen("send");
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
    this.rest();
  }

  #draw(change: Change): void {
    switch (change.type) {
      case "entry":
        this.#transcript.entry(change.entry, change.past);
        if (change.entry.known) this.#known.show(change.entry.known);
        if (!change.past) this.#heard(change.entry);
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
        this.#known.show(null);
        break;
    }
    this.eraser.available(!this.#transcript.empty);
  }

  #expectsContact(on: boolean, past = true): void {
    this.composer.expectsContact(on);
    this.#reminder.expectsContact(on);
    // The choice that led here has done its work; on a phone, the keyboard comes when the person wants it.
    const focused = (this.composer.node.getRootNode() as ShadowRoot).activeElement;
    if (on && !past && focused?.matches(".choice") && !touch()) this.composer.focus();
  }

  #showList(): void {
    if (this.#list.length) this.conversation.receive(this.#list);
    this.#list = [];
  }

  /** Tell the page around what was answered: which services, never the words. */
  #heard(entry: Entry): void {
    if (entry.kind === "person") return;
    this.options.happen("answer");
    if (entry.kind !== "payload" || entry.payload.type !== "solutions") return;
    this.options.happen("list", { solutions: entry.payload.solutions.map(({ id }) => id) });
  }

  #drawDraft(sent: Sent): void {
    const ahead = this.#unsent.size > 0 && !this.#unsent.has(sent.id);
    if (sent.state === "sending" || sent.state === "accepted") this.#unsent.add(sent.id);
    else this.#unsent.delete(sent.id);
    this.#transcript.draft(sent, ahead);
  }
}
