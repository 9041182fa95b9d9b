"""How plainly the words around a mention make it its author's own."""

import re
from functools import lru_cache

from bot.reading.role_mentions import Mention, lexicon

WRITING, SPEAKING, TITLE, BARE, OURS, HINT, NONE = 6, 5, 4, 4, 2, 1, 0
"""From "je vous écris comme président de la CC" to "une commune de 900 habitants"; nothing for somebody else's."""

_DET = r"(?:l|la|le|les|un|une|des|du|de la|de l|notre|nos|ma|mon|cette|ce)"
_PREP = r"(?:a|au|aux|en|de|d|du|dans|pour|chez|sur|a la|a l|cote)"
_ADJ = (
    r"(?:petite?|toute petite|grande?|simple|jeune|nouvelle?|nouveau|nouvel|ancienne?|seule?|juste|simplement|vieille|"
    r"vieux|modeste|jolie|aujourd hui|maintenant|"
    r"desormais|moyenne|tout|toute|ici|aussi|surtout|actuellement|depuis peu|plutot|toujours|encore|bien|"
    r"humble|heureux|heureuse|future?|ex|moi meme|que|qu)"
)
# Words after which what is said is no longer what the author is.
_CUT = re.compile(
    r"\b(?:par|avec|contre|selon|d apres|sans|que|qui|quel|quelle|quels|quelles|comment|si|recherche|attente|"
    r"reponse|lien|"
    r"contact|relation|conflit|litige|sorti|content|contente|mecontente?|deçu|decue?|victime|face|voisine?|"
    r"adherente?s?|"
    r"accord|courrier|mail|refuse|bloquee?|obligee?s?|convoquee?|passee?|tombee?|demande|propose|dit|veut|peut|doit|"
    r"vers|sur le site|train|entre|interesse\w*|hebergee?s?|cherche|voudrais|veux|besoin|connaitre|client|cliente|"
    r"fille|fils|femme|mari|loin|sous|candidate?|membres)\b"
)
_EMPLOYED = re.compile(
    r"\b(?:employee?s?|recrutee?s?|portee?s?|payee?s?|embauchee?s?|mandatee?s?|missionnee?s?|salariee?s?) par\b"
)
_NEGATED = re.compile(
    r"(?:\b(?:pas|ni|non|aucunement|nullement|jamais|plus)(?: du tout| vraiment| encore| seulement)?"
    r"(?: (?:\w+ ){0,3}\w+)?|contrairement (?:\w+ )?\w+)$"
)
_NEGATIVE = re.compile(r"\b(?:ne|n|pas|ni|non)\b")
_AFTER_NEGATION = re.compile(
    rf"^(?:mais|juste|plutot|seulement)(?: {_ADJ})*(?: (?:bien|a|au|dans|pour|en|d|de))?(?: {_DET})?(?: {_ADJ})*$"
)
_WRITING = re.compile(
    r"\b(?:(?:ecris|ecrivons|contacte|contactons|parle|sollicite|interroge|m adresse|agis|viens)\b.{0,30}?\b"
    r"(?:comme|en tant que?|en qualite de|pour|au nom|au titre|de la part)|(?:pour le compte|^au nom|"
    r"de la part|au titre)"
    r"(?= (?:de|du|d)\b))\b"
)
_SPEAKER = re.compile(
    r"(?:\b(?:je suis (?:maintenant |desormais |)passee?(?= (?:a|au|aux|en|chez|dans)\b)|"
    r"je milite|on fait partie|nous faisons partie|"
    r"(?:ma|notre) (?:structure|collectivite|employeur|organisme|service) (?:est|c est)|"
    r"je suis|j suis|chuis|jsuis|suis|jsui|jui|chui|nous sommes|on est|c est(?: pour)?|ici|moi(?: c est)?|"
    r"nous(?= (?:a|au|aux|en)\b)|nous$|moi$|"
    r"en tant qu?e?|en qualite de|comme|etant|je travaille|je bosse|travaillant|nous travaillons|on travaille|on bosse|"
    r"j interviens|j exerce|je (?:viens )?(?:d etre|de devenir)|"
    r"je viens(?= (?:du|de la|d une?)\b)|j ai ete (?:elue?|nommee?|recrutee?)|"
    r"je (?:dirige|gere|preside|represente|coordonne|pilote|remplace|tiens|seconde|administre|encadre|rejoins|debute|"
    r"commence|reponds|m occupe|fais partie|siege)|j (?:anime|assure|administre|arrive|encadre|appartiens)|"
    r"nous (?:dirigeons|gerons|representons|animons)|on (?:gere|represente|anime)|pour le compte|^au nom|"
    r"(?:la|cette|ma) demande (?:emane|vient)(?= d)|de la part)\b|^c(?= (?:la|le|l|une?|pour)\b))"
)
_DIRECT = re.compile(rf"^(?: (?:{_DET}|{_ADJ}|d|de|meme))*$")
_PLACED = re.compile(rf"^(?: (?:{_DET}|{_ADJ}))*(?: {_PREP})?(?: {_DET})?(?: {_ADJ})*$")
_COORDINATED = re.compile(r"\b(?:et|puis|egalement|mais)(?: (?:aussi|egalement|puis|non))?$")
_STARTS = re.compile(rf"^(?:(?:{_ADJ}|et|pour|en|cote|moi|tant|mon cas|ici|une|un) ?)*$")
_LOCATED = re.compile(rf"^(?:chez nous |nous )?(?:a|au|en|dans|chez|cote|ici a|ici en|pour) ?(?:{_DET})?(?: {_ADJ})*$")
_WE = re.compile(r"^(?:de |du |d )?(?:\w+ )?(?:\w+ )?(?:nous|on|je|j|notre|nos)\b(?! (?:me|m|nous|ne me|te) )")
_THEY = re.compile(
    r"^(?:ils?|elles?|leurs?|eux)\b(?! (?:ne |n )?"
    r"(?:nous |me |m |vous )?(?:faut|faudrait|y a|n y|existe|manque|s agit|est possible|reste)\b)"
)
_WORKING = re.compile(r"\b(?:travaille|bosse|travaillant|poste|emploi)\b")
_THEY_ASK = re.compile(r"\b(?:il|elle|ils|elles|on) ?$")
_INVERTED = re.compile(r"\b(?:a|peut|doit|va|est|sera|fera|ont|peuvent)(?: t)? (?:ils?|elles?)\b")
_OTHERS = re.compile(
    r"^(?:\w+ ){0,2}?(?:voisine?|d a cote|d en face|ou|qui|me|m|ne|n|nous (?!sommes|voulons|souhait|avons|"
    r"cherch)|refuse|"
    r"veut qu|veut que|demande que|impose|dit|repond)\b"
)
_OWN_AFTER = re.compile(
    r"^(?:\w+ ){0,3}?(?:ou (?:je|nous|on) |dont (?:je|nous|on) |que (?:je|nous) (?:dirige|preside|represent|"
    r"gere|anim|conduis|encadr|administr)\w*|"
    r"m (?:a|ont) (?:recrut|embauch|nomm|missionn|charge|elu|engag)\w*|m emploie|m emplois|"
    r"comme (?:la|le) notre|c est (?:moi|nous)|pour laquelle je|pour lequel je)"
)
_ITS_VOICE = re.compile(
    r"\b(?:c est|ici)(?: (?:bien|plutot|surtout|seulement))? (?:l|la|le|une?|notre)(?: \w+ (?:de|du|d)(?: l| la)?)?$"
)
_SPEAKS = re.compile(
    r"^(?:\w+ ){0,3}?qui (?:parle|ecrit|(?:vous|te) \w+|m envoie|pose la question|fait la demande|demande$)\b"
)
"""« C'est bien le CCAS qui parle », « c'est la mairie qui vous écrit »."""
_FORMER = re.compile(r"\b(?:ancien(?:ne)?|ex|j etais|avant|auparavant|hier)(?: \w+){0,4}$")
_ITSELF = re.compile(r"^(?:(?:c est a dire|autrement dit|soit|c est|enfin|donc) )?(?:nous|moi)(?: \w+){0,2}$")
_WHOLE = re.compile(rf"^(?:(?:{_DET}|{_PREP}|{_ADJ}|disons|c est) ?)*$")
_TEAM = re.compile(r"^(?:le|la|l|au) (?:service|direction|pole|equipe|bureau|secretariat|cellule|mission)\b")
_WE_ASK = re.compile(r"^(?:on|nous|notre|nos|je|j|quel|quelle|comment|y a)\b")
_LACKS = re.compile(r"^n (?:a|est|avait|y)\b|^ne (?:dispose|possede|sait|peut|compte|fait)\b")
_FEW = 6
_AT = re.compile(r"^(?:a|au|aux|en|dans|chez)(?: (?:l|la|le|une?|notre|ma))?$")
_FOR_IT = re.compile(r"^(?:c est )?pour (?:l|la|le)$")
_IN_TOWN = re.compile(r"\b(?:on est|nous sommes) dans (?:une?|le|la|un petit|une petite)$")
_AND_THE = re.compile(r" et (?:l|la|le|les) (?:\w+ )*(?:de|du|d)(?: l| la)?$")
_DOES = re.compile(r"^(?:n |ne |est |sont |a |ont |refuse|veut|demande|reste|ferme|repond)")
_WHERE = re.compile(r"^(?:ou|dont) (?:je|nous|on) (?!m |me |ne |n )")
_SPOKEN_ONLY = re.compile(r"(?:proprietaire|allocataire|mamie|papi|usagere?|electeur|electrice|grand (?:mere|pere))$")
_SIZED = re.compile(
    r"^(?:\w+ ){0,2}?(?:de|d|a|fait|compte|avec)? ?\d[\d ]*(?:k|mille|millions?)?(?: d)? ?"
    r"(?:hab\w*|h|hbts?|ames|$|administres)"
)
_ARTICLES = re.compile(rf"^(?: (?:pour|{_DET}))+ ")
_EMPHASIS = re.compile(r"\bqu[ei]?\b")
_SEVERAL = re.compile(r"(?:habitants|citoyens|riverains|locataires|particuliers|voisins|administres|parents)$")
_NAMED = re.compile(r"^(?:de|du|d|des)\b(?! (?:nous|je|on)\b)")
_QUALIFIED = re.compile(
    r"^(?:(?:de|du|d|des|en|a|dans)\b|(?!demande)\w+(?:ale?|ique|aire|elle|ive|ees?|aine|oise?|ienne|euse|able|ante|ere)s?\b|mixte)"
)
_ABODE = re.compile(r"\bdans (?:le|la|mon|ma|notre|ce|cette)$|\b(?:en|mon|ma|ton|votre)$")
_LAND = ("departement", "region", "dpt", "dept")
_OF_ANOTHER = re.compile(r"\b(?:la|le|l|les) \w+ (?:de|du|d) (?:notre|ma|mon)$")
_OUR_SERVICE = re.compile(r"\b(?:nous avons|on a|notre|nos|nous gerons|on gere)(?: (?:une?|des|deux|trois))?$")
_TOLD = re.compile(r"(?:on|nous) (?:m|me|nous) ")
_INDEFINITE = re.compile(r"^pour\b|\bune?\b")
_WANTS = re.compile(
    r"^(?:\w+ )?(?:\w+ )?(?:souhaite\w*|envisage|voudrait|aimerait|recherche|cherche|projette|lance|dispose|"
    r"compte|fait|"
    r"a besoin|comporte|veut (?!qu)|\d[\d ]* ?(?:hab|h\b|ames))"
)
_WANTS_ITSELF = re.compile(
    r"^(?:(?!(?:qui|nous|me|m|vous|ne|n|on|je)\b)\w+ ){0,6}?"
    r"(?:souhaite|recherche|cherche|voudrait|aimerait|envisage|projette|a besoin|"
    r"veut (?!qu|augmenter|imposer|fermer|supprimer|nous|me|bien|pas|plus|que))\b"
)
"""« La région souhaite ouvrir ses données », of any body that speaks of itself as "la région"."""
_OUR = re.compile(rf"(?:^|\b)(?:notre|nos|ma|mon)(?: {_ADJ})*$")
_FOR = re.compile(rf"\bpour (?:une?|notre|ma|mon)(?: {_ADJ})*$")


@lru_cache(maxsize=1)
def _jobs() -> re.Pattern[str]:
    names = "|".join(sorted(set(lexicon()["fonctions"].replace("-", " ").split())))
    return re.compile(rf"^(?:(?:{_ADJ}|et|moi|une?|comme|ici) )*(?:{names})\b")


def _linked(left: str) -> bool:
    """Whether the words since a job's or the author's are only its complements."""
    return not _CUT.search(_EMPLOYED.sub(" ", left))


def _spoken(mention: Mention, left: str) -> int:
    """First person: "je suis … à la CC", "nous, au PETR", "comme maire"."""
    openings = list(_SPEAKER.finditer(left))
    if not openings:
        return NONE
    opened = openings[-1]
    if left[: opened.start()].endswith(("si ", "quand ")):
        return NONE
    between = left[opened.end() :]
    if opened[0] == "comme" and re.match(r" (?:l|la|le|les|un|une|des)\b", between):
        return NONE
    if mention.sort == "metiers":
        good = _DIRECT.match(between) or (_COORDINATED.search(between) and _linked(between))
        return SPEAKING if good else NONE
    if not _linked(between) or mention.right[:4] == "qui ":
        return NONE
    if _AND_THE.search(between) and _DOES.match(mention.right):
        return NONE  # "je suis sourde et le standard de la mairie n'est pas accessible"
    if _IN_TOWN.search(left) and mention.kind == "commune":
        return OURS
    return SPEAKING if opened[0][:5] != "c est" or _presented(mention, between) else NONE


def _presented(mention: Mention, between: str) -> bool:
    """ "C'est le service hygiène d'une ville"; not "c'est la DDT qu'il faut…", "c'est un outil de l'État"."""
    if _EMPHASIS.search(mention.right):
        return False
    return bool(_PLACED.match(between)) or bool(_jobs().match(_ARTICLES.sub("", between)))


def _titled(mention: Mention, left: str) -> int:
    """A job at the start of a clause, then its body: "technicien SPANC à la CC"; or a job that says it all."""
    if mention.sort == "metiers":
        bare = _STARTS.match(left) and _bare(mention, left)
        return _title(mention) if bare or (_COORDINATED.search(left) and _jobs().match(left)) else NONE
    if _EMPLOYED.search(left) and _jobs().match(left):
        return WRITING
    if re.match(r"une?\b", left) and mention.right and not _QUALIFIED.match(mention.right):
        return NONE
    return _title(mention) if _jobs().match(left) and _linked(left) else NONE


def _title(mention: Mention) -> int:
    """Said first, a title is as plain as "je suis"."""
    return SPEAKING if mention.clause.first else TITLE


def _placed(mention: Mention, left: str) -> int:
    """A bare body, "au PETR nous animons", "le SIVU dont je suis…", "la CC, c'est-à-dire nous"."""
    right, following = mention.right, mention.clause.after
    if _claimed(right, following, left):
        return SPEAKING
    if _AT.match(left) and _speaks_of_a_job(mention.clause.before):
        return SPEAKING
    if _FOR_IT.match(left) and mention.clause.first and mention.sort == "corps" and _alone_or_named(mention):
        return OURS
    if left and _LOCATED.match(left) and _we_say(right, following):
        return SPEAKING
    if left in ("cote", "en") and mention.kind == "commune":
        return BARE
    return BARE if _bare(mention, left) else NONE


def _speaks_of_a_job(before: str) -> bool:
    """ "Je suis élu" before "à la région"."""
    opened = _SPEAKER.search(before)
    return bool(opened) and bool(_jobs().match(before[opened.end() :].strip() if opened else ""))


def _alone_or_named(mention: Mention) -> bool:
    """ "Pour la com com : un parapheur", "pour la région et ses lycées,"."""
    return bool(mention.clause.after) and not mention.clause.asked and len(mention.right.split()) <= _FEW


def _claimed(right: str, following: str, left: str) -> bool:
    """What comes after takes it for the author's: "… dont je suis le directeur", "…, c'est-à-dire nous"."""
    if _OWN_AFTER.match(right) or (not right and _WHERE.match(following)):
        return True
    return bool(_ITSELF.match(following)) and len(left) <= len("le service ")


def _we_say(right: str, following: str) -> bool:
    """ "au PETR nous animons", "pour le département de l'Orne, je cherche"; not "à la mairie on m'a dit"."""
    said = following if not right or _NAMED.match(right) else right
    return bool(_WE.match(said)) and not _TOLD.match(said)


def _bare(mention: Mention, left: str) -> bool:
    """A clause that starts with it, no determiner; the whole message; a signature."""
    if mention.sort == "services":
        return False
    clause, plural = mention.clause, bool(_SEVERAL.match(mention.said))
    signed = clause.first or mention.kind == "commune" or mention.sort == "metiers"
    if signed and not mention.right and not clause.after and not clause.asked and _WHOLE.match(left):
        return not plural
    if plural or _SPOKEN_ONLY.match(mention.said) or not _STARTS.match(left):
        return False
    if not _INDEFINITE.search(left):
        return True
    alone = clause.first and not clause.after and not clause.asked and len(clause.words.split()) <= _FEW
    qualified = mention.sort == "corps" and bool(_QUALIFIED.match(mention.right))
    return not mention.right or _size(mention) or (alone and qualified)


def _size(mention: Mention) -> bool:
    return mention.sort == "corps" and bool(_SIZED.match(mention.right))


def _ours(mention: Mention, left: str) -> int:
    """Weaker: "notre commune", "pour une mairie", "la ville fait 4 100 habitants"."""
    if mention.sort == "services":
        return HINT if _OUR_SERVICE.search(left) else NONE
    near = mention.kind in ("commune", "ccas", "syndicat", "association")
    if _OF_ANOTHER.search(left) or mention.kind == "habitant" or (mention.sort == "metiers" and left[-5:] != "notre"):
        return NONE
    if _OUR.search(left):
        return OURS if near else HINT
    if _FOR.search(left) and near:
        return HINT
    if _TEAM.match(left) and _linked(left):
        return HINT if _WANTS.match(mention.right) or _WE_ASK.match(mention.clause.after) else NONE
    if left == "la" and mention.kind == "commune" and _WANTS.match(mention.right):
        return HINT
    if left in ("l", "la", "le") and mention.sort == "corps" and mention.kind not in ("autre", "habitant"):
        return HINT if _WANTS_ITSELF.match(mention.right) else NONE
    return NONE


def _elsewhere(mention: Mention, left: str) -> bool:
    """Negated, asked about, a neighbour's: somebody else's whatever else is said."""
    if mention.said == "metropole" and re.search(r"\b(?:en|la|que)$", left):
        mainland = left.endswith("en") and not _WORKING.search(left)
        return not (_jobs().match(left) or (_SPEAKER.search(left) and not mainland))
    if (
        _FORMER.search(left)
        and mention.sort != "metiers"
        and not re.search(r"\b(?:maintenant|aujourd hui|desormais)\b", left)
    ):
        return True
    lived = mention.said in _LAND and _ABODE.search(left)
    if lived and not _jobs().match(left):
        return True
    if _NEGATED.search(left) or _INVERTED.search(mention.right[:30]) or _THEY_ASK.search(mention.right):
        return True
    return bool(_THEY.match(mention.clause.after) or re.match(r"(?:de \w+ )?(?:voisine?|d a cote)\b", mention.right))


def strength(mention: Mention) -> int:
    """How plainly the mention says who speaks, from ``WRITING`` to ``NONE``."""
    left = mention.left
    if mention.sort == "tournures":
        return WRITING if " nom" in mention.said or "titre" in mention.said else TITLE
    if _NEGATIVE.search(mention.clause.before) and _AFTER_NEGATION.match(left):
        return SPEAKING
    if _ITS_VOICE.search(left) and _SPEAKS.match(mention.right):
        return WRITING
    if _elsewhere(mention, left):
        return NONE
    written = _WRITING.search(left)
    if written and _linked(left[written.end() :]):
        return WRITING
    for rule in (_spoken, _titled, _placed):
        found = rule(mention, left)
        if found:
            return found if found == SPEAKING or not _OTHERS.match(mention.right) else NONE
    lacking = mention.kind == "commune" and left.endswith("notre") and _LACKS.match(mention.right)
    return _ours(mention, left) if lacking or not _OTHERS.match(mention.right) else NONE
