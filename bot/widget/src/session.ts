/**
 * Which conversation this tab is in, and what it has seen of it.
 *
 * The id comes from this tab's storage, else from another tab, else from the server; one that the server no longer
 * knows is given up for good.
 */

import { isGone } from "./failures";
import type { Entry } from "./messages";
import type { Store } from "./store";
import type { Tabs } from "./tabs";
import type { Gateway, History } from "./transport";

export interface Hooks {
  /** An entry that this tab hadn't seen; `past` when it isn't news to the person. */
  show(entry: Entry, past: boolean): void;
  /** The last message, when nothing answers it any more. */
  orphan(text: string, messageId: string | null): void;
  restored(): void;
  expired(): void;
  /** It was erased from elsewhere, and goes on. */
  erased(): void;
  begun(contact: string | null, days: number | null): void;
  accessibility(state: string | null): void;
  /** An answer asked for before a reload is under way, or is over. */
  following(on: boolean): void;
  /** Whether this tab is waiting for an answer of its own. */
  busy(): boolean;
}

const POLL_EVERY = 1_000;
const POLL_FOR = 45_000;

export class Session {
  #connecting: Promise<string> | null = null;
  #ready = false;
  #last = 0;
  /** The lines seen, with the message of the person's that each is of. */
  readonly #known = new Map<number, string | null>();
  #generation: number | null = null;
  readonly #dead = new Set<string>();

  constructor(
    private readonly gateway: Gateway,
    private readonly store: Store,
    private readonly tabs: Tabs,
    private readonly hooks: Hooks,
  ) {}

  get id(): string | null {
    return this.store.conversation;
  }

  /** Whether the conversation was reached once. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Note a line as seen; false when it was already. */
  see(id: number | null, messageId: string | null): boolean {
    if (id === null) return true;
    if (this.#known.has(id)) return false;
    this.#known.set(id, messageId);
    this.#last = Math.max(this.#last, id);
    return true;
  }

  /** The lines of a message come anew: another try takes the place of the first. */
  unsee(messageId: string): void {
    for (const [id, of] of this.#known) if (of === messageId) this.#known.delete(id);
  }

  /** The conversation was erased and goes on. */
  restart(): void {
    this.#last = 0;
    this.#known.clear();
    this.#generation = null;
  }

  connect(): Promise<string> {
    this.#connecting ??= this.#begin().catch((error: unknown) => {
      this.#connecting = null;
      throw error;
    });
    return this.#connecting;
  }

  /** Ask for what was shown elsewhere meanwhile (another tab, a machine that slept). */
  async refresh(): Promise<void> {
    const id = this.id;
    if (!this.#ready || !id) return;
    try {
      let found = await this.gateway.history(id, this.#last);
      if (this.#generation !== null && found.generation !== this.#generation) {
        this.restart();
        this.hooks.erased();
        found = await this.gateway.history(id, 0);
      }
      this.#generation = found.generation;
      for (const entry of found.messages) this.#take(entry, true);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.expire(id);
      await this.connect();
    }
  }

  /** The server doesn't know a conversation any more; nothing to do when another has taken its place. */
  expire(id: string): void {
    if (this.id !== id) return;
    this.#dead.add(id);
    this.store.conversation = null;
    this.forget();
    this.hooks.expired();
  }

  forget(): void {
    this.#connecting = null;
    this.#ready = false;
    this.restart();
  }

  async #begin(): Promise<string> {
    const known = this.id ?? (await this.tabs.ask());
    const kept = known !== null && !this.#dead.has(known) && (await this.#restore(known));
    const id = kept ? known : await this.#create();
    this.store.conversation = id;
    this.#ready = true;
    return id;
  }

  async #create(): Promise<string> {
    const created = await this.gateway.create();
    this.hooks.begun(created.contact, created.days);
    this.hooks.accessibility(created.accessibility);
    return created.conversation;
  }

  /** Show what was said in a known conversation; false when it is no more. */
  async #restore(id: string): Promise<boolean> {
    let history: History;
    try {
      history = await this.gateway.history(id, this.#last);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.store.conversation ??= id;
      this.expire(id);
      return false;
    }
    this.#generation = history.generation;
    if (history.contact) this.hooks.begun(history.contact, null);
    this.hooks.accessibility(history.accessibility);
    const last = history.pending ? undefined : history.messages.at(-1);
    for (const entry of history.messages) {
      if (entry === last && entry.kind === "person") this.hooks.orphan(entry.text, entry.messageId);
      else this.#take(entry, true);
    }
    this.hooks.restored();
    if (history.pending) void this.#follow(id);
    return true;
  }

  /** After a reload in the middle of an answer: look for its end. */
  async #follow(id: string): Promise<void> {
    this.hooks.following(true);
    const end = Date.now() + POLL_FOR;
    for (let pending = true; pending && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, POLL_EVERY));
      if (this.hooks.busy() || this.id !== id) return;
      const found = await this.gateway.history(id, this.#last).catch(() => null);
      for (const entry of found?.messages ?? []) this.#take(entry, false);
      pending = found?.pending ?? true;
    }
    this.hooks.following(false);
  }

  #take(entry: Entry, past: boolean): void {
    if (this.see(entry.id, entry.messageId)) this.hooks.show(entry, past);
  }
}
