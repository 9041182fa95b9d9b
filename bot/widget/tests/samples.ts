import type { Answer, Detail, None, Question, Relay, Solutions, Themes } from "../src/messages";

export const solutions = {
  type: "solutions",
  text: "Pour « vide » :\n\n1. Zéro (en test)\nParce que.\n\n2. Bail (en test)\nParce que.\n\nPosez vos questions.\n3. Autres pistes",
  intro: "Pour « vide » :",
  outro: "Posez vos questions.",
  list_id: "l",
  need: "vide",
  solutions: [
    {
      id: "zero", position: 1, name: "Zéro", summary: "Résumé", reason: "Parce que", status: "en_test", status_label: "en test",
      audience_labels: ["communes", "inconnu"], cost: null, url: "https://exemple.fr", contact: "a@exemple.fr", operator: null,
      actions: [
        { title: "Voir le site", label: "Voir le site de Zéro", url: "https://exemple.fr" },
        { title: "En savoir plus", label: "En savoir plus sur Zéro", payload: "c:z" },
      ],
    },
    {
      id: "bail", position: 2, name: "Bail", summary: null, reason: null, status: null, status_label: null,
      audience_labels: [], cost: "gratuit", url: "javascript:alert(1)", contact: "javascript:alert(1)", operator: null,
      actions: [{ title: "Voir le site", label: "Voir le site de Bail", url: "javascript:alert(1)" }],
    },
  ],
  experiences: [],
  feedback: [{ title: "Ça m’aide", payload: "c:oui" }],
  next: [{ title: "Autres pistes", payload: "c:autres", position: 3 }],
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
  summary: "Zéro repère.",
  checked: { label: "Fiche vérifiée le 20 août 2026." },
  report: { title: "Signaler une erreur", url: "mailto:b@exemple.fr?cc=a@exemple.fr" },
  actions: [{ title: "Voir le site", label: "Voir le site de Zéro", url: "https://exemple.fr" }],
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

export const themes = {
  type: "themes",
  text: "Thèmes :\n\nEnvironnement\n1. Eau (4)\n2. Déchets (3)\n\nÉconomie\n3. Mobilités (6)\n\nChoisissez.",
  intro: "Thèmes :",
  groups: [
    {
      title: "Environnement",
      choices: [
        { title: "Eau", payload: "c:eau", position: 1, count: 4 },
        { title: "Déchets", payload: "c:dechets", position: 2, count: 3 },
      ],
    },
    { title: "Économie", choices: [{ title: "Mobilités", payload: "c:mobilites", position: 3, count: 6 }] },
  ],
  outro: "Choisissez.",
} satisfies Themes;

export const relay = {
  type: "relay",
  text: "Compris :\n- Besoin : des logements vides\n- Qui écrit : une commune\n\nEst-ce bon ?\n1. C’est bon",
  intro: "Compris :",
  items: [
    { key: "need", title: "Besoin", value: "des logements vides" },
    { key: "role", title: "Qui écrit", value: "une commune" },
  ],
  outro: "Est-ce bon ?",
  choices: [{ title: "C’est bon", payload: "c:bon", position: 1 }],
} satisfies Relay;
