import type { None, Question, Solutions } from "../src/messages";

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
