/**
 * The conversation as this tab knows it: what was shown, what is on its way, what the server says of it.
 *
 * No drawing here: each change is told to one listener. No request is made and nothing is kept before `open`.
 */

import type { Change, Waiting } from "./changes";
import { Courier } from "./courier";
import { draft, unsent, type Sent } from "./draft";
import { contactSentence, isGone } from "./failures";
import { Line } from "./line";
import type { Entry } from "./messages";
import { Session } from "./session";
import type { Store } from "./store";
import type { News, Tabs } from "./tabs";
import { textes } from "./textes";
import { Refused, type Accepted, type Followed, type Gateway, type Wish } from "./transport";

const LONG_AFTER = 8_000;

export class Conversation {
  #opened = false;
  readonly #drafts = new Map<string, Sent>();
  readonly #courier: Courier;
  #pumping = false;
  #long: ReturnType<typeof setTimeout> | undefined;
  #serverContact: string | null = null;
  readonly #line: Line;
  readonly #session: Session;

  constructor(
    private readonly gateway: Gateway,
    private readonly store: Store,
    private readonly tabs: Tabs,
    private readonly siteContact: string | null,
    private readonly tell: (change: Change) => void,
  ) {
    this.#line = new Line(
      () => void this.#pump(),
      (text) => tell({ type: "banner", name: "line", text: text && `${text} ${this.contact}` }),
    );
    this.#session = new Session(gateway, store, tabs, {
      show: (entry, past) => this.#show(entry, past),
      orphan: (text, id) => this.#unanswered(text, id),
      restored: () => tell({ type: "restored" }),
      erased: () => tell({ type: "cleared", but: null }),
      expired: () => tell({ type: "notice", text: textes.etat.expiree }),
      begun: (contact, days) => this.#begun(contact, days),
      accessibility: (state) => state && tell({ type: "accessibility", state }),
      following: (on) => this.#wait(on ? "typing" : "no"),
      busy: () => this.#courier.busy,
    });
    this.#courier = new Courier(gateway, this.#session, {
      contact: () => this.contact,
      state: (item, state, reason) => this.#update(item, state, reason),
      accepted: (item, told) => this.#accepted(item, told),
      entry: (entry) => this.#show(entry, false),
      erased: (item) => this.#erasedBy(item),
      waiting: (waiting) => this.#wait(waiting),
      carrying: (on) => this.#announce(on),
      line: (up) => (up ? this.#line.up() : this.#line.down()),
    });
  }

  get contact(): string {
    return contactSentence(this.siteContact, this.#serverContact);
  }

  /** The person opened the widget: from now on, requests and storage. */
  open(): void {
    if (this.#opened) this.refresh();
    this.#start();
    void this.#pump();
  }

  #start(): void {
    this.#line.watch();
    if (this.#opened) return;
    this.#opened = true;
    this.tabs.join((news) => this.#hear(news));
    for (const kept of this.store.drafts) this.#add(draft(kept));
  }

  /** The person closed it: nothing goes on but what they sent. */
  close(): void {
    if (![...this.#drafts.values()].some(unsent)) this.#line.rest();
  }

  /** Look for what was shown meanwhile elsewhere. */
  refresh(): void {
    if (this.#opened && !this.#courier.busy) this.#session.refresh().catch(() => this.#line.down());
  }

  send(text: string, choice: string | null = null): void {
    this.#start();
    this.#add(draft({ text, choice, reason: null }));
    this.#keep();
    void this.#pump();
  }

  /** Stop waiting for the answer under way. */
  stop(): void {
    this.#courier.stop();
  }

  resend(id: string): void {
    const again = this.#drafts.get(id);
    if (!again || unsent(again)) return;
    this.#update(again, "queued");
    void this.#pump();
  }

  /** Take a message back, to be changed. */
  withdraw(id: string): void {
    if (this.#courier.carries(id) || !this.#drafts.delete(id)) return;
    this.#keep();
    this.tell({ type: "withdrawn", id });
  }

  /** Count a link that was followed. */
  followed(what: Followed): void {
    if (this.#session.id) this.gateway.count(this.#session.id, what);
  }

  /** Number of a request that the person made here and that hasn't left; null when there is none, or none is known. */
  async waitingRequest(): Promise<string | null> {
    const id = this.#session.id;
    return id ? this.gateway.waitingRequest(id).catch(() => null) : null;
  }

  /** Erase here and on the server: what to say of it; null when the server could not. */
  async erase(wish: Wish): Promise<string | null> {
    const id = this.#session.id;
    let said: string | null = null;
    try {
      if (id) said = await this.gateway.erase(id, wish);
    } catch (error) {
      if (!isGone(error)) return null;
    }
    if (id) this.tabs.tell({ news: "erased", conversation: id });
    this.#clear();
    return said ?? textes.effacer.fait;
  }

  // --- Sending

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      if (!(await this.#reached())) return;
      for (let next = this.#next(); next; next = this.#next()) if (!(await this.#courier.deliver(next))) break;
    } finally {
      this.#pumping = false;
    }
  }

  #next(): Sent | undefined {
    return [...this.#drafts.values()].find((item) => item.state === "queued");
  }

  /** Whether there is a conversation to talk in; says so when there isn't. */
  async #reached(): Promise<boolean> {
    try {
      if (this.#session.ready && this.#line.isDown) await this.#session.refresh();
      await this.#session.connect();
      this.#line.up();
      if (!this.store.lasting) this.tell({ type: "banner", name: "storage", text: textes.etat.stockage });
      return true;
    } catch (error) {
      if (error instanceof Refused && error.status !== 429) this.#line.refused(error.text ?? textes.etat.refuse);
      else this.#line.down();
      return false;
    }
  }

  #accepted(item: Sent, told: Accepted): void {
    if (item.reached) {
      this.#session.unsee(item.id);
      this.tell({ type: "again", id: item.id });
    }
    const first = this.#session.see(told.id, item.id);
    if (!this.#drafts.has(item.id)) return;
    // What the transcript shows: personal details masked, a choice by its title.
    const entry: Entry = { kind: "person", id: told.id, messageId: item.id, at: told.at, text: told.text };
    Object.assign(item, { reached: true, shown: told.text });
    this.#update(item, "accepted");
    if (first) this.#share(entry);
  }

  // --- What this tab knows

  #add(item: Sent): void {
    this.#drafts.set(item.id, item);
    this.tell({ type: "draft", draft: item });
  }

  #update(item: Sent, state: Sent["state"], reason: string | null = null): void {
    if (!this.#drafts.has(item.id)) return; // erased meanwhile
    this.tell({ type: "draft", draft: Object.assign(item, { state, reason }) });
    if (state === "done") this.#drafts.delete(item.id);
    if (state !== "sending") this.#keep();
  }

  #unanswered(text: string, id: string | null): void {
    if (id !== null && this.#drafts.has(id)) return; // it goes again by itself
    const kept = { text, choice: null, reason: textes.envoi.sansReponse, ...(id === null ? {} : { id }) };
    this.#add({ ...draft(kept), reached: true });
  }

  #begun(contact: string | null, days: number | null): void {
    this.#serverContact = contact;
    this.tell({ type: "server", contact: this.contact, days });
  }

  #show(entry: Entry, past: boolean): void {
    if (entry.kind === "person" && entry.messageId !== null && this.#drafts.has(entry.messageId)) return;
    this.tell({ type: "entry", entry, past });
    if (this.#courier.busy) this.#share(entry);
  }

  #keep(): void {
    const kept = [...this.#drafts.values()].filter(({ reached, state }) => !reached && state !== "done");
    this.store.drafts = kept.map(({ id, text, choice, reason }) => ({ id, text, choice, reason }));
  }

  #wait(waiting: Waiting): void {
    clearTimeout(this.#long);
    this.tell({ type: "waiting", waiting });
    if (waiting === "typing") this.#long = setTimeout(() => this.tell({ type: "waiting", waiting: "long" }), LONG_AFTER);
  }

  #clear(): void {
    this.#courier.stop();
    this.#drafts.clear();
    this.#session.forget();
    this.store.clear();
    this.tell({ type: "cleared", but: null });
  }

  /** The assistant erased at the person's word: what they wait for stays. */
  #erasedBy(item: Sent): void {
    this.#session.restart();
    this.tell({ type: "cleared", but: item.id });
  }

  // --- Other tabs

  #share(entry: Entry): void {
    if (this.#session.id) this.tabs.tell({ news: "entry", conversation: this.#session.id, entry });
  }

  #announce(waiting: boolean): void {
    if (this.#session.id) this.tabs.tell({ news: "waiting", conversation: this.#session.id, waiting });
  }

  #hear(news: News): void {
    const mine = this.#session.id;
    if (!mine) return;
    if (news.news === "ask") this.tabs.tell({ news: "conversation", conversation: mine });
    else if (news.conversation !== mine) return;
    else if (news.news === "erased") this.#clear();
    else if (news.news === "entry") this.#session.see(news.entry.id, news.entry.messageId) && this.tell({ type: "entry", entry: news.entry, past: false });
    else if (news.news === "waiting" && !this.#courier.busy) this.#wait(news.waiting ? "typing" : "no");
  }
}
