"""Words that tell a name from what else follows « Mme » or « M. », folded (lower case, no accents)."""

FUNCTIONS = frozenset(
    """
    maire mairesse maires prefet prefete sous-prefet sous-prefete president presidente presidents vice-president
    vice-presidente directeur directrice directeurs directrices dgs dga dst drh daf dsi dasen dpo secretaire
    secretaires adjoint adjointe adjoints adjointes maire-adjoint maire-adjointe conseiller conseillere conseillers
    conseilleres depute deputee deputes senateur senatrice senateurs ministre ministres recteur rectrice inspecteur
    inspectrice tresorier tresoriere comptable percepteur perceptrice receveur elu elue elus elues chef cheffe
    responsable delegue deleguee delegues commissaire juge procureur procureure notaire professeur professeure
    docteur dr architecte ingenieur ingenieure cure colonel commandant commandante capitaine lieutenant adjudant
    gendarme policier policiere agent agente agents referent referente charge chargee charges chargees coordinateur
    coordinatrice animateur animatrice technicien technicienne proviseur proviseure principal principale assistant
    assistante infirmier infirmiere medecin pharmacien pharmacienne garde concierge gardien gardienne regisseur
    controleur controleuse instituteur institutrice enseignant enseignante gestionnaire econome huissier avocat
    avocate expert experte geometre urbaniste doyen doyenne premier premiere chancelier ambassadeur recenseur
    """.split()
)
"""Who holds an office: the office isn't a person's name."""

QUALITIES = frozenset(
    """
    general generale generaux delegue deleguee departemental departementale regional regionale municipal municipale
    communautaire communal communale academique adjoint adjointe technique technicien administratif administrative
    culture sport sports urbanisme finances social sociale scolaire territorial territoriale interimaire sortant
    sortante nouvellement elu elue actuel actuelle ancien ancienne honoraire referent referente national nationale
    executif executive scientifique
    """.split()
)
"""What stands beside an office: « directrice générale adjointe »."""

_BODIES = """
    mairie commune communes ville villes conseil departement region prefecture communaute metropole agglomeration
    syndicat ccas cias epci service services office association agence caisse etat anct ddt ddtm dreal pays village
    tout-le-monde gare nord sud est ouest
    """
_TITLES = "madame monsieur mesdames messieurs mademoiselle mme mmes mlle mlles mr mm m"
_GRAMMAR = """
    je j nous notre nos vous votre vos le la les l mon ma mes un une des du de d il elle ils elles on ce cet cette ces
    c y en et ou mais donc car si est suis sont ai avons avez pouvez pouvons pourriez auriez bonjour bonsoir merci
    bonne bon cordialement salutations comment pour pourquoi dans suite quel quelle quels quelles que qui quoi quand
    combien par sur avec sans sous depuis actuellement voici voila au aux a ne n se s qu selon contre chez lors afin
    tout tous toute toutes tres plus moins pas oui non svp stp alors ainsi aussi apres avant bien
    ki ke pcq jai ya cmt tjr ds pr veu
    quelqu quelques lorsque quelqu'un aujourd aujourd'hui existe faut peut permettez ici etes sommes etions
    """
_VERBS = """
    souhaite souhaiterait veut voudrait demande demandait habite habitait cherche doit peut va vit vient avait etait
    sera pense dit fait refuse appelle attend dort gare conteste paie paye possede porte passe parle crie insulte
    nouvelle d'accord ayant vivant agee age seul seule vieux vieille colere handicapee malade bizarre
    """
NOT_NAMES = FUNCTIONS | frozenset((_BODIES + _TITLES + _GRAMMAR + _VERBS).split())
"""No name begins with these, unless they are written with a capital between names (« Le Goff »)."""

SIGNS = frozenset(
    """
    a est n'a n'est habite vit veut va vient doit peut avait etait sera souhaite demande cherche refuse ne qui et
    possede loue pense dit fait paie paye appelle attend conteste vend construit s'est
    """.split()
)
"""What follows a name more often than a common word, after « madame » without capital."""

PRONOUNS = frozenset(
    """
    je j'ai j'aimerais nous notre nos on il elle c'est comment pouvez-vous pourriez-vous auriez-vous avez-vous merci
    voici suite vous et est-ce
    """.split()
)
"""What follows the name of the person greeted: « Bonjour Madame Durand nous cherchons »."""

TITLED = frozenset("dr docteur professeur professeure pr".split())
"""Offices that are written with a capital before a single name: « Mme Dr Weiss »."""

FIRST_NAMES = frozenset(
    """
    jean pierre jacques michel andre philippe alain patrick christophe nicolas stephane frederic olivier sebastien
    julien guillaume francois thierry pascal bruno eric christian daniel jerome marc antoine alexandre maxime
    jean-pierre jean-claude jean-luc jean-marc jean-paul jean-louis jean-michel jean-francois charles paul
    marie anne catherine sophie isabelle nathalie sylvie francoise monique christine veronique martine sandrine
    valerie celine stephanie aurelie emilie julie camille lea manon chloe emma elodie helene claire anne-marie
    marie-claude marie-christine marie-france marie-therese brigitte chantal jacqueline nicole patricia corinne
    dominique florence laurence virginie delphine caroline elisabeth jeanne mohamed ahmed fatima karim nadia
    """.split()
)
"""First names that are seldom family names: what follows is still the name (« Jean de La Fontaine »)."""

PARTICLES = frozenset("de du des la le el al ben bin ould van von den der da dos do di della y ait d'".split())
"""What may begin a name without a capital."""

FOREIGN = frozenset("el al ben bin ould van von den der da dos do di della y ait".split())
"""Particles that are nothing else in French: they go on with a name wherever they stand."""
