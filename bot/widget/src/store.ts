/**
 * What the browser keeps: the conversation's id, and the messages typed until they are sent. Nothing else.
 *
 * Session storage, or memory where it is forbidden. Nothing is read or written before the first call.
 */

import { isObject } from "./messages";

/** A message of the person's on its way. `choice` is the token when it comes from a button. */
export interface Draft {
  id: string;
  text: string;
  choice: string | null;
  /** Why it isn't answered, as a sentence, when it waits for the person to decide. */
  reason: string | null;
}

interface Kept {
  conversation: string | null;
  drafts: Draft[];
}

const isDraft = (value: unknown): value is Draft =>
  isObject(value) &&
  typeof value["id"] === "string" &&
  typeof value["text"] === "string" &&
  [value["choice"], value["reason"]].every((item) => item === null || typeof item === "string");

export class Store {
  #kept: Kept | null = null;
  #lasting = true;
  readonly #key: string;

  constructor(server: string) {
    this.#key = `orientation:${server}`;
  }

  /** Whether a reload will find what is kept. */
  get lasting(): boolean {
    this.#read();
    return this.#lasting;
  }

  get conversation(): string | null {
    return this.#read().conversation;
  }

  set conversation(id: string | null) {
    this.#read().conversation = id;
    this.#write();
  }

  get drafts(): readonly Draft[] {
    return this.#read().drafts;
  }

  set drafts(drafts: readonly Draft[]) {
    this.#read().drafts = [...drafts];
    this.#write();
  }

  clear(): void {
    this.#kept = { conversation: null, drafts: [] };
    this.#write();
  }

  #read(): Kept {
    if (this.#kept) return this.#kept;
    this.#kept = { conversation: null, drafts: [] };
    try {
      const found: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? "{}");
      if (isObject(found)) {
        if (typeof found["conversation"] === "string") this.#kept.conversation = found["conversation"];
        if (Array.isArray(found["drafts"])) this.#kept.drafts = found["drafts"].filter(isDraft);
      }
    } catch (error) {
      // Broken JSON is somebody else's writing; anything else is a browser that forbids.
      this.#lasting = error instanceof SyntaxError;
    }
    return this.#kept;
  }

  #write(): void {
    const kept = this.#read();
    try {
      if (kept.conversation || kept.drafts.length) sessionStorage.setItem(this.#key, JSON.stringify(kept));
      else sessionStorage.removeItem(this.#key);
    } catch {
      this.#lasting = false;
    }
  }
}
