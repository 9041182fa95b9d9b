/** Every sentence that the widget shows. Placeholders stand in braces. */
export const textes = {
  lanceur: "Trouver un service",
  /** The same words as on the launcher: one thing, one name. */
  titre: "Trouver un service",
  fermer: "Fermer",
  agrandir: "Agrandir",
  redimensionner: "Changer la taille de la fenêtre : faites glisser ce coin, ou utilisez les flèches du clavier",
  /** What waits behind the launcher, after its own words. */
  attend: {
    conversation: "conversation en cours",
    reponse: "nouvelle réponse",
    besoin: "votre besoin est prêt à envoyer",
    liste: "une liste vous attend",
  },
  conversation: "Conversation",
  nouvelle: "Nouvelle réponse ↓",

  bienvenue: {
    bonjour: "Bonjour. Dites-moi en une phrase ce qui vous gêne, ou ce que vous voulez faire. Je cherche le service public numérique qui y répond.",
    exemples: "Par exemple :",
    besoins: [
      "Nous avons des logements vides dans le bourg",
      "Je cherche des financements pour rénover l’école",
      "Le secrétariat a peur d’un piratage",
    ],
    notice: "Je suis un assistant automatique : je peux me tromper. N’écrivez pas de données personnelles (nom, téléphone, dossier d’un habitant).",
    duree: "La conversation est effacée après {jours} jours, ou dès que vous le demandez.",
  },
  /** Said until the server has given its own: the same as its default settings. */
  contact: "Vous pouvez aussi écrire à l’équipe de l’Incubateur des Territoires : contact@incubateur.anct.gouv.fr.",
  contactDonne: "Vous pouvez aussi écrire à {contact}.",

  saisie: {
    libelle: "Votre message",
    aide: "Entrée pour envoyer, Maj + Entrée pour aller à la ligne, flèche du haut pour aller à la réponse.",
    attendContact: "Votre courriel ou votre téléphone",
    envoyer: "Envoyer",
    tropLong: "Votre message fait {nombre} caractères. Merci de le résumer en moins de {limite}.",
    rappel: "Pas de données personnelles.",
    rappelContact: "Ce contact sert à vous répondre, et à rien d’autre.",
    donnees: "Vos données et vos droits",
  },

  qui: { personne: "Vous :", assistant: "L’assistant :" },
  heure: "à {heure}",

  attente: {
    cherche: "L’assistant cherche…",
    long: "C’est plus long que d’habitude. Vous pouvez attendre, ou arrêter et renvoyer votre message plus tard.",
    reprise: "La connexion a été coupée. Je reprends la réponse…",
    arreter: "Arrêter",
  },

  envoi: {
    enAttente: "Pas encore envoyé. Votre message partira dès que possible.",
    apres: "Votre message partira après la réponse en cours.",
    arrete: "Vous avez arrêté l’attente.",
    sansReponse: "Ce message est resté sans réponse.",
    lent: "L’assistant met trop de temps à répondre. Votre message est gardé ici.",
    coupe: "L’assistant s’est arrêté avant la fin de sa réponse. Votre message est gardé ici.",
    illisible: "Le serveur a donné une réponse illisible. Votre message est gardé ici.",
    renvoyer: "Renvoyer",
    modifier: "Modifier",
    renvoyerQuoi: "Renvoyer le message « {message} »",
    modifierQuoi: "Modifier le message « {message} »",
  },

  etat: {
    injoignable: "L’assistant est injoignable pour l’instant. Vous pouvez écrire : votre message partira dès que possible.",
    horsLigne: "Vous êtes hors ligne. Vous pouvez écrire : votre message partira au retour de la connexion.",
    retour: "La connexion est revenue.",
    refuse: "L’assistant ne peut pas s’ouvrir sur cette page.",
    illisible: "La liste transmise n’a pas pu être lue. Rechargez la page dans quelques instants, ou dites-moi votre besoin.",
    stockage: "Votre navigateur ne permet pas de garder la conversation. Si vous rechargez la page, elle sera perdue.",
    expiree: "La conversation précédente a expiré : elle est effacée du serveur. Une nouvelle commence ici.",
  },

  /** For whoever puts the assistant on a site. */
  console: {
    origine: "Assistant d’orientation : la passerelle refuse ce site. Ajoutez {origine} à son réglage WIDGET_ORIGINS, puis redémarrez-la.",
  },

  effacer: {
    bouton: "Effacer la conversation",
    question: "Effacer toute la conversation, ici et sur le serveur ?",
    oui: "Oui, tout effacer",
    non: "Non, la garder",
    demande: "Votre demande {numero} n’est pas encore partie : personne ne l’a reçue. Voulez-vous la garder, ou l’annuler avec la conversation ?",
    garder: "Effacer, garder ma demande",
    annuler: "Effacer et annuler ma demande",
    rien: "Ne rien effacer",
    fait: "La conversation est effacée, ici et sur le serveur.",
    echec: "La conversation n’a pas pu être effacée du serveur. Réessayez dans quelques instants.",
  },

  connu: {
    titre: "Ce que j’ai compris",
    habitants: "{nombre} habitants",
    sansLieu: "Votre territoire n’est pas précisé",
    besoin: "Besoin : {besoin}",
    changer: "Changer",
    preciser: "Préciser",
    preciserQui: "Préciser le territoire, le nombre d’habitants ou qui vous êtes",
    changerQui: "Changer le territoire, le nombre d’habitants ou qui vous êtes",
    changerBesoin: "Changer le besoin",
    champLieu: "Votre commune, intercommunalité, département ou région",
    champHabitants: "Nombre d’habitants",
    champRole: "Vous écrivez pour",
    sansRole: "Non précisé",
    /** By audience of the catalogue. */
    roles: {
      commune: "une commune",
      epci: "une intercommunalité",
      departement: "un département",
      region: "une région",
      ccas: "un CCAS",
      syndicat: "un syndicat",
      etat: "un service de l’État",
      association: "une association",
      habitant: "un habitant",
    },
    valider: "Valider",
    annuler: "Annuler",
    /** What the person says by filling the form in. */
    lieu: "Je suis à {lieu}.",
    pour: "J’écris pour {role}.",
    nous: "Nous avons {nombre} habitants.",
  },

  carte: {
    pourquoi: "Pourquoi",
    etat: "Aujourd’hui",
    cout: "Coût",
    pour: "Pour",
    porte: "Porté par",
    contact: "Contact",
    lien: "Lien",
    actions: "Suites pour {nom}",
    fenetre: "nouvelle fenêtre",
    experiences: "Déjà étudié",
    proche: "S’en approche, sans y répondre",
    sinon: "Vous pouvez aussi :",
    avec: "avec {avec}",
    lire: "Lire la page",
    lireDe: "Lire la page de {nom}",
    source: "Source",
  },
  liste: {
    copier: "Copier la liste",
    imprimer: "Imprimer la liste",
    copiee: "La liste est copiée.",
    nonCopiee: "La liste n’a pas pu être copiée.",
    titreImprime: "Services proposés par l’assistant d’orientation",
    nom: "{position}. {nom}",
    entete: "{position}. {nom} ({etat})",
    ligne: "{titre} : {valeur}",
    source: "Liste faite le {jour} par l’assistant d’orientation ({adresse}), d’après son catalogue de services publics numériques. Vérifiez auprès de chaque service avant de décider.",
    partager: "Copier le lien",
    lienCopie: "Le lien de la liste est copié. Il ne contient rien de ce que vous avez dit.",
    lienListe: "Retrouver cette liste : {lien}",
    courriel: "Envoyer par courriel",
    objet: "Services publics numériques pour notre collectivité",
    recue: "Voici la liste que l’on vous a transmise :",
    vide: "Les services de la liste transmise ne sont plus proposés. Dites-moi votre besoin : je chercherai ce qui existe aujourd’hui.",
  },
  choix: { groupe: "Choix proposés", choisi: "choisi" },
  aPropos: {
    titre: "À propos",
    donnees: "Données personnelles",
    accessibilite: "Accessibilité : {etat}",
    /** Said until the server has given its own. */
    etat: "non conforme",
    mentions: "Mentions légales",
    statistiques: "Statistiques",
  },
  avis: "Votre avis",
  suites: "Vous pouvez :",
} as const;

/** A sentence with its placeholders filled; numbers as French writes them. */
export function dire(phrase: string, valeurs: Record<string, string | number>): string {
  return phrase.replace(/\{(\w+)\}/g, (tout, nom: string) => (valeurs[nom] ?? tout).toLocaleString("fr-FR"));
}
