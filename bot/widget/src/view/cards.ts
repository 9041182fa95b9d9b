/** A short list, a question and « nothing fits », drawn. */

import { contactUrl, safeUrl } from "../links";
import { isChoice, type Action, type Experience, type None, type Question, type Solution, type Solutions } from "../messages";
import { dire, textes } from "../textes";
import type { Followed } from "../transport";
import { actionButton, choiceList, type Choose } from "./choices";
import { el, type Child } from "./dom";
import { link, prose } from "./richtext";
import { takeAway } from "./shortlist";

export interface Acts {
  choose: Choose;
  /** A solution's address was followed: counted, without any text. */
  followed(what: Followed): void;
  announce(text: string): void;
}

const texts = textes.carte;

export function fact(label: string, ...value: Child[]): HTMLElement {
  return el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, ...value));
}

export type Note = (type: Followed["type"]) => void;

/** Tell when a link is followed, by the middle button too. */
function counted(link: Node, note: () => void): Node {
  for (const event of ["click", "auxclick"]) link.addEventListener(event, note);
  return link;
}

/** What a card leads to: its site first, then the questions that its file answers. */
export function actionList(
  name: string,
  actions: readonly Action[] | null | undefined,
  choose: Choose,
  note: Note,
): HTMLElement | null {
  const items = (actions ?? []).flatMap((action) => {
    const { title, label, url, payload } = action;
    if (payload) return [actionButton(action, payload, choose)];
    if (!url || !safeUrl(url)) return [];
    const site = link(title, url, label) as HTMLElement;
    site.className = "primary";
    return [counted(site, () => note("link_followed"))];
  });
  if (!items.length) return null;
  return el("ul", { class: "wrapped", "aria-label": dire(texts.actions, { nom: name }) }, ...items.map((item) => el("li", {}, item)));
}

function facts(solution: Solution, note: Note): HTMLElement {
  const forWhom = solution.audience_labels.join(", ");
  const { contact, cost, operator } = solution;
  return el(
    "dl",
    {},
    solution.status_label && fact(texts.etat, solution.status_label),
    cost && fact(texts.cout, cost),
    forWhom !== "" && fact(texts.pour, forWhom),
    operator && fact(texts.porte, operator),
    contact && fact(texts.contact, counted(link(contact, contactUrl(contact)), () => note("contact_shown"))),
  );
}

function card(solution: Solution, list: string, acts: Acts): HTMLElement {
  const { id, name, position } = solution;
  const note: Note = (type) => acts.followed({ type, list_id: list, solution: id });
  return el(
    "li",
    { class: "card", "data-solution": id, "data-list": list },
    el("h3", {}, `${position}. ${name}`),
    solution.reason && el("p", { class: "reason" }, el("strong", {}, `${texts.pourquoi} : `), solution.reason),
    solution.summary && el("p", {}, solution.summary),
    actionList(name, solution.actions, acts.choose, note),
    facts(solution, note),
  );
}

function experience(item: Experience): HTMLElement {
  const partner = item.with ? ` ${dire(texts.avec, { avec: item.with })}` : "";
  return el(
    "li",
    {},
    el("strong", {}, item.name), `${partner}. `, item.lesson && `${item.lesson} `,
    item.url !== null && link(texts.lire, item.url, dire(texts.lireDe, { nom: item.name })),
  );
}

export function solutionsView(list: Solutions, acts: Acts): HTMLElement {
  const cards = list.solutions.map((item) => card(item, list.list_id, acts));
  return el(
    "div",
    {},
    prose(list.intro),
    el("ol", { class: "cards" }, ...cards),
    list.experiences.length > 0 && el("h3", {}, texts.experiences),
    list.experiences.length > 0 && el("ul", { class: "experiences" }, ...list.experiences.map(experience)),
    list.outro ? prose(list.outro) : null,
    list.next?.length ? choiceList(list.next, acts.choose, textes.suites, "choices wrapped") : null,
    list.feedback.length > 0 && el("div", { class: "feedback" }, choiceList(list.feedback, acts.choose, textes.avis)),
    takeAway(list, acts.announce),
  );
}

export function questionView(question: Question, acts: Acts): HTMLElement {
  const list = question.choices.length > 0 && choiceList(question.choices, acts.choose);
  return el("div", { class: "stack" }, prose(question.intro), list, question.outro !== null && prose(question.outro));
}

export function noneView(none: None, acts: Acts): HTMLElement {
  const ways = none.ways_on.map((way) => {
    if (isChoice(way)) return choiceList([way], acts.choose).firstElementChild;
    return el("li", { class: "way" }, link(way.title, way.url ?? null));
  });
  const list = el("ul", { class: "choices", "aria-label": textes.suites }, ...ways);
  return el("div", { class: "stack" }, prose(none.intro), list, none.outro !== null && prose(none.outro));
}
