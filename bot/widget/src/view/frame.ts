/** The panel's window: in the corner, as large as the person makes it, or over the whole page. */

import { textes } from "../textes";
import { button, el, icon } from "./dom";

/** Below this, the panel takes the whole window and nothing behind it can be reached. */
const SMALL = "(max-width: 40em), (max-height: 32em)";
/** Pixels of one press of an arrow. */
const STEP = 40;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

export class Frame {
  readonly dialog = el("dialog", { class: "panel", "aria-labelledby": "title" });
  /** Over the whole page and back. */
  readonly enlarge: HTMLButtonElement;
  readonly #small = matchMedia(SMALL);
  #full = false;

  constructor(
    close: () => void,
    private readonly resized: () => void,
  ) {
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault(); // the gesture "back" of a phone, which is no key
      close();
    });
    this.enlarge = button([icon("enlarge"), textes.agrandir], () => this.#enlarge(), { class: "quiet enlarge", "aria-pressed": "false" });
    this.dialog.append(this.#handle());
  }

  /** Whether the window is so small that the panel takes all of it. */
  get small(): boolean {
    return this.#small.matches;
  }

  /** Show it; `quiet`: without taking the focus. */
  show(quiet = false): void {
    if (this.#small.matches || this.#full) this.dialog.showModal();
    else if (quiet) this.dialog.open = true;
    else this.dialog.show();
  }

  /** Follow the window: whole or corner, and above the keyboard of a phone. Returns how to stop. */
  follow(): () => void {
    const fit = () => {
      const height = visualViewport?.height;
      if (height) this.dialog.style.setProperty("--visible-height", `${Math.floor(height)}px`);
      this.resized();
    };
    const swap = () => this.#again();
    visualViewport?.addEventListener("resize", fit);
    this.#small.addEventListener("change", swap);
    return () => {
      visualViewport?.removeEventListener("resize", fit);
      this.#small.removeEventListener("change", swap);
    };
  }

  #enlarge(): void {
    this.#full = !this.#full;
    this.dialog.classList.toggle("full", this.#full);
    this.enlarge.setAttribute("aria-pressed", String(this.#full));
    this.#again();
    this.resized();
  }

  /** Show it anew, behind a modal or not, with the focus where it was. */
  #again(): void {
    if (!this.dialog.open) return;
    const focused = (this.dialog.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
    this.dialog.close();
    this.show();
    focused?.focus();
  }

  /** The corner by which it is made larger or smaller, with the mouse or the arrows. */
  #handle(): HTMLElement {
    const handle = button([], () => undefined, { class: "handle", "aria-label": textes.redimensionner, title: textes.redimensionner });
    handle.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      this.#grow(...step);
    });
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.#grow(-event.movementX, -event.movementY);
    });
    return handle;
  }

  #grow(width: number, height: number): void {
    const { style, offsetWidth, offsetHeight } = this.dialog;
    style.setProperty("--width", `${offsetWidth + width}px`);
    style.setProperty("--height", `${offsetHeight + height}px`);
    this.resized();
  }
}
