"""Masking of personal details in what people write, before anything is stored or sent to Rasa.

Masked: e-mail and Matrix addresses, French phone numbers, NIR, IBAN, and names that follow a civility
(« Mme Dupont »). What orientation needs stays: postal and INSEE codes, populations, amounts, SIREN and SIRET,
names of communes, functions (« M. le maire »). Bare names without a civility aren't recognised: no list of names
tells « Martin » from a place, and a wrong mask would lose the need.
"""

import re
from collections.abc import Callable

from bot.folding import fold
from bot.texts import texts

_GAP = r"[ \t\u00a0\u202f\u2009]"
_SEPARATOR = r"(?:[ \t\u00a0\u202f\u2009.\-\u2010-\u2013/]{1,3})"

_EMAIL = re.compile(
    r"(?<![\w.+%'’-])[\w.+%'’-]+"
    r"(?:@|" + _GAP + r"*[\[(]" + _GAP + r"*(?:at|arobase|@)" + _GAP + r"*[\])]" + _GAP + r"*|"
    + _GAP + r"+arobase" + _GAP + r"+)"
    r"[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)  # fmt: skip
_MATRIX = re.compile(r"(?<!\w)@[\w.=/+-]+:[\w-]+(?:\.[\w-]+)+")

_PHONE = re.compile(
    # National: pairs with a separator everywhere or nowhere, so that « 01000 01200 » (two postal codes) and
    # « 01/02/2024 12 » (a date) are left alone.
    r"(?<![\d+])(?:\(0\)" + _GAP + r"?|0)[1-9](?:(?:" + _SEPARATOR + r"\d{2}){4}|\d{8})(?!\d|" + _SEPARATOR + r"\d)"
    r"|(?<![\d+])0[1-9]\d{2}" + _SEPARATOR + r"\d{3}" + _SEPARATOR + r"\d{3}(?!\d|" + _SEPARATOR + r"\d)"
    r"|(?<![\d+])0" + _SEPARATOR + r"[89]\d{2}" + _SEPARATOR + r"?\d{3}" + _SEPARATOR + r"?\d{3}(?!\d)"
    # International: the prefix leaves no doubt.
    r"|(?:\+|(?<!\d)00)" + _GAP + r"?33" + _SEPARATOR + r"?(?:\(0\)" + _SEPARATOR + r"?)?"
    r"0?[1-9](?:" + _SEPARATOR + r"?\d){8}(?!\d)"
    r"|(?:\+|(?<!\d)00)" + _GAP + r"?(?:262|269|508|59[046]|68[1-9])(?:" + _SEPARATOR + r"?\d){6,9}(?!\d)"
)  # fmt: skip

_NIR_PARTS = (
    r"\d{2}", r"(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)", r"(?:0[1-9]|[1-8]\d|9\d|2[AB])", r"(?!000)\d{3}",
    r"(?!000)\d{3}",
)  # fmt: skip
_NIR_GAP = r"[ \t\u00a0\u202f.\-]"
# Separated everywhere or nowhere: « 75001 75002 75003 » are postal codes.
_NIR = re.compile(
    rf"(?<!\w)[123478](?:{''.join(_NIR_PARTS)}|{_NIR_GAP}?{_NIR_GAP.join(_NIR_PARTS)})"
    rf"(?:{_NIR_GAP}?(?:clé)?{_NIR_GAP}?\d{{2}})?(?!\w)",
    re.IGNORECASE,
)

_IBAN_LENGTHS = {
    "FR": 27, "MC": 27, "BE": 16, "DE": 22, "LU": 20, "ES": 24, "IT": 27, "CH": 21, "PT": 25, "NL": 18, "GB": 22,
    "AT": 20, "IE": 22, "PL": 28,
}  # fmt: skip
_IBAN = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        rf"{country}[ \u00a0]?\d{{2}}(?:[ \u00a0.\-]?[A-Z0-9]){{{length - 4}}}"
        for country, length in _IBAN_LENGTHS.items()
    )
    + r")(?!\w)",
    re.IGNORECASE,
)

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ]"
_WORD = _CAPITAL + r"(?:[\w]|['’\-](?=\w))*\.?(?<!\w\w\.)"
_PARTICLE = r"(?:(?:de|du|des|de la|de l['’]|von|van|van der|ben|el|al|d['’]|le|la)(?:" + _GAP + r"+|(?<=['’])))"
_CIVILITY = re.compile(
    r"(?<!\w)(?<!\d[ \u00a0])(?P<title>(?:M\.|MM\.|Mrs?\.?|Mmes?\.?|Mlles?\.?|Madame|Monsieur|Mademoiselle|Mesdames"
    r"|Messieurs|MADAME|MONSIEUR|MME|MLLE|MR|mme\.?|mlle\.?|madame|monsieur|M)" + _GAP + r"+|M\.(?=" + _CAPITAL + r"))"
    r"(?P<particle>" + _PARTICLE + r")?(?P<names>" + _WORD + r"(?:" + _GAP + r"+" + _WORD + r"){0,3})"
    r"|(?<!\w)(?P<low>(?:mme|mlle|mr)\.?" + _GAP + r"+)(?P<lower>[a-zà-öø-ÿœ][\w'’-]+)"
)  # fmt: skip
_COUPLE = re.compile(r"(?<=\[nom\])(?P<and>" + _GAP + r"+et" + _GAP + r"+)(?P<name>" + _WORD + r")")
_PAIRS = re.compile(r"d[ée]partements?(?: concern[ée]s)?(?: :)?[ \t]+$", re.IGNORECASE)

# Words that follow a civility and are no names: functions, bodies, and what begins a sentence.
_NOT_NAMES = frozenset(
    """
    maire mairesse prefet prefete sous-prefet sous-prefete president presidente vice-president vice-presidente
    directeur directrice directeurs directrices dgs dga dst drh daf dsi secretaire adjoint adjointe adjoints
    conseiller conseillere conseillers conseilleres depute deputee deputes senateur senatrice ministre recteur
    rectrice inspecteur inspectrice tresorier tresoriere comptable percepteur elu elue elus chef cheffe responsable
    delegue deleguee commissaire juge procureur procureure notaire professeur docteur architecte ingenieur cure
    colonel commandant commandante capitaine lieutenant general adjudant gendarme policier agent agente referent
    referente charge chargee chargees charges coordinateur coordinatrice animateur animatrice technicien technicienne
    premier premiere mairie commune communes ville conseil departement region prefecture communaute metropole
    agglomeration syndicat ccas cias epci service services office association agence caisse etat anct ddt ddtm dreal
    madame monsieur mesdames messieurs mademoiselle mme mlle mr mm m
    je j j'ai nous notre nos vous votre vos le la les l mon ma mes un une des du de il elle ils elles on ce cet cette
    ces c c'est y en et ou mais donc car si est suis sont ai avons pouvez pourriez auriez avez bonjour bonsoir merci
    comment pour pourquoi dans suite quel quelle quels quelles que qui quoi quand combien par sur avec sans sous
    depuis actuellement voici au aux a ne n n'a n'est se s s'est qu'il qu'elle
    souhaite souhaiterait veut voudrait demande habite cherche doit peut va vit vient avait etait sera pense dit fait
    nouvelle bien tout tous tres plus d'accord ayant vivant agee age
    """.split()
)


def _is_name(word: str) -> bool:
    folded = fold(word).rstrip(".")
    head = folded.split("'")[0] if "'" in folded else folded
    elided = "'" in folded and (head in {"j", "c", "n", "s", "qu", "l"})
    return folded not in _NOT_NAMES and not elided


def _mask_names(match: re.Match[str], word: str) -> str:
    """Replace the run of names after a civility, up to the first word that can't be one."""
    if match["low"]:
        return f"{match['low']}{word}" if _is_name(match["lower"]) else match[0]
    names = re.split(r"([ \t\u00a0\u202f\u2009]+)", match["names"])
    count = 0
    while count < len(names) and (_is_name(names[count]) or _opens_name(names, count)):
        count += 2
    if not count:
        return match[0]
    return match["title"] + word + "".join(names[count - 1 :])


def _opens_name(names: list[str], position: int) -> bool:
    """Whether an article or an initial stands before a name: « Le Goff », « J. Dupont »."""
    folded = fold(names[position]).rstrip(".")
    opening = folded in {"le", "la", "les"} or (len(folded) == 1 and names[position].endswith("."))
    return opening and position + 2 < len(names) and _is_name(names[position + 2])


def _mask_phone(match: re.Match[str], word: str) -> str:
    """Replace a phone number; « départements 01 02 03 04 05 » is a list of codes."""
    before = match.string[max(0, match.start() - 30) : match.start()]
    return match[0] if _PAIRS.search(before) else word


def _constant(word: str) -> Callable[[re.Match[str]], str]:
    return lambda _match: word


def mask(text: str) -> str:
    """The text with personal details replaced by words that say what stood there; masking twice changes nothing."""
    words: dict[str, str] = texts(__file__).get("masque")
    # Longest forms first: an IBAN or a NIR holds runs that look like phone numbers.
    text = _IBAN.sub(_constant(words["iban"]), text)
    text = _EMAIL.sub(_constant(words["adresse"]), text)
    text = _MATRIX.sub(_constant(words["adresse"]), text)
    text = _NIR.sub(_constant(words["nir"]), text)
    text = _PHONE.sub(lambda match: _mask_phone(match, words["telephone"]), text)
    text = _CIVILITY.sub(lambda match: _mask_names(match, words["nom"]), text)
    return _COUPLE.sub(lambda match: match["and"] + words["nom"] if _is_name(match["name"]) else match[0], text)
