/** Whether the server answers: tries again by itself, sooner when the browser is back online. */

import { textes } from "./textes";

const STEPS = [1000, 2000, 4000, 8000, 15000, 30000];

export class Line {
  #down = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watching = false;

  constructor(
    private readonly retry: () => void,
    private readonly say: (text: string | null) => void,
  ) {}

  get isDown(): boolean {
    return this.#down;
  }

  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    addEventListener("online", this.#online);
    addEventListener("offline", this.#offline);
    if (this.#down) this.#online();
  }

  rest(): void {
    this.#watching = false;
    removeEventListener("online", this.#online);
    removeEventListener("offline", this.#offline);
    clearTimeout(this.#timer);
  }

  up(): void {
    clearTimeout(this.#timer);
    this.#tries = 0;
    if (!this.#down) return;
    this.#down = false;
    this.say(null);
  }

  down(): void {
    this.#down = true;
    this.say(navigator.onLine ? textes.etat.injoignable : textes.etat.horsLigne);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.retry, STEPS[Math.min(this.#tries, STEPS.length - 1)]);
    this.#tries += 1;
  }

  /** The server answers, and doesn't want this page: no use insisting. */
  refused(text: string): void {
    this.#down = true;
    clearTimeout(this.#timer);
    this.say(text);
  }

  readonly #online = (): void => {
    this.#tries = 0;
    clearTimeout(this.#timer);
    if (this.#down) this.retry();
  };

  readonly #offline = (): void => this.down();
}
