"""Phone numbers, NIR, IBAN and RIB in a text: where they stand, and the numbers that only look like them.

Check digits decide where there are some; elsewhere it is the grouping, and the words around (a unit after, « dossier
n° » before). Postal and INSEE codes, populations, amounts, dates, SIREN and SIRET must come out unharmed.
"""

import re
from collections.abc import Callable, Iterator

from bot.folding import fold

Span = tuple[int, int]

_GAP = r"[ \t\u00a0\u202f\u2009]"

# --- Phone numbers ---
_RUN = re.compile(
    r"(?<![\w+])(?:\(0\d\)|\(0\)\d+|\d+|O\d)(?:" + _GAP + r"{0,2}[.\-\u2010-\u2013/_]" + _GAP + r"{0,2}\d+"
    r"|,\d+|" + _GAP + r"{1,3}\d+)*"
    r"|(?<!\d)\d{1,4}(?:[.\-]\d{2}|" + _GAP + r"\d{2}){4}(?!\d)|(?<=[a-zé])0[1-9]\d{8}(?!\d)"
)
"""Groups of digits and what separates them; the last forms stand right after a letter (« tél06 12 34 56 78 »)."""
_GROUPINGS = frozenset(
    {
        (2, 2, 2, 2, 2), (10,), (4, 3, 3), (4, 2, 2, 2), (2, 4, 4), (2, 8), (3, 3, 2, 2), (2, 2, 3, 3), (2, 2, 2, 4),
        (2, 3, 3, 2), (1, 3, 3, 3), (1, 3, 2, 2, 2), (1, 1, 1, 1, 1, 1, 1, 1, 1, 1), (1, 1, 2, 2, 2, 2), (4, 6),
    }
)  # fmt: skip
"""How ten digits are written when they are a phone number; (5, 5) is two postal codes."""
_SHORT = frozenset({(9,), (1, 2, 2, 2, 2), (3, 3, 3)})
"""Nine digits, the first zero left out: only where a word says that it is a phone."""
_ABROAD = re.compile(
    r"\(?(?:(?:\+|(?<!\d)00)" + _GAP + r"?(?:33|32|352|377|41|49|34|39|44|351|262|269|508|59[046]|68[1-9]|21[236])"
    r"|\+[1-9]\d{0,2})\)?(?:[\s\u00a0\u202f.\-/]{0,2}(?:\(0\))?)(?:[\s\u00a0\u202f.\-/]{0,2}\d){6,11}(?!\d)"
    r"|(?<![\w+])33" + _GAP + r"?[1-9](?:[ \u00a0.\-]?\d\d){4}(?![\w])"
)
_UNIT = re.compile(
    r"[ \u00a0\u202f]?(?:€|%|k€|m€|euros?\b|centimes?\b|hab\b|habitants?\b|m[23²³]\b|kwh?\b|km\b|ha\b|ms\b|tonnes?\b"
    r"|foyers?\b|logements?\b|,\d)",
    re.IGNORECASE,
)
_CODES = re.compile(r"(?:dep(?:artement|t|\.)?s?|dpts?|canaux|horaires|heures|lots?|articles?|alineas?|classes?)[ :]*$")
_REFERENCE = re.compile(
    r"(?:ref(?:erence|\.)?|dossier|compteur|antenne|anfr|commande|facture|contrat|marche|identifiant|icpe|siren|siret"
    r"|finess|code)[ :]*(?:n[°o]\.?|numero)?[ :]*$"
)
_PHONE_WORD = re.compile(
    r"(?:\btel(?:ephone|eph)?|portable|\bport|mobile|\bfixe|\bnumero|\bnum|\bappele[rz][a-z -]*)[ .:]*(?:au|le)? *$"
)


def phones(text: str) -> Iterator[Span]:
    """Where phone numbers stand."""
    for match in _ABROAD.finditer(text):
        if not _UNIT.match(text, match.end()):
            yield match.span()
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= 9:
            yield from _in_run(text, run)


def _in_run(text: str, run: re.Match[str]) -> Iterator[Span]:
    """The phone numbers among groups of digits that follow one another."""
    groups = [match.span() for match in re.finditer(r"[\dO]+", run[0])]
    groups = [(run.start() + start, run.start() + end) for start, end in groups]
    first = 0
    while first < len(groups):
        count = _phone_at(text, groups, first)
        if not count:
            first += 1
            continue
        start, end = groups[first][0], groups[first + count - 1][1]
        opened = text[start - 1 : start] == "(" and text[start + 1 : start + 3].find(")") >= 0
        yield (start - 1 if opened else start), end
        first += count


def _phone_at(text: str, groups: list[Span], first: int) -> int:
    """How many groups make a phone number from this one on; 0 when they don't."""
    sizes: list[int] = []
    for start, end in groups[first : first + 10]:
        sizes.append(end - start)
        if sum(sizes) > 10:
            return 0
        if tuple(sizes) in _GROUPINGS | _SHORT and _is_phone(text, groups, first, len(sizes)):
            return len(sizes)
    return 0


def _is_phone(text: str, groups: list[Span], first: int, count: int) -> bool:
    """Whether these groups, of a right size, are a phone number and no codes, reference or amount."""
    start, end = groups[first][0], groups[first + count - 1][1]
    digits = re.sub(r"\D", "", text[start:end].replace("O", "0"))
    before = fold(text[max(0, start - 30) : start])
    if len(digits) == 9:
        return digits[0] in "67" and bool(_PHONE_WORD.search(before))
    if not re.match(r"0[1-9]", digits) or len(digits) != 10 or _UNIT.match(text, end):
        return False
    if count == 1:
        return not _REFERENCE.search(before)
    inner = {text[groups[i][1] : groups[i + 1][0]].strip() for i in range(first, first + count - 1)}
    if "," in inner and len(inner) > 1:
        return False
    return not (_CODES.search(before) or _REFERENCE.search(before)) and _stands_alone(text, groups, first, count)


def _stands_alone(text: str, groups: list[Span], first: int, count: int) -> bool:
    """Whether the groups aren't the middle of a longer list: « 01 03 15 42 43 63 »."""
    inside = text[groups[first][1] : groups[first + 1][0]]
    if first and text[groups[first - 1][1] : groups[first][0]] == inside:
        before = groups[max(0, first - 5) : first]
        if before[-1][1] - before[-1][0] < 5 and sum(end - start for start, end in before) != 10:
            return False
    after = first + count
    if after == len(groups) or text[groups[after - 1][1] : groups[after][0]] != inside:
        return True
    following = [end - start for start, end in groups[after : after + count]]
    return following[0] == 5 or sum(following) == 10


# --- NIR ---
_NIR_SEPARATOR = r"[ \t\u00a0\u202f./_\-]{0,2}"
_NIR = re.compile(
    r"(?<![\w])(?P<body>[1-478](?:" + _NIR_SEPARATOR + r"\d){4}" + _NIR_SEPARATOR + r"\d" + _NIR_SEPARATOR
    + r"[\dAB](?:" + _NIR_SEPARATOR + r"\d){6})"
    r"(?P<key>[ \t\u00a0\u202f./_\-]{0,3}(?:cl[ée])?[ :]{0,2}(?:\d ?\d|\(\d\d\)))?(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_NIR_SHAPE = re.compile(
    r"[1-478]\d\d(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)(?:0[1-9]|[1-9]\d|2[AB])(?!000)\d{3}(?!000)\d{3}"
)
_NIR_GROUPINGS = frozenset({(13,), (1, 2, 2, 2, 3, 3), (3, 2, 2, 3, 3)})


def nirs(text: str) -> Iterator[Span]:
    """Where social security numbers stand."""
    for match in _NIR.finditer(text):
        body = re.sub(r"[^0-9AB]", "", match["body"].upper())
        if not _NIR_SHAPE.fullmatch(body):
            continue
        grouping = tuple(len(group) for group in re.findall(r"[0-9A-Z]+", match["body"].upper()))
        key = re.sub(r"\D", "", match["key"] or "")
        usual = grouping in _NIR_GROUPINGS and not (len(grouping) == 1 and not key and body[0] not in "12")
        # Any grouping will do with the right key, save amounts (by three) and postal codes (by five).
        if usual or (_nir_key(body) == key and grouping[:2] not in {(3, 3), (5, 5)}):
            end = match.end() if key else match.end("body")
            yield match.start(), end


def _nir_key(body: str) -> str:
    """The key of the thirteen characters."""
    return f"{97 - int(body.replace('2A', '19').replace('2B', '18')) % 97:02d}"


# --- IBAN and RIB ---
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TN": 24,
}  # fmt: skip
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])(" + "|".join(_IBAN_LENGTHS) + r")[ \u00a0]?\d\d", re.IGNORECASE)
_RIB = re.compile(
    r"(?<!\w)(\d{5})[ \u00a0.\-]?(\d{5})[ \u00a0.\-]?((?:[0-9A-Z][ \u00a0.\-]?){11})(\d\d)(?!\w)", re.IGNORECASE
)
_BANK_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def accounts(text: str) -> Iterator[Span]:
    """Where bank accounts stand."""
    for match in _IBAN_START.finditer(text):
        end = _iban_end(text, match.start(), _IBAN_LENGTHS[match[1].upper()])
        if end:
            yield match.start(), end
    for match in _RIB.finditer(text):
        bank, branch, account, key = (re.sub(r"[^0-9A-Z]", "", part.upper()) for part in match.groups())
        known = (89 * int(bank) + 15 * int(branch) + 3 * int(account.translate(_BANK_LETTERS))) % 97
        if int(key) == 97 - known:
            yield match.span()


def _iban_end(text: str, start: int, length: int) -> int:
    """Where the IBAN that begins here ends; 0 when it is none: « de 20 logements vacants au » has the form too."""
    kept: list[str] = []
    position, gap = start, 0
    while len(kept) < length:
        char = text[position : position + 1].upper()
        if re.fullmatch("[0-9A-Z]", char):
            kept.append(char)
            gap = 0
        elif char in {" ", "\u00a0", "\u202f", ".", "-", "\t", "\n"} and gap < 2:
            gap += 1
        else:
            return 0
        position += 1
    if text[position : position + 1].isalnum():
        return 0
    number = int("".join(str(int(char, 36)) for char in kept[4:] + kept[:4]))
    mostly_digits = sum(char.isdigit() for char in kept) >= length * 0.6
    return position if number % 97 == 1 or mostly_digits else 0


def replace(text: str, find: Callable[[str], Iterator[Span]], word: str) -> str:
    """The text with each span found replaced by a word."""
    parts: list[str] = []
    reached = 0
    for start, end in sorted(find(text)):
        if start < reached:
            continue
        parts += [text[reached:start], word]
        reached = end
    return "".join(parts) + text[reached:]
