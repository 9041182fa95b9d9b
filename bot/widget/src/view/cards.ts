/** The three payloads, drawn. */

import { contactUrl } from "../links";
import { isChoice, type Experience, type None, type Question, type Solution, type Solutions } from "../messages";
import { around, ending, introduction, rank } from "../plain";
import { dire, textes } from "../textes";
import type { Followed } from "../transport";
import { choiceList, type Choose } from "./choices";
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

function fact(label: string, ...value: Child[]): HTMLElement {
  return el("div", { class: "fact" }, el("dt", {}, label), el("dd", {}, ...value));
}

type Note = (type: Followed["type"]) => void;

/** Tell when a link is followed, by the middle button too. */
function counted(link: Node, note: () => void): Node {
  for (const event of ["click", "auxclick"]) link.addEventListener(event, note);
  return link;
}

function facts(solution: Solution, note: Note): HTMLElement {
  const forWhom = solution.audiences.map((name) => textes.publics[name] ?? name).join(", ");
  const { contact, operator } = solution;
  return el(
    "dl",
    {},
    solution.status_label && fact(texts.etat, solution.status_label),
    fact(texts.cout, solution.cost ?? texts.coutInconnu),
    forWhom !== "" && fact(texts.pour, forWhom),
    operator && fact(texts.porte, operator),
    contact && fact(texts.contact, counted(link(contact, contactUrl(contact)), () => note("contact_shown"))),
  );
}

function card(solution: Solution, number: number, note: Note): HTMLElement {
  const { name, url } = solution;
  const site = () => counted(link(texts.site, url, dire(texts.siteDe, { nom: name })), () => note("link_followed"));
  return el(
    "li",
    { class: "card" },
    el("h3", {}, `${number}. ${name}`),
    solution.reason && el("p", { class: "reason" }, el("strong", {}, `${texts.pourquoi} : `), solution.reason),
    solution.summary && el("p", {}, solution.summary),
    facts(solution, note),
    url !== null && el("p", { class: "site" }, site()),
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
  const fallback = list.need ? dire(texts.introBesoin, { besoin: list.need }) : texts.intro;
  const names = [...list.solutions, ...list.experiences].map((item) => item.name);
  const cards = list.solutions.map((item, index) =>
    card(item, rank(list.text, item.name, index + 1), (type) =>
      acts.followed({ type, list_id: list.list_id, solution: item.id }),
    ),
  );
  const next = ending(list.text, names);
  return el(
    "div",
    {},
    prose(introduction(list.text) ?? fallback),
    el("ol", { class: "cards" }, ...cards),
    list.experiences.length > 0 && el("h3", {}, texts.experiences),
    list.experiences.length > 0 && el("ul", { class: "experiences" }, ...list.experiences.map(experience)),
    next !== null && prose(next),
    list.feedback.length > 0 && el("div", { class: "feedback" }, choiceList(list.feedback, acts.choose, textes.avis)),
    takeAway(list, acts.announce),
  );
}

export function questionView(question: Question, acts: Acts): HTMLElement {
  const [before, after] = around(question.text, question.choices.map((choice) => choice.title));
  const list = question.choices.length > 0 && choiceList(question.choices, acts.choose);
  return el("div", { class: "stack" }, prose(before), list, after !== "" && prose(after));
}

export function noneView(none: None, acts: Acts): HTMLElement {
  const ways = none.ways_on.map((way) => {
    if (isChoice(way)) return choiceList([way], acts.choose).firstElementChild;
    return el("li", { class: "way" }, link(way.title, way.url ?? null));
  });
  const [before, after] = around(none.text, none.ways_on.map((way) => way.title));
  const list = el("ul", { class: "choices", "aria-label": textes.suites }, ...ways);
  return el("div", { class: "stack" }, prose(before), list, after !== "" && prose(after));
}
