/** Making elements. Text always goes in as a text node: there is no way here to give markup. */

export type Child = Node | string | null | false;
type Props = {
  class?: string;
  on?: Record<string, (event: Event) => void>;
} & Record<string, string | boolean | number | null | undefined | Record<string, (event: Event) => void>>;

/**
 * French punctuation never begins a line, nor does an opening quotation mark end one; the apostrophes of the catalogue's
 * sources are drawn as all others, but in addresses.
 */
const unbroken = (text: string): string => {
  const spaced = text.replace(/ ([?!:;»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");
  return /@|:\/\//.test(spaced) ? spaced : spaced.replace(/(\p{L})'(?=[\p{L}«])/gu, "$1’");
};

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on" || value === undefined || value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [event, handler] of Object.entries(props.on ?? {})) node.addEventListener(event, handler);
  const given = children.filter((child): child is Node | string => child !== null && child !== false);
  node.append(...given.map((child) => (typeof child === "string" ? unbroken(child) : child)));
  return node;
}

/** Read by screen readers only. */
export const hidden = (text: string): HTMLElement => el("span", { class: "hidden" }, text);

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M4 4h16v12H9l-5 4V4Zm4 5h8M8 12h5",
  enlarge: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  close: "M5 5l14 14M19 5 5 19",
  send: "M4 12h15M13 6l6 6-6 6",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  check: "M4 12.5l5 5L20 6.5",
} as const;

/** A decoration beside words, never alone. */
export function icon(name: keyof typeof PATHS): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function button(label: Child | Child[], act: (event: Event) => void, props: Props = {}): HTMLButtonElement {
  const children = Array.isArray(label) ? label : [label];
  return el("button", { type: "button", ...props, on: { click: act } }, ...children);
}

/** Whether fingers are all there is: a field that takes the focus then brings the keyboard up, over what is to be read. */
export const touch = (): boolean => matchMedia("(hover: none) and (pointer: coarse)").matches;
