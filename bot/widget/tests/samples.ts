import type { Answer, Detail, None, Question, Solutions } from "../src/messages";

export const solutions = {
  type: "solutions",
  text: "Pour « vide » :\n\n1. Zéro (en test)\nParce que.\n\n2. Bail (en test)\nParce que.\n\nDites « le 1 ».",
  intro: "Pour « vide » :",
  outro: "Dites « le 1 ».",
  list_id: "l",
  need: "vide",
  solutions: [
    {
      id: "zero", position: 1, name: "Zéro", summary: "Résumé", reason: "Parce que", status: "en_test", status_label: "en test",
      audience_labels: ["communes", "inconnu"], cost: null, url: "https://exemple.fr", contact: "a@exemple.fr", operator: null,
    },
    {
      id: "bail", position: 2, name: "Bail", summary: null, reason: null, status: null, status_label: null,
      audience_labels: [], cost: "gratuit", url: "javascript:alert(1)", contact: "javascript:alert(1)", operator: null,
    },
  ],
  experiences: [],
  feedback: [{ title: "Ça m’aide", payload: "c:oui" }],
} satisfies Solutions;

export const question = {
  type: "question",
  text: "Laquelle ?\n1. Une\n2. Deux\nOu vos mots.",
  intro: "Laquelle ?",
  outro: "Ou vos mots.",
  choices: [
    { title: "Une", payload: "c:1", position: 1 },
    { title: "Deux", payload: "c:2", position: 2 },
  ],
  expects: null,
} satisfies Question;

export const none = {
  type: "none",
  text: "Rien.\nVous pouvez :\n1. Reformuler\n2. Le forum : https://forum.exemple.fr\nÉcrivez-nous.",
  intro: "Rien.\nVous pouvez :",
  outro: "Écrivez-nous.",
  ways_on: [
    { kind: "rephrase", title: "Reformuler", position: 1, payload: "c:r" },
    { kind: "forum", title: "Le forum", position: 2, url: "https://forum.exemple.fr" },
  ],
} satisfies None;

const next = [
  { title: "Son prix", payload: "c:p", position: 1 },
  { title: "Les autres", payload: "c:a", position: 2 },
];

export const detail = {
  type: "detail",
  text: "Voici Zéro.\n\n1. Son prix\n2. Les autres",
  id: "zero",
  name: "Zéro",
  status: "en_test",
  status_label: "en test",
  url: "https://exemple.fr",
  contact: "a@exemple.fr",
  intro: "Voici Zéro.",
  sections: [
    { key: "for", title: "Pour qui", items: ["communes", "voyez https://exemple.fr/qui."] },
    { key: "limits", title: "Ce qu’il ne fait pas", items: [] },
  ],
  outro: "Je peux vous en dire plus.",
  next,
} satisfies Detail;

export const answer = {
  type: "answer",
  text: "C’est gratuit.\n\nDeux cents euros.\n\n1. Son prix\n2. Les autres",
  intro: null,
  about: [
    { id: "zero", name: "Zéro", url: "https://exemple.fr" },
    { id: "bail.utile", name: "Bail utile", url: null },
  ],
  passages: [
    { id: "zero", kind: "cost", question: "Est-ce payant ?", text: "C’est gratuit.", source: { url: "https://www.exemple.fr/prix", date: "2026-03-14" } },
    { id: "bail.utile", kind: "cost", question: null, text: "Deux cents euros.", source: { url: "javascript:alert(1)", date: "2025-11" } },
    { id: "zero", kind: "other", question: null, text: "Sans engagement.", source: null },
  ],
  outro: null,
  next,
} satisfies Answer;
