/** What is gone through before the next step, drawn: the catalogue's themes, and the summary of a request to people. */

import type { Relay, Themes } from "../messages";
import { fact, type Acts } from "./cards";
import { choiceList } from "./choices";
import { el } from "./dom";
import { prose } from "./richtext";

export function themesView({ intro, groups, outro }: Themes, { choose }: Acts): HTMLElement {
  const parts = groups.map(({ title, choices }) =>
    el("div", { class: "stack" }, el("h3", {}, title), choiceList(choices, choose, title, "choices wrapped")),
  );
  return el("div", { class: "stack" }, prose(intro), ...parts, outro !== null && prose(outro));
}

export function relayView({ intro, items, outro, choices }: Relay, { choose }: Acts): HTMLElement {
  const summary = el("dl", { class: "card" }, ...items.map(({ title, value }) => fact(title, value)));
  return el(
    "div",
    { class: "stack" },
    prose(intro),
    items.length > 0 && summary,
    outro !== null && prose(outro),
    choiceList(choices, choose),
  );
}
