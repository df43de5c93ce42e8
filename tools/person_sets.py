#!/usr/bin/env python3
"""Makes labelled sets of persons in many shapes:
person_sets.py NAMES OUT [--seed N] [--only SET] [--scale X] [--errors X]

Beside breach_set.py, and by other means: shapes of the field's public sets and of lists that people keep. All persons
are invented. OUT/SET.csv has typed columns for 'constat resolve', OUT/SET.truth the person of each row. Rows are
shuffled. Slips are of three kinds, evenly: of the keyboard (a neighbouring key, one left out, doubled, two swapped), of
reading (rn for m, l for 1), of the ear (f for ph, k for c, a doubled letter single).
"""
import argparse
import bisect
import csv
import datetime
import itertools
import os
import random

KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"]
NEAR = {c: [row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)] for row in KEYS for at, c in enumerate(row)}
READ = [("rn", "m"), ("m", "rn"), ("l", "i"), ("cl", "d"), ("h", "b"), ("u", "v"), ("vv", "w"), ("o", "0"),
        ("e", "c"), ("5", "6"), ("1", "7"), ("8", "3"), ("0", "6")]
EAR = [("ph", "f"), ("c", "k"), ("ie", "y"), ("y", "ie"), ("ee", "ea"), ("ll", "l"), ("nn", "n"), ("tt", "t"),
       ("ss", "s"), ("ck", "k"), ("th", "t"), ("s", "z"), ("ou", "u"), ("sch", "sh"), ("v", "w"), ("n", "nn"),
       ("t", "tt")]
SHORT = {"William": "Bill Will", "Robert": "Bob Rob", "Elizabeth": "Liz Betty Beth", "Margaret": "Peggy Maggie",
         "John": "Jack", "James": "Jim Jamie", "Thomas": "Tom", "Charles": "Charlie", "Richard": "Dick",
         "Edward": "Ted Ned", "Mary": "Molly", "Catherine": "Kate Cathy", "Henry": "Harry", "Joseph": "Joe",
         "George": "Georgie", "Alexander": "Alec Sandy", "Frederick": "Fred", "Daniel": "Dan", "Samuel": "Sam",
         "Anthony": "Tony", "Susan": "Sue", "Patricia": "Pat"}
VIET = (
    "Nguyen 38,Tran 11,Le 10,Pham 7,Huynh 5,Phan 5,Vu 4,Vo 4,Dang 2,Bui 2,Do 1,Ho 1,Ngo 1,"
    "Duong 1,Ly 1",
    "Van 30,Thi 30,Huu 4,Duc 4,Minh 5,Thanh 5,Ngoc 5,Quoc 3,Xuan 3,Hoang 3",
    "Anh 6,Dung 4,Hung 4,Tuan 4,Hoa 4,Lan 4,Mai 4,Hai 3,Long 3,Linh 5,Huong 4,Thao 3,Trang 4,"
    "Nam 3,Son 3,Phuong 4,Ha 4,Thuy 3,Hien 3,Minh 4,Quang 2,Khoa 1,Phuc 2,Tam 2,Yen 2",
)
SPAIN = (
    "Garcia 30,Gonzalez 19,Rodriguez 19,Fernandez 19,Lopez 18,Martinez 17,Sanchez 17,Perez 16,"
    "Gomez 10,Martin 10,Jimenez 8,Ruiz 8,Hernandez 7,Diaz 7,Moreno 6,Muñoz 6,Alvarez 6,Romero 5,"
    "Alonso 4,Gutierrez 4,Navarro 4,Torres 4,Dominguez 4,Vazquez 4,Ramos 3,Gil 3,Ramirez 3,"
    "Serrano 3,Blanco 3,Molina 3,Ortega 2,Castro 2,Rubio 2,Marin 2,Iglesias 2,Cortes 1",
    "María 9,Carmen 8,Antonio 9,José 8,Manuel 7,Francisco 7,Juan 6,David 5,José Luis 4,"
    "María Carmen 5,Ana 5,Isabel 5,Laura 4,Javier 5,Daniel 4,Cristina 4,Marta 4,Jesús 4,Alejandro 4,"
    "Miguel 4,Pilar 3,Lucía 3,Pablo 3,María José 3,José Antonio 4,Ángel 3,Rosa 3,Elena 3,Sergio 3,"
    "Paula 3,Raquel 2,Fernando 3,Jorge 2,Silvia 2,Beatriz 2,Rubén 2",
)
ARABIC = (
    "Mohammed/Muhammad/Mohamed/Mohamad 20,Ahmed/Ahmad 12,Ali/Aly 8,Hussein/Hussain/Husayn 6,"
    "Hassan/Hasan 6,Omar/Umar 5,Youssef/Yusuf/Yousef 5,Khaled/Khalid 5,Fatima/Fatma/Fatimah 7,"
    "Aisha/Ayesha/Aicha 5,Maryam/Mariam 4,Zainab/Zeinab 3,Abdullah/Abdallah 5,Ibrahim/Ebrahim 4,"
    "Mustafa/Moustafa 3,Layla/Leila/Laila 3,Noor/Nour 2,Samir/Sameer 2,Karim/Kareem 3",
    "Al-Sayed/El Sayed/Alsayed 5,Hassan/Hasan 5,Al-Masri/El Masry/Almasri 4,Mahmoud/Mahmud 5,"
    "Haddad/Hadad 3,Khoury/Khouri 3,Abdel Rahman/Abdulrahman/Abd Al-Rahman 4,Farouk/Farooq 2,"
    "Najjar/Al-Najjar 2,Saleh/Salih 4,Othman/Uthman 2,Al-Ahmad/Alahmad 3,Qasim/Kassem/Kasim 3,"
    "Mansour/Mansur 3,Bakr/Bakir 1,Rashid/Rasheed 2,Zaki/Zaky 2,Nasser/Nasir 3",
)
COLUMNS = ["first_name", "last_name", "person_name", "date_of_birth", "street", "city", "state", "postcode",
           "phone_number", "email", "national_id"]


class Draw:
    """Draws values by weight."""

    def __init__(self, pairs):
        pairs = list(pairs)
        self.values = [value for value, _ in pairs]
        self.sums = list(itertools.accumulate(weight for _, weight in pairs))

    def __call__(self, rng):
        return self.values[bisect.bisect_left(self.sums, rng.random() * self.sums[-1])]


def listed(text):
    return Draw((part.rsplit(" ", 1)[0], float(part.rsplit(" ", 1)[1])) for part in text.split(","))


def read_names(folder):
    given, surnames = [], []
    with open(os.path.join(folder, "us_first_names.tsv"), encoding="utf-8") as rows:
        for row in itertools.islice(rows, 1, 3000):
            name, count = row.split("\t")[:2]
            given.append((name, int(count)))
    with open(os.path.join(folder, "us_surnames_1990.tsv"), encoding="utf-8") as rows:
        for row in rows:
            name, share = row.rstrip("\n").split("\t")
            surnames.append((name.capitalize(), float(share) + 0.0002))
    return given, surnames


class Maker:
    def __init__(self, given, surnames, seed, errors=1.0):
        self.rng = random.Random(seed)
        self.given, self.surname = Draw(given), Draw(surnames)
        self.errors = errors
        self.mailboxes = set()
        rng = self.rng
        self.streets = ["%s %s" % (rng.choice(surnames[:3000])[0], kind) for kind in
                        ("Street", "Road", "Avenue", "Close", "Crescent", "Place") for _ in range(500)]
        kinds = ["ville", " Hills", "ton", " Park", " Bay"]
        self.towns = [(surnames[at * 7 % len(surnames)][0] + rng.choice(kinds),
                       rng.choice(["NC", "VA", "SC", "GA", "TN"]), "%05d" % rng.randrange(20000, 39999))
                      for at in range(400)]

    def chance(self, share):
        return self.rng.random() < share * self.errors

    def slip(self, text):
        """One slip in a text."""
        rng = self.rng
        kind = rng.randrange(3)
        if kind:
            swaps = [(a, b) for a, b in (READ if kind == 1 else EAR) if a in text.lower()]
            if swaps:
                a, b = rng.choice(swaps)
                at = text.lower().index(a)
                return text[:at] + b + text[at + len(a):]
        if len(text) < 2:
            return text
        at = rng.randrange(len(text))
        what = rng.randrange(4)
        if what == 0 and NEAR.get(text[at].lower()):
            return text[:at] + rng.choice(NEAR[text[at].lower()]) + text[at + 1:]
        if what == 1:
            return text[:at] + text[at + 1:]
        if what == 2:
            return text[:at] + text[at] + text[at:]
        at = min(at, len(text) - 2)
        return text[:at] + text[at + 1] + text[at] + text[at + 2:]

    def slip_date(self, text):
        rng = self.rng
        year, month, day = text.split("-")
        kind = rng.randrange(5)
        if kind == 0 and int(day) <= 12:
            return "-".join((year, day, month))
        if kind == 1:
            return "%04d-%s-%s" % (int(year) + rng.choice((-10, -1, 1, 10)), month, day)
        if kind == 2:
            return "%s-%s-01" % (year, month)
        if kind == 3:
            return "%s-%02d-%s" % (year, rng.randrange(1, 13), day)
        return "%s-%s-%02d" % (year, month, rng.randrange(1, 29))

    def born(self, first=1925, last=2004):
        return (datetime.date(first, 1, 1) + datetime.timedelta(self.rng.randrange(365 * (last - first)))).isoformat()

    def address(self):
        town = self.rng.choice(self.towns)
        return {"street": "%d %s" % (self.rng.randrange(1, 900), self.rng.choice(self.streets)), "city": town[0],
                "state": town[1], "postcode": town[2]}

    def phone(self):
        return "(%d) %d-%04d" % (self.rng.randrange(201, 989), self.rng.randrange(200, 999), self.rng.randrange(10000))

    def mail(self, first, last):
        rng = self.rng
        local = rng.choice(["%s.%s", "%s%s", "%s_%s"]) % (first.lower(), last.lower().replace(" ", ""))
        host = rng.choice(["gmail.com", "yahoo.com", "aol.com", "outlook.com", "mail.%s.example" % last[0].lower()])
        number = rng.choice(["", rng.randrange(1, 999)])
        while (local, number, host) in self.mailboxes:
            number = rng.randrange(1, 99999)
        self.mailboxes.add((local, number, host))
        return "%s%s@%s" % (local, number, host)

    def person(self, **more):
        one = {"first_name": self.given(self.rng), "last_name": self.surname(self.rng), "date_of_birth": self.born()}
        one.update(self.address())
        one.update(more)
        one.setdefault("phone_number", self.phone())
        one.setdefault("email", self.mail(one["first_name"], one["last_name"]))
        return one

    def copy(self, one, fields, slips=0.05, missing=0.05, swapped=0.01, moved=0.03, short=0.03):
        """Another record of the same person."""
        rng = self.rng
        row = {field: one.get(field, "") for field in fields}
        if self.chance(moved) and "street" in row:
            row.update({k: v for k, v in self.address().items() if k in row})
        if self.chance(short) and row.get("first_name") in SHORT:
            row["first_name"] = rng.choice(SHORT[row["first_name"]].split())
        for field in fields:
            if not row[field]:
                continue
            if self.chance(missing) and field != "last_name":
                row[field] = ""
            elif self.chance(slips):
                dated = field == "date_of_birth" and "-" in row[field]
                row[field] = self.slip_date(row[field]) if dated else self.slip(row[field])
        if self.chance(swapped) and "first_name" in row:
            row["first_name"], row["last_name"] = row["last_name"], row["first_name"]
        return row


NAME = ["first_name", "last_name"]
HOUSE = ["street", "city", "state", "postcode"]
REGISTER = NAME + ["date_of_birth"] + HOUSE


def febrl(maker, originals, duplicates, field_slips, record_slips, most):
    """An original each, and duplicates with so many slips a record; some originals have several duplicates."""
    rng = maker.rng
    people = [maker.person() for _ in range(originals)]
    rows = [(who, maker.copy(one, REGISTER, 0, 0.06, 0, 0, 0)) for who, one in enumerate(people)]
    made = 0
    while made < duplicates:
        who = rng.randrange(originals) if most > 1 else made
        for _ in range(min(duplicates - made, rng.choice([1, 1, 1, 2, 2, 3, 4, most]) if most > 1 else 1)):
            row = dict(rows[who][1])
            touched = {}
            for _ in range(rng.randrange(1, record_slips + 1)):
                field = rng.choice(REGISTER)
                if touched.get(field, 0) >= field_slips:
                    continue
                touched[field] = touched.get(field, 0) + 1
                what = rng.random()
                if what < 0.1:
                    row[field] = ""
                elif what < 0.15 and field in NAME:
                    row["first_name"], row["last_name"] = row["last_name"], row["first_name"]
                elif what < 0.2 and field in HOUSE:
                    row[field] = maker.address()[field]
                elif row[field]:
                    row[field] = (maker.slip_date(row[field]) if field == "date_of_birth" else maker.slip(row[field]))
            rows.append((who, row))
            made += 1
    for _, row in rows:
        row["date_of_birth"] = row["date_of_birth"].replace("-", "")
    return rows


def copies(maker, people, fields, times, **noise):
    return [(who, maker.copy(one, fields, **noise)) for who, one in enumerate(people) for _ in range(times(maker.rng))]


def voters(maker, count):
    people = []
    for _ in range(count):
        one = maker.person()
        one["date_of_birth"] = one["date_of_birth"][:4]
        people.append(one)
    rows = []
    for who, one in enumerate(people):
        for snapshot in range(maker.rng.choice([1, 1, 1, 2, 2, 3])):
            if snapshot and maker.chance(0.15):
                one.update(maker.address())
            if snapshot and maker.chance(0.03):
                one["last_name"] = maker.surname(maker.rng)
            rows.append((who, maker.copy(one, REGISTER, 0.01, 0.01, 0.002, 0, 0.01)))
    return rows


def historical(maker, count):
    """Many records of each, names in variants, dates partly missing, a place of birth in place of an address."""
    rng = maker.rng
    people = [maker.person(date_of_birth=maker.born(1550, 1900), middle=maker.given(rng)) for _ in range(count)]
    rows = []
    for who, one in enumerate(people):
        for _ in range(rng.randrange(2, 19)):
            row = maker.copy(one, NAME + ["date_of_birth", "city", "postcode"], 0.10, 0.06, 0.01, 0, 0.25)
            if rng.random() < 0.2:
                row["date_of_birth"] = ""
            elif rng.random() < 0.1:
                row["date_of_birth"] = row["date_of_birth"][:4] + "-01-01" if row["date_of_birth"] else ""
            if rng.random() < 0.15:
                row["first_name"] = "%s %s" % (row["first_name"], one["middle"])
            elif rng.random() < 0.05:
                row["first_name"] = one["middle"]
            if rng.random() < 0.15:
                row["postcode"] = rng.choice(maker.towns)[2]
            if rng.random() < 0.1:
                row["city"] = rng.choice(maker.towns)[0]
            rows.append((who, row))
    return rows


def households(maker, count):
    """Spouses, children, twins; a son in eight has his father's name. One address, one telephone."""
    rng = maker.rng
    people = []
    while len(people) < count:
        home = dict(maker.address(), last_name=maker.surname(rng), phone_number=maker.phone())
        father = maker.person(date_of_birth=maker.born(1940, 1970), **home)
        family = [father, maker.person(date_of_birth=maker.born(1940, 1970), **home)]
        for _ in range(rng.randrange(4)):
            family.append(maker.person(date_of_birth=maker.born(1975, 2004), **home))
            if rng.random() < 0.12:
                family[-1]["first_name"] = father["first_name"]
            elif rng.random() < 0.04:
                family.append(maker.person(date_of_birth=family[-1]["date_of_birth"], **home))
        people += family
    return people


def spelled(maker, lists, count):
    """Names that each record may transliterate in another way."""
    given, surname = listed(lists[0]), listed(lists[1])
    people = []
    for _ in range(count):
        people.append(maker.person(first_name=given(maker.rng), last_name=surname(maker.rng), email=""))
    rows = copies(maker, people, REGISTER, lambda rng: rng.randrange(1, 5), slips=0, missing=0.05, moved=0.05)
    for _, row in rows:
        for field in NAME:
            variants = row[field].split("/")
            row[field] = variants[0] if maker.rng.random() < 0.6 else maker.rng.choice(variants)
    return rows


def vietnamese(maker, count):
    family, middle, given = (listed(text) for text in VIET)
    rng = maker.rng
    people = [maker.person(person_name="%s %s %s" % (family(rng), middle(rng), given(rng)), email="")
              for _ in range(count)]
    return copies(maker, people, ["person_name", "date_of_birth"] + HOUSE, lambda rng: rng.randrange(1, 4), slips=0.02,
                  missing=0.05)


def spanish(maker, count):
    """Two surnames, of which a record in five leaves out the second, and one in twenty puts them first."""
    surname, given = listed(SPAIN[0]), listed(SPAIN[1])
    rng = maker.rng
    people = []
    for _ in range(count):
        people.append(maker.person(given=given(rng), one=surname(rng), two=surname(rng), email=""))
    rows = []
    for who, one in enumerate(people):
        for _ in range(rng.randrange(1, 4)):
            row = maker.copy(one, ["date_of_birth"] + HOUSE, 0.02, 0.05)
            two = " " + one["two"] if rng.random() < 0.8 else ""
            row["person_name"] = ("%s%s, %s" % (one["one"], two, one["given"]) if rng.random() < 0.05
                                  else "%s %s%s" % (one["given"], one["one"], two))
            rows.append((who, row))
    return rows


def poor(names, share=36):
    """Few names, each as frequent as the others."""
    return [[(name, 1) for name, _ in part[:share]] for part in names]


def rich(names):
    """As good as everybody has a name of their own."""
    return [names[0], [(name, 1) for name, _ in names[1][2000:]]]


def sets(names, seed, scale, errors=1.0):
    """(name, function that makes the rows), in order. `errors`: slips and gaps, as a multiple of what each set has."""
    def n(count):
        return max(100, int(count * scale))

    def make(of=names):
        return Maker(of[0], of[1], seed, errors)

    def several(count, fields, times, of=names, more=None, **noise):
        maker = make(of)
        people = [maker.person(**(more(maker.rng) if more else {})) for _ in range(n(count))]
        return copies(maker, people, fields, lambda rng: rng.choice(times), **noise)

    def at_home(fields):
        maker = make()
        return copies(maker, households(maker, n(3000)), fields, lambda rng: rng.randrange(1, 5), slips=0.03)

    def numbered(rng):
        return {"national_id": "%08d" % rng.randrange(10 ** 8)}

    contact = NAME + ["email", "phone_number"]
    once, some, up_to_six = [1], [1, 1, 2, 3], [1, 2, 3, 4, 5, 6]
    heavy = [1, 1, 2, 3] * 25
    heavy[0] = 500
    yield "febrl-several", lambda: febrl(make(), n(2000), n(3000), 2, 4, 5)
    yield "febrl-once", lambda: febrl(make(), n(5000), n(5000), 1, 2, 1)
    yield "febrl-heavy", lambda: febrl(make(), n(2000), n(3000), 3, 8, 5)
    yield "voters-year", lambda: voters(make(), n(20000))
    yield "historical", lambda: historical(make(), n(2500))
    yield "customers", lambda: several(8000, contact, some, missing=0.15)
    yield "hospital", lambda: several(6000, REGISTER + ["phone_number", "national_id"], up_to_six, more=numbered,
                                      slips=0.02, missing=0.1)
    yield "households", lambda: at_home(REGISTER + ["phone_number"])
    yield "households-undated", lambda: at_home(NAME + HOUSE + ["phone_number"])
    yield "name-poor", lambda: several(2300, REGISTER, [1, 1, 1, 2], poor(names), slips=0.02)
    yield "name-poor-undated", lambda: several(5000, NAME + HOUSE + ["phone_number"], [1, 1, 2], poor(names),
                                               slips=0.02)
    yield "name-rich", lambda: several(10000, NAME + ["date_of_birth", "city"], some, rich(names), slips=0.04)
    yield "vietnamese", lambda: vietnamese(make(), n(5000))
    yield "spanish", lambda: spanish(make(), n(5000))
    yield "arabic", lambda: spelled(make(), ARABIC, n(4000))
    alone = {"slips": 0, "moved": 0, "swapped": 0, "short": 0}
    yield "distinct", lambda: several(20000, REGISTER, once, **alone)
    yield "distinct-contact", lambda: several(10000, contact, once, **alone)
    yield "distinct-towns", lambda: several(10000, NAME + ["city", "state"], once, **alone)
    yield "distinct-poor", lambda: several(10000, REGISTER, once, poor(names), **alone)
    yield "twice", lambda: several(5000, REGISTER + ["email"], [2], slips=0.03)
    yield "heavy-tail", lambda: several(3000, REGISTER + ["email", "phone_number"], heavy, slips=0.02, missing=0.3)
    yield "small", lambda: several(300 / scale, REGISTER + ["email"], [1, 2, 3], slips=0.06, missing=0.15)


def write(rows, path, seed):
    rng = random.Random(seed)
    rng.shuffle(rows)
    used = [column for column in COLUMNS if any(row.get(column) for _, row in rows)]
    with open(path + ".csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(used)
        writer.writerows([row.get(column, "") for column in used] for _, row in rows)
    with open(path + ".truth", "w", encoding="utf-8") as out:
        out.writelines("%d\n" % who for who, _ in rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names")
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--errors", type=float, default=1.0)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    for name, make in sets(read_names(arguments.names), arguments.seed, arguments.scale,
                           arguments.errors):
        if arguments.only in (None, name):
            write(make(), os.path.join(arguments.out, name), arguments.seed)


if __name__ == "__main__":
    main()
