/**
 * What the browser keeps: the conversation's id, what is typed until it is sent, and whether the panel is open (with
 * one of the former only). Nothing else.
 *
 * Session storage, or memory where it is forbidden. Nothing is read or written before the first call.
 */

import { isObject } from "./guards";

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
  /** What stands in the field. */
  text?: string;
  /** Whether the panel is open. */
  open?: boolean;
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

  /** Whether there is something to come back to. */
  get holds(): boolean {
    const { conversation, drafts, text } = this.#read();
    return conversation !== null || drafts.length > 0 || Boolean(text);
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

  get text(): string {
    return this.#read().text ?? "";
  }

  set text(text: string) {
    if (text === this.text) return;
    this.#read().text = text;
    this.#write();
  }

  /** Whether the panel is open: remembered with something to come back to only. */
  get open(): boolean {
    return this.#read().open === true;
  }

  set open(open: boolean) {
    this.#read().open = open;
    this.#write();
  }

  clear(): void {
    this.#kept = { conversation: null, drafts: [], open: this.open };
    this.#write();
  }

  #read(): Kept {
    if (this.#kept) return this.#kept;
    this.#kept = { conversation: null, drafts: [] };
    try {
      const found: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? "{}");
      if (isObject(found)) {
        if (typeof found["conversation"] === "string") this.#kept.conversation = found["conversation"];
        if (typeof found["text"] === "string") this.#kept.text = found["text"];
        this.#kept.open = found["open"] === true;
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
      if (this.holds) sessionStorage.setItem(this.#key, JSON.stringify({ ...kept, text: kept.text || undefined, open: kept.open || undefined }));
      else sessionStorage.removeItem(this.#key);
    } catch {
      this.#lasting = false;
    }
  }
}
