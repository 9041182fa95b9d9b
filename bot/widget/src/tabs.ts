/** The other tabs of the same site: they share one conversation, and show the same. */

import { isObject } from "./guards";
import type { Entry } from "./messages";

export type News =
  | { news: "ask" }
  | { news: "conversation"; conversation: string }
  | { news: "entry"; conversation: string; entry: Entry }
  | { news: "waiting"; conversation: string; waiting: boolean }
  | { news: "erased"; conversation: string };

const KINDS = new Set(["ask", "conversation", "entry", "waiting", "erased"]);
const isNews = (value: unknown): value is News => isObject(value) && KINDS.has(String(value["news"]));

/** Milliseconds that another tab is given to say which conversation it has. */
const PATIENCE = 150;

export class Tabs {
  #channel: BroadcastChannel | null = null;
  #listener: (news: News) => void = () => undefined;
  #adopt: ((conversation: string) => void) | null = null;

  constructor(private readonly server: string) {}

  /** Listen from now on; before, the tab takes no part. */
  join(listener: (news: News) => void): void {
    this.#listener = listener;
    if (this.#channel || typeof BroadcastChannel === "undefined") return;
    try {
      this.#channel = new BroadcastChannel(`orientation:${this.server}`);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
    } catch {
      this.#channel = null; // a page of opaque origin has none
    }
  }

  tell(news: News): void {
    this.#channel?.postMessage(news);
  }

  /** The conversation of another tab, if one has it. */
  async ask(): Promise<string | null> {
    if (!this.#channel) return null;
    return new Promise((resolve) => {
      const done = (conversation: string | null) => {
        this.#adopt = null;
        resolve(conversation);
      };
      this.#adopt = done;
      setTimeout(() => done(null), PATIENCE);
      this.tell({ news: "ask" });
    });
  }

  leave(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  #hear(data: unknown): void {
    if (!isNews(data)) return;
    if (data.news === "conversation") this.#adopt?.(data.conversation);
    else this.#listener(data);
  }
}
