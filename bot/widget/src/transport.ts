/** The gateway's endpoints. No cookie, no header of our own: only POST and DELETE need a preflight. */

import { isObject, readEntry, type Entry } from "./messages";
import { readEvents } from "./sse";

/** The server said no, with a sentence for people. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string | null,
    readonly retryAfter: number | null = null,
    /** The transcript's line that says the same, if it keeps one. */
    readonly line: number | null = null,
  ) {
    super(code);
  }
}
/** Nothing answers, or something that isn't the gateway. */
export class Unreachable extends Error {}
/** The answer stopped before its end. */
export class Cut extends Error {}
/** The answer is too long in coming. */
export class TooSlow extends Error {}

export interface Created {
  conversation: string;
  contact: string | null;
  days: number | null;
  /** State of conformity, as the law has it said. */
  accessibility: string | null;
}
export interface History {
  messages: Entry[];
  pending: boolean;
  contact: string | null;
  accessibility: string | null;
  /** Changes when the conversation is erased and goes on. */
  generation: number | null;
}
export interface Accepted {
  id: number;
  text: string;
  at: string;
}
export interface Outgoing {
  message: string;
  message_id: string;
}
/** What becomes, when the conversation is erased, of a request that hasn't left. */
export type Wish = "keep" | "cancel";
export interface Followed {
  type: "link_followed" | "contact_shown";
  list_id: string;
  solution: string;
}
export interface Progress {
  accepted(told: Accepted): void;
  entry(entry: Entry): void;
  /** The person asked the assistant itself to erase: all that was said before goes. */
  erased(): void;
}

export interface Timeouts {
  /** Milliseconds for a request without stream. */
  plain: number;
  /** Without a byte of a stream: two keep-alives missed. */
  silence: number;
  /** For a whole answer: the gateway's own deadline and some. */
  answer: number;
}
export const TIMEOUTS: Timeouts = { plain: 10_000, silence: 25_000, answer: 45_000 };

/** A line that no conversation has: only what is said of the conversation is wanted. */
const NOTHING_AFTER = 999_999_999_999_999;

type Body = Record<string, unknown>;

export class Gateway {
  readonly #base: string;

  constructor(
    server: string,
    private readonly timeouts: Timeouts = TIMEOUTS,
  ) {
    this.#base = `${server}/api/v1/widget/conversations`;
  }

  async create(): Promise<Created> {
    const body = await this.#json("POST", "", {});
    if (typeof body["conversation"] !== "string") throw new Unreachable();
    return { conversation: body["conversation"], ...notice(body) };
  }

  async history(conversation: string, after: number): Promise<History> {
    const body = await this.#json("GET", `/${encodeURIComponent(conversation)}/messages?after=${after}`);
    const list = Array.isArray(body["messages"]) ? body["messages"] : [];
    const messages = list.map(readEntry).filter((entry) => entry !== null);
    return { messages, pending: body["pending"] === true, contact: notice(body).contact, accessibility: notice(body).accessibility, generation: whole(body["generation"]) };
  }

  /** Number of the request made in a conversation, when it hasn't left. */
  async waitingRequest(conversation: string): Promise<string | null> {
    const body = await this.#json("GET", `/${encodeURIComponent(conversation)}/messages?after=${NOTHING_AFTER}`);
    const told = isObject(body["request"]) ? body["request"] : {};
    return told["state"] === "waiting" ? words(told["number"]) : null;
  }

  /** Erase; what the server says of the request made there, or null when there was none. */
  async erase(conversation: string, wish: Wish): Promise<string | null> {
    const body = await this.#json("DELETE", `/${encodeURIComponent(conversation)}?request=${wish}`);
    return (body["request"] ?? "none") === "none" ? null : words(body["text"]);
  }

  /**
   * Post a message and follow its answer to the end.
   *
   * Throws Refused, Unreachable, Cut or TooSlow; when `signal` is aborted, its AbortError.
   */
  async send(conversation: string, outgoing: Outgoing, signal: AbortSignal, progress: Progress): Promise<void> {
    const watch = new Watch(signal, this.timeouts);
    try {
      const response = await this.#fetch("POST", `/${encodeURIComponent(conversation)}/messages`, watch.signal, outgoing);
      if (!response.body) throw new Cut();
      for await (const { event, data } of readEvents(response.body, () => watch.alive())) {
        if (follow(event, parsed(data), progress)) return;
      }
      throw new Cut();
    } catch (error) {
      throw watch.reason(error);
    } finally {
      watch.end();
    }
  }

  /** Count that a link was followed: no text goes, and nothing waits for it. */
  count(conversation: string, what: Followed): void {
    const init = { ...request("POST", what), keepalive: true };
    fetch(`${this.#base}/${encodeURIComponent(conversation)}/events`, init).catch(() => undefined);
  }

  async #json(method: string, path: string, body?: Body): Promise<Body> {
    const response = await this.#fetch(method, path, AbortSignal.timeout(this.timeouts.plain), body);
    const data: unknown = await response.json().catch(() => null);
    if (!isObject(data)) throw new Unreachable();
    return data;
  }

  async #fetch(method: string, path: string, signal: AbortSignal, body?: object): Promise<Response> {
    const response = await fetch(this.#base + path, { ...request(method, body), signal }).catch((error: unknown) => {
      throw error instanceof DOMException && error.name === "AbortError" ? error : new Unreachable();
    });
    if (response.ok) return response;
    throw await refusal(response);
  }
}

function request(method: string, body?: object): RequestInit {
  const init: RequestInit = { method, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  if (!body) return init;
  return { ...init, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

const whole = (value: unknown): number | null => (typeof value === "number" ? value : null);
const words = (value: unknown): string | null => (typeof value === "string" ? value : null);

function notice(body: Body): { contact: string | null; days: number | null; accessibility: string | null } {
  const told = isObject(body["notice"]) ? body["notice"] : {};
  return { contact: words(told["contact"]), days: whole(told["days"]), accessibility: words(told["accessibility"]) };
}

async function refusal(response: Response): Promise<Refused | Unreachable> {
  const body: unknown = await response.json().catch(() => null);
  const told = isObject(body) && typeof body["error"] === "string" ? body : null;
  // A proxy in front of a gateway that is down answers in the gateway's place.
  if (!told && response.status >= 500) return new Unreachable();
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const code = String(told?.["error"] ?? "unreadable");
  return new Refused(response.status, code, words(told?.["text"]), Number.isNaN(seconds) ? null : seconds);
}

function parsed(data: string): Body {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Statuses of refusals that came once the stream was open. */
const LATE: Record<string, number> = { expired: 410, unauthorized: 401, unknown_choice: 409 };

/** Take one event of an answer into account; whether it was the last. */
function follow(event: string, data: Body, progress: Progress): boolean {
  if (event === "accepted" && typeof data["id"] === "number" && typeof data["text"] === "string") {
    progress.accepted({ id: data["id"], text: data["text"], at: words(data["at"]) ?? "" });
  } else if (event === "erased") {
    progress.erased();
  } else if (event === "message") {
    const entry = readEntry(data);
    if (entry) progress.entry(entry);
  } else if (event === "error") {
    const code = String(data["error"] ?? "unreadable");
    throw new Refused(LATE[code] ?? 503, code, words(data["text"]), null, whole(data["id"]));
  }
  return event === "end";
}

/** Ends a request that the person stops, that falls silent or that never ends; says afterwards which it was. */
class Watch {
  readonly #control = new AbortController();
  readonly #total: ReturnType<typeof setTimeout>;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #late = false;

  constructor(
    private readonly asked: AbortSignal,
    private readonly timeouts: Timeouts,
  ) {
    this.#total = setTimeout(this.#expire, timeouts.answer);
    asked.addEventListener("abort", this.#abort);
    if (asked.aborted) this.#abort();
    this.alive();
  }

  get signal(): AbortSignal {
    return this.#control.signal;
  }

  alive(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#expire, this.timeouts.silence);
  }

  reason(error: unknown): unknown {
    if (this.asked.aborted) return new DOMException("stopped", "AbortError");
    if (this.#late) return new TooSlow();
    if (error instanceof Refused || error instanceof Unreachable) return error;
    return new Cut();
  }

  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#silence);
    this.asked.removeEventListener("abort", this.#abort);
  }

  readonly #abort = (): void => this.#control.abort();
  readonly #expire = (): void => {
    this.#late = true;
    this.#control.abort();
  };
}
