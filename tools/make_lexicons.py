#!/usr/bin/env python3
"""Makes data/names/names.lex and data/places/places.lex from the lists named in the READMEs beside them.

Usage: make_lexicons.py --names DIR --places DIR --languages DIR --scowl DIR --out data

--names      us_first_names.tsv, us_surnames.tsv, us_surnames_1990.tsv, fr_first_names_list.tsv, fr_surnames_list.tsv
--places     cities.tsv, us_zip.tsv, fr_postcodes.tsv, ca_fsa.tsv
--languages  @zxcvbn-ts language packages unpacked as DIR/{en,fr,de,es-es,it}/ (their src/*.json)
--scowl      SCOWL's word lists (english-words.10 ...)

Form of a .lex file (little-endian), read by src/detect/lexicon.h:
  "CLEX2\\0\\0\\0", u32 line bits, u32 entry count, 48 zero bytes, u32 lines[2^bits][16], then sections: u32 tag, u32 size,
  bytes. A line of 64 bytes, what a processor reads at once, holds entries (20-bit tag | 12-bit payload) in rising order,
  0xFFFFFFFF where it has room. A word is in the line of its hash's first bits or, where that is full, in the next.
The same input gives the same bytes.
"""
import argparse
import json
import math
import pathlib
import struct
import unicodedata

LINE_ENTRIES = 16
SPECIAL = {"ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ŋ": "n",
           "ħ": "h", "ŧ": "t", "ſ": "s", "ij": "ij", "ŀ": "l", "ŉ": "n"}


def fold(text):
    """Lower case, no accents, no apostrophes; None where a character is outside Latin. As fold() in src/detect/lexicon.cpp."""
    out = []
    for character in text:
        if character in "'’`.":
            continue
        if character in " -" or (character.isascii() and character.isalnum()):
            out.append(character.lower())
            continue
        lower = character.lower()
        if lower[0] == "i" and len(lower) > 1:
            lower = "i"
        if lower in SPECIAL:
            out.append(SPECIAL[lower])
            continue
        plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if c.isascii() and c.isalpha())
        if not plain or not 0xC0 <= ord(character) < 0x180:
            return None
        out.append(plain)
    return "".join(out).strip()


def fold_place(text):
    folded = fold(text)
    if folded is None:
        return None
    words = folded.replace("-", " ").split()
    return " ".join({"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}.get(w, w) for w in words)


def hash64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    value ^= value >> 32
    value = (value * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 29)


def write_lexicon(path, payloads, bits, sections=()):
    rows = {}
    for word, payload in payloads.items():
        value = hash64(word)
        key = (value >> (64 - bits), value & 0xFFFFF)
        rows[key] = max(rows.get(key, 0), payload)  # A collision of two words: one in a hundred thousand.
    write_rows(path, rows, bits, sections)


def write_rows(path, rows, bits, sections):
    lines = [[] for _ in range(1 << bits)]
    for (line, tag), payload in sorted(rows.items()):
        while len(lines[line]) == LINE_ENTRIES:
            line = (line + 1) % len(lines)
        lines[line].append((tag << 12) | payload)
    with open(path, "wb") as out:
        out.write(b"CLEX2\0\0\0" + struct.pack("<II", bits, len(rows)) + bytes(48))
        for line in lines:
            line = sorted(line) + [0xFFFFFFFF] * (LINE_ENTRIES - len(line))
            out.write(struct.pack(f"<{LINE_ENTRIES}I", *line))
        for tag, body in sections:
            out.write(struct.pack("<II", tag, len(body)) + body)
    print(path, len(rows), "entries", path.stat().st_size, "bytes")


def rows_of(path, header=True):
    with open(path, encoding="utf-8") as lines:
        if header:
            next(lines)
        for line in lines:
            yield line.rstrip("\n").split("\t")


def raise_to(table, word, weight):
    if word and len(word) > 1:
        table[word] = max(table.get(word, 0), min(15, weight))


def make_names(args):
    given, surname = {}, {}
    def language(code, name):
        path = args.languages / code / (name + ".json")
        return json.loads(path.read_text(encoding="utf-8"))

    for name, _, recent, _ in rows_of(args.names / "us_first_names.tsv"):
        raise_to(given, fold(name), max(1, round(math.log2(int(recent) + 1)) - 6))
    for (name,) in rows_of(args.names / "fr_first_names_list.tsv"):
        raise_to(given, fold(name), 3)
    # In @zxcvbn-ts/language-fr the two lists are swapped: its "lastnames" are given names.
    for name in language("fr", "lastnames"):
        raise_to(given, fold(name), 9)
    for name in language("de", "firstnames"):
        raise_to(given, fold(name), 8)
    for rank, name in enumerate(language("es-es", "firstnames")):
        raise_to(given, fold(name), 12 - rank // 220)
    for name in language("it", "firstnames"):
        raise_to(given, fold(name), 4)

    for name, share in rows_of(args.names / "us_surnames_1990.tsv", header=False):
        raise_to(surname, fold(name), max(2, round(math.log2(float(share) * 1e4 + 1)) + 1))
    for name, _, count in rows_of(args.names / "us_surnames.tsv"):
        raise_to(surname, fold(name), round(math.log2(int(count))) - 7)
    for (name,) in rows_of(args.names / "fr_surnames_list.tsv"):
        raise_to(surname, fold(name), 2)
    for name in language("fr", "firstnames"):
        raise_to(surname, fold(name), 9)
    for rank, name in enumerate(language("de", "lastnames")):
        raise_to(surname, fold(name), 13 - rank // 430)
    for rank, name in enumerate(language("es-es", "lastnames")):
        raise_to(surname, fold(name), 13 - rank // 870)
    for name in language("it", "lastnames"):
        raise_to(surname, fold(name), 7)

    # Ordinary words: 3 very common, 2 common, 1 known. English from SCOWL, which keeps names apart; the other languages
    # from film subtitles by rank, where a name among them must not count as a word.
    word = {}
    for size, level in (("50", 1), ("35", 2), ("20", 3), ("10", 3)):
        for stem in ("english-words", "english-upper", "american-words", "american-upper", "british-words"):
            path = args.scowl / f"{stem}.{size}"
            if not path.exists():
                continue
            for line in path.read_text(encoding="latin-1").split():
                folded = fold(line)
                if folded and "'" not in line:
                    if stem.endswith("upper") and (given.get(folded, 0) > 4 or surname.get(folded, 0) > 5):
                        continue
                    word[folded] = max(word.get(folded, 0), level)
    for code in ("fr", "de", "es-es", "it"):
        for rank, entry in enumerate(language(code, "commonWords")[:16000]):
            folded = fold(entry)
            if not folded or not folded.replace("-", "").isalpha() or len(folded) < 2:
                continue
            level = 3 if rank < 1500 else 2 if rank < 6000 else 1
            weight = given.get(folded, 0)
            family = surname.get(folded, 0)
            if weight >= 8 and rank > 60 and folded not in AMBIGUOUS_GIVEN:
                continue
            if weight >= 4 and rank > 60:
                level = min(level, 1)
            if family >= 9:
                level = min(level, 2)
            word[folded] = max(word.get(folded, 0), level)
    for entry in AMBIGUOUS_GIVEN:
        word[entry] = max(word.get(entry, 0), 2)
    for entry in NEVER_NAMES:
        word[entry] = 3
        given.pop(entry, None)
        surname[entry] = min(surname.get(entry, 0), 2)

    place = set()
    for _, _, name, population in rows_of(args.places / "cities.tsv"):
        folded = fold(name)
        if folded and " " not in folded and int(population) >= 100000:
            place.add(folded)
    place |= set(PLACE_WORDS)
    payloads = {}
    for entry in set(given) | set(surname) | set(word) | place:
        if len(entry) < 2 or not all(c.isalpha() or c in " -" for c in entry):
            continue
        payloads[entry] = (given.get(entry, 0) << 8) | (surname.get(entry, 0) << 4) | (word.get(entry, 0) << 2) \
            | (1 if entry in place else 0)
    write_lexicon(args.out / "names" / "names.lex", payloads, 15)


# Given names of France, Spain, Italy and Germany that are everyday words too.
AMBIGUOUS_GIVEN = set("pierre rose claire marine aime blanche constant desire reine olive violette france prudence clemence "
                      "victoire esperance aurore lune ange marin parfait juste fidele felicite grace mercedes dolores luz "
                      "pilar consuelo socorro amparo angel bella stella luna perla gemma viola bianca serena chiara letizia "
                      "felice fiore santo salvatore wolf engel ernst frank mark lieb mais".split())
# In the registers as rare names, but in running text never one.
NEVER_NAMES = set("the and of or for with from this that these those there then than what when where which who whom whose why "
                  "how yes no not but if in on at by to as is are was were be been being do does did has have had will would "
                  "shall should can could may might must my your his her its our their me you him them us we they he she it "
                  "hi hello dear sir madam mr mrs ms dr le la les de du des et un une il elle nous vous ils elles je tu on au "
                  "aux ce cette ces der die das und ein eine ist ich wir sie er es el los las y en con por para una lo gli "
                  "di il che non per january february march june july august september october november december monday "
                  "tuesday wednesday thursday friday saturday sunday janvier fevrier mars avril mai juin juillet aout "
                  "septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche januar februar "
                  "marz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag enero "
                  "febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio "
                  "aprile maggio giugno luglio settembre ottobre dicembre lunedi martedi mercoledi giovedi venerdi sabato "
                  "domenica please thanks thank note page table total date name email phone address fax tel mobile subject "
                  "street avenue road".split())
PLACE_WORDS = set("france germany deutschland spain espana italy italia england scotland wales ireland canada america usa mexico "
                  "brazil china japan india russia europe africa asia austria osterreich switzerland suisse schweiz belgium "
                  "belgique netherlands portugal poland sweden norway denmark finland greece turkey israel egypt algeria "
                  "morocco maroc algerie tunisie california texas florida virginia georgia carolina dakota nevada arizona "
                  "ohio iowa utah alabama alaska arkansas colorado connecticut delaware hawaii idaho illinois indiana kansas "
                  "kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska "
                  "hampshire jersey oklahoma oregon pennsylvania tennessee vermont washington wisconsin wyoming ontario "
                  "quebec manitoba saskatchewan alberta bretagne normandie provence alsace lorraine bayern sachsen hessen "
                  "brandenburg catalonia cataluna andalucia galicia toscana lombardia sicilia".split())
COUNTRY_BITS = {"US": 0, "CA": 1, "GB": 2, "FR": 3, "DE": 4, "ES": 5, "IT": 6}


def make_places(args):
    size, mask = {}, {}
    def add(name, country, population):
        folded = fold_place(name)
        if not folded or len(folded) < 2:
            return
        level = 0 if population <= 1000 else min(15, round(math.log2(population / 1000)))
        size[folded] = max(size.get(folded, 0), level)
        mask[folded] = mask.get(folded, 0) | (1 << COUNTRY_BITS.get(country, 7))

    for country, _, name, population in rows_of(args.places / "cities.tsv"):
        add(name, country, int(population))
    us = bytearray(12500)
    states = bytearray(2000)
    for code, town, state in rows_of(args.places / "us_zip.tsv", header=False):
        add(town, "US", 0)
        us[int(code) // 8] |= 1 << (int(code) % 8)
        prefix = int(code) // 100
        states[prefix * 2:prefix * 2 + 2] = state.encode()[:2]
    fr = bytearray(12500)
    for code, town in rows_of(args.places / "fr_postcodes.tsv", header=False):
        town = town.split(" CEDEX")[0]
        add(town, "FR", 0)
        if code.isdigit():
            fr[int(code) // 8] |= 1 << (int(code) % 8)
    ca = bytearray((26 * 10 * 26 + 7) // 8)
    for row in rows_of(args.places / "ca_fsa.tsv", header=False):
        code = row[0]
        index = (ord(code[0]) - 65) * 260 + int(code[1]) * 26 + ord(code[2]) - 65
        ca[index // 8] |= 1 << (index % 8)
    payloads = {name: (size[name] << 8) | mask[name] for name in size}
    write_lexicon(args.out / "places" / "places.lex", payloads, 13,
                  ((1, bytes(us)), (2, bytes(states)), (3, bytes(fr)), (4, bytes(ca) + b"\0" * (-len(ca) % 4))))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("names", "places", "languages", "scowl", "out"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    args = parser.parse_args()
    make_names(args)
    make_places(args)


if __name__ == "__main__":
    main()
