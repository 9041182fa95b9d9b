/** What is said of known services, drawn: one service in full, or the answer to a question about one or several. */

import { safeUrl, siteName } from "../links";
import type { Answer, Choice, Detail, Passage, Section, Source, Subject } from "../messages";
import { textes } from "../textes";
import { actionList, fact, type Acts, type Note } from "./cards";
import { choiceList, type Choose } from "./choices";
import { el, type Child } from "./dom";
import { day, link, linked, prose } from "./richtext";

const texts = textes.carte;

interface Around {
  intro: string | null;
  outro: string | null;
  next: Choice[];
}

function reply({ intro, outro, next }: Around, choose: Choose, ...parts: Child[]): HTMLElement {
  return el(
    "div",
    { class: "stack" },
    intro !== null && prose(intro),
    ...parts,
    outro !== null && prose(outro),
    next.length > 0 && choiceList(next, choose),
  );
}

const heading = ({ name, url }: Omit<Subject, "id">): HTMLElement => el("h3", {}, link(name, url));

function section({ title, items }: Section): HTMLElement {
  const list = el("ul", {}, ...items.map((item) => el("li", {}, ...linked(item))));
  return el("div", { class: "section" }, el("h4", {}, title), list);
}

/** When the file was checked, and where a mistake on it is told. */
function checkedLine({ checked, report }: Detail): HTMLElement | null {
  if (!checked && !report) return null;
  return el("p", { class: "source" }, checked ? `${checked.label} ` : null, report ? link(report.title, report.url) : null);
}

/** The last list that shows a service: a link followed from its details counts for that list. */
function listOf(id: string, near: Node): string | undefined {
  const cards = (near.getRootNode() as ParentNode).querySelectorAll<HTMLElement>("[data-solution]");
  return [...cards].filter(({ dataset }) => dataset["solution"] === id).pop()?.dataset["list"];
}

export function detailView(detail: Detail, acts: Acts): HTMLElement {
  const { id, name, contact, summary, actions, status_label: state } = detail;
  const note: Note = (type) => {
    const list = listOf(id, card);
    if (list) acts.followed({ type, list_id: list, solution: id });
  };
  const card: HTMLElement = el(
    "div",
    { class: "card" },
    actions ? el("h3", {}, name) : heading(detail),
    state && el("dl", {}, fact(texts.etat, state)),
    summary ? el("p", {}, summary) : null,
    actionList(name, actions, acts.choose, note),
    ...detail.sections.filter(({ items }) => items.length > 0).map(section),
    contact && el("dl", {}, fact(texts.contact, ...linked(contact))),
    checkedLine(detail),
  );
  return reply(detail, acts.choose, card);
}

function sourceLine(source: Source): HTMLElement | null {
  const [url, date] = [safeUrl(source.url), source.date];
  if (!url && !date) return null;
  const parts: Child[] = [url && link(siteName(url), url), url && date && ", ", date && day(date)];
  return el("p", { class: "source" }, `${texts.source} : `, ...parts);
}

const passage = ({ text, source }: Passage): HTMLElement =>
  el("div", { class: "passage" }, prose(text), source && sourceLine(source));

/** Each service's passages under its name; what belongs to none comes first. */
function bySubject({ about, passages }: Answer): HTMLElement[] {
  const groups = new Map<Subject | undefined, Passage[]>([[undefined, []]]);
  for (const item of passages) {
    const subject = about.find(({ id }) => id === item.id);
    groups.set(subject, [...(groups.get(subject) ?? []), item]);
  }
  return [...groups]
    .filter(([, items]) => items.length > 0)
    .map(([subject, items]) => el("div", { class: "stack" }, subject ? heading(subject) : null, ...items.map(passage)));
}

export function answerView(answer: Answer, choose: Choose): HTMLElement {
  const parts = answer.about.length > 1 ? bySubject(answer) : answer.passages.map(passage);
  return reply(answer, choose, ...parts);
}
