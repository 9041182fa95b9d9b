/** Server-sent events read from a fetch (EventSource can neither POST nor be refused with a status). */

export interface ServerEvent {
  event: string;
  data: string;
}

/** Cuts a stream of text into events; give it chunks as they come. */
export class EventParser {
  #rest = "";
  #event = "";
  #data: string[] = [];

  feed(chunk: string): ServerEvent[] {
    const found: ServerEvent[] = [];
    // A lone CR at the end of a chunk may be half of a CRLF: it waits for what follows.
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length) found.push({ event: this.#event || "message", data: this.#data.join("\n") });
        this.#event = "";
        this.#data = [];
      } else {
        this.#field(line);
      }
    }
    return found;
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment: the server's keep-alive
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
  }
}

/** Every event of a response's body, in order; `alive` is called at each sign of life, keep-alives included. */
export async function* readEvents(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<ServerEvent> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      yield* parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
