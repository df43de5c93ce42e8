#!/usr/bin/env python3
"""Makes a breach-shaped set of mentions with its truth: breach_set.py NAMES OUT [--persons N] [--mentions N] [--seed N] [--errors X]

NAMES: a folder with us_first_names.tsv and us_surnames_1990.tsv (public domain; shared/data/names has them). All persons
are invented: names are drawn by their frequency, numbers by chance. What is kept of reality:
- Sources have shapes: an HR list, payrolls, a benefits list with dependants, a directory, a customer database, form
  letters, mail headers and signatures. A source holds some of the fields, and some cells of them are empty.
- Households: spouses, children, twins, fathers and sons of one name share address, surname, telephone, the family's
  mailbox; dependants stand under their own number, and in the benefits list beside the insured's.
- Slips: in names, dates (swapped, one digit), numbers (one digit, two neighbours swapped), lost leading zeros of SSNs,
  swapped given name and surname, nicknames, initials, married names, moved households.
- Dummy numbers (123-45-6789), shared mailboxes.
Writes OUT/mentions.csv (typed columns, one mention a row), OUT/truth.txt (the person of each row), and the same mentions
as sources under OUT/evidence/ (CSV, SQL, mbox) with OUT/places.tsv: file, row (or message) and person.
"""
import argparse
import bisect
import csv
import itertools
import os
import random

NICK = {"Robert": "Bob", "William": "Bill", "James": "Jim", "John": "Jack", "Michael": "Mike", "Richard": "Rick",
        "Thomas": "Tom", "Charles": "Chuck", "Joseph": "Joe", "Elizabeth": "Liz", "Margaret": "Peggy",
        "Patricia": "Pat", "Jennifer": "Jen", "Katherine": "Kate", "Deborah": "Debbie", "Daniel": "Dan",
        "Matthew": "Matt", "Christopher": "Chris", "Anthony": "Tony", "Edward": "Ed", "Steven": "Steve",
        "Susan": "Sue", "Kenneth": "Ken", "Samuel": "Sam", "Benjamin": "Ben", "Timothy": "Tim", "Rebecca": "Becky"}
STREETS = ["Elm", "Oak", "Maple", "Cedar", "Pine", "Walnut", "Washington", "Lake", "Hill", "Park", "Sunset", "Lincoln",
           "Jackson", "Church", "Willow", "Spring", "River", "Highland", "Franklin", "Chestnut", "Adams", "Prospect",
           "Meadow", "Forest", "Dogwood", "Laurel", "Madison", "Cherry", "Hickory", "Valley", "Magnolia", "Juniper"]
KINDS = ["Street", "Avenue", "Road", "Drive", "Lane", "Court", "Boulevard", "Place"]
TOWNS = [("Culver City", "CA", "90230"), ("Burbank", "CA", "91501"), ("Pasadena", "CA", "91101"),
         ("Glendale", "CA", "91201"), ("Torrance", "CA", "90501"), ("Long Beach", "CA", "90802"),
         ("Irvine", "CA", "92602"), ("New York", "NY", "10001"), ("Brooklyn", "NY", "11201"), ("Albany", "NY", "12207"),
         ("Austin", "TX", "78701"), ("Houston", "TX", "77002"), ("Dallas", "TX", "75201"), ("Chicago", "IL", "60601"),
         ("Springfield", "IL", "62701"), ("Boston", "MA", "02108"), ("Cambridge", "MA", "02139"),
         ("Seattle", "WA", "98101"), ("Spokane", "WA", "99201"), ("Miami", "FL", "33101"), ("Tampa", "FL", "33602"),
         ("Atlanta", "GA", "30303"), ("Denver", "CO", "80202"), ("Portland", "OR", "97201")]
MAILBOXES = ["gmail.com", "yahoo.com", "hotmail.com", "aol.com", "comcast.net"]
ERRORS = 1.0  # Slips, as a multiple of what keyed data have.
COLUMNS = ["person_name", "us_ssn", "date_of_birth", "postal_address", "phone_number", "email_address", "salary"]


class Draw:
    def __init__(self, pairs):
        self.values = [value for value, _ in pairs]
        self.sums = list(itertools.accumulate(weight for _, weight in pairs))

    def __call__(self, rng):
        return self.values[bisect.bisect_left(self.sums, rng.random() * self.sums[-1])]


def read_names(folder):
    male, female = [], []
    with open(os.path.join(folder, "us_first_names.tsv"), encoding="utf-8") as rows:
        next(rows)
        for row in rows:
            name, _, count, share = row.rstrip("\n").split("\t")
            if int(count) < 2000:
                continue
            (male if float(share) >= 0.5 else female).append((name, int(count)))
    surnames = []
    with open(os.path.join(folder, "us_surnames_1990.tsv"), encoding="utf-8") as rows:
        for row in rows:
            name, share = row.rstrip("\n").split("\t")
            surnames.append((name.capitalize(), float(share) + 0.0003))
    return Draw(male), Draw(female), Draw(surnames)


def slip(text, rng, alphabet="abcdefghijklmnopqrstuvwxyz"):
    if len(text) < 3:
        return text
    at = rng.randrange(1, len(text) - 1)
    kind = rng.random()
    if kind < 0.4:
        return text[:at] + rng.choice(alphabet) + text[at + 1:]
    if kind < 0.6:
        return text[:at] + text[at + 1:]
    if kind < 0.8:
        return text[:at] + rng.choice(alphabet) + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]


def slip_digit(text, rng):
    digits = [at for at, c in enumerate(text) if c.isdigit()]
    at = rng.choice(digits[1:])
    before = digits[digits.index(at) - 1]
    if rng.random() < 0.5 and text[at] != text[before]:
        chars = list(text)
        chars[at], chars[before] = chars[before], chars[at]
        return "".join(chars)
    return text[:at] + str((int(text[at]) + rng.randrange(1, 10)) % 10) + text[at + 1:]


class Population:
    def __init__(self, names, count, rng):
        self.male, self.female, self.surname = names
        self.rng = rng
        self.used = set()
        self.emails = set()
        self.people = []
        while len(self.people) < count:
            self.household(count)

    def ssn(self):
        while True:
            area = self.rng.choice([a for a in (self.rng.randrange(1, 900),) if a != 666] or [123])
            number = "%03d-%02d-%04d" % (area, self.rng.randrange(1, 100), self.rng.randrange(1, 10000))
            if number not in self.used:
                self.used.add(number)
                return number

    def person(self, surname, address, phone, born, man, given=None):
        rng = self.rng
        given = given or (self.male if man else self.female)(rng)
        local = "%s.%s" % (given.lower(), surname.lower())
        work = local + "@studio.example.com"
        while work in self.emails:
            work = local + str(rng.randrange(2, 999)) + "@studio.example.com"
        self.emails.add(work)
        private = rng.choice([given.lower()[0] + surname.lower(), given.lower() + surname.lower(), local]) + \
            str(rng.randrange(1, 9999)) + "@" + rng.choice(MAILBOXES)
        mobile = "+1%03d555%04d" % (rng.randrange(201, 990), rng.randrange(10000)) if rng.random() < 0.9 else phone
        return {"given": given, "surname": surname, "maiden": None, "ssn": self.ssn(), "born": born, "address": address,
                "phone": mobile, "home": phone, "work": work, "private": private, "middle": rng.choice("ABCDEFGHJKLMRST"),
                "old_address": self.address() if rng.random() < 0.15 else None, "salary": rng.randrange(28, 400) * 1000,
                "kind": "employee"}

    def address(self):
        rng = self.rng
        town, state, zipped = rng.choice(TOWNS)
        zipped = "%05d" % (int(zipped) + rng.randrange(0, 30))
        return "%d %s %s, %s, %s %s" % (rng.randrange(1, 9999), rng.choice(STREETS), rng.choice(KINDS), town, state, zipped)

    def birth(self, first, last):
        return "%04d-%02d-%02d" % (self.rng.randrange(first, last), self.rng.randrange(1, 13), self.rng.randrange(1, 29))

    def household(self, count):
        rng = self.rng
        surname, address = self.surname(rng), self.address()
        phone = "+1%03d%03d%04d" % (rng.randrange(201, 990), rng.randrange(200, 999), rng.randrange(10000))
        man = rng.random() < 0.55
        head = self.person(surname, address, phone, self.birth(1945, 1992), man)
        if not man and rng.random() < 0.12:
            head["maiden"] = self.surname(rng)
        household = [head]
        size = rng.random()
        if size < 0.30:
            spouse = self.person(surname if rng.random() < 0.8 else self.surname(rng), address, phone,
                                 self.birth(1945, 1992), not man)
            spouse["kind"] = "dependant" if rng.random() < 0.7 else "employee"
            household.append(spouse)
        if size < 0.18:
            for _ in range(rng.randrange(1, 4)):
                boy = rng.random() < 0.5
                child = self.person(surname, address, phone, self.birth(1995, 2014), boy,
                                    head["given"] if boy and man and rng.random() < 0.05 else None)
                child["kind"] = "dependant"
                household.append(child)
                if rng.random() < 0.02:
                    twin = self.person(surname, address, phone, child["born"], rng.random() < 0.5)
                    twin["kind"] = "dependant"
                    household.append(twin)
        if size > 0.75:
            head["kind"] = "customer"
        for one in household:
            if len(self.people) < count:
                one["head"] = len(self.people) if one is head else None
                self.people.append(one)


def name_of(person, rng, formal):
    given, surname = person["given"], person["surname"]
    if person["maiden"] and rng.random() < 0.3:
        surname = person["maiden"]
    chance = rng.random()
    if chance > 1 - 0.04 * (ERRORS - 1):  # More slips than one source in twenty-five has.
        chance = 0.04 * rng.random()
    elif chance < 0.04 * (1 - ERRORS):
        chance = 0.5
    if chance < 0.02:
        given = slip(given.lower(), rng).capitalize()
    elif chance < 0.04:
        surname = slip(surname.lower(), rng).capitalize()
    elif not formal and chance < 0.14 and given in NICK:
        given = NICK[given]
    elif chance < 0.05:
        given = given[0]
    elif chance < 0.30:
        given = given + " " + person["middle"]
    turn = rng.random()
    if turn < 0.01:
        return surname + " " + given
    if turn < 0.20:
        return surname.upper() + ", " + given
    return given + " " + surname


def cell(kind, person, rng):
    if kind == "ssn":
        number = person["ssn"]
        chance = rng.random()
        if chance < 0.005 * ERRORS:
            number = slip_digit(number, rng)
        elif chance < 0.005 * ERRORS + 0.002:
            number = "123-45-6789"
        plain = number.replace("-", "")
        turn = rng.random()
        return plain.lstrip("0") if turn < 0.05 and len(plain.lstrip("0")) >= 7 else plain if turn < 0.3 else number
    if kind == "born":
        born = person["born"]
        chance = rng.random()
        if chance < 0.01 * ERRORS:
            return slip_digit(born, rng) if rng.random() < 0.6 else born[:5] + born[8:] + "-" + born[5:7] \
                if int(born[8:]) <= 12 else born
        return born
    if kind == "address":
        address = person["old_address"] if person["old_address"] and rng.random() < 0.4 else person["address"]
        if rng.random() < 0.03 * ERRORS:
            words = address.split(" ")
            words[1] = slip(words[1].lower(), rng).capitalize()
            address = " ".join(words)
        if rng.random() < 0.3:
            for long, short in (("Street", "St"), ("Avenue", "Ave"), ("Road", "Rd"), ("Drive", "Dr"), ("Boulevard", "Blvd")):
                address = address.replace(" " + long + ",", " " + short + ",")
        return address
    if kind == "phone":
        number = person["home"] if rng.random() < 0.25 else person["phone"]
        return number if rng.random() < 0.5 else "(%s) %s-%s" % (number[2:5], number[5:8], number[8:])
    if kind == "email":
        return person["work"] if person["kind"] == "employee" and rng.random() < 0.8 else person["private"]
    if kind == "salary":
        return str(person["salary"])
    raise KeyError(kind)


# Fields of a source, share of cells that are empty, weight, whom it holds.
SOURCES = {
    "hr_staff.csv": ("name ssn born address phone email", 0.04, 9, {"employee"}),
    "payroll.csv": ("name ssn salary", 0.02, 30, {"employee"}),
    "w2.csv": ("name ssn address salary", 0.03, 12, {"employee"}),
    "benefits.csv": ("name ssn born address", 0.05, 14, {"employee", "dependant"}),
    "directory.csv": ("name phone email", 0.05, 10, {"employee"}),
    "salaries_by_department.csv": ("name salary", 0.0, 6, {"employee"}),
    "customers.sql": ("name address phone email", 0.06, 30, {"customer"}),
    "contracts.csv": ("name born address email", 0.06, 12, {"customer", "employee"}),
    "background_checks.csv": ("name ssn born", 0.03, 8, {"employee", "dependant", "customer"}),
    "mail.mbox": ("name email", 0.0, 14, {"employee", "customer"}),
}
FIELD = {"name": "person_name", "ssn": "us_ssn", "born": "date_of_birth", "address": "postal_address",
         "phone": "phone_number", "email": "email_address", "salary": "salary"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names")
    parser.add_argument("out")
    parser.add_argument("--persons", type=int, default=47000)
    parser.add_argument("--mentions", type=int, default=1100000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-evidence", action="store_true", help="only mentions.csv and truth.txt")
    parser.add_argument("--errors", type=float, default=1.0, help="slips as a multiple of the usual (0 to 6)")
    given = parser.parse_args()
    global ERRORS
    ERRORS = given.errors
    rng = random.Random(given.seed)
    people = Population(read_names(given.names), given.persons, rng).people
    os.makedirs(os.path.join(given.out, "evidence"), exist_ok=True)
    by_kind = {kind: [i for i, one in enumerate(people) if one["kind"] == kind] for kind in ("employee", "dependant", "customer")}
    held = {}
    for source, (_, _, _, kinds) in SOURCES.items():
        held[source] = sorted(i for kind in kinds for i in by_kind[kind])
    # Everybody is told of at least once by a source that identifies: that is what makes them a person of the breach.
    plan = []
    first = {"employee": "hr_staff.csv", "dependant": "benefits.csv", "customer": "contracts.csv"}
    for index, one in enumerate(people):
        plan.append((first[one["kind"]], index))
    draw = Draw([(source, weight) for source, (_, _, weight, _) in SOURCES.items()])
    while len(plan) < given.mentions:
        source = draw(rng)
        # Some are spoken of often, most seldom.
        among = held[source]
        plan.append((source, among[int(len(among) * rng.random() ** 1.5)]))
    plan = plan[:given.mentions] if given.mentions >= len(people) else plan
    rng.shuffle(plan)
    files = {}
    rows = {}
    out = open(os.path.join(given.out, "mentions.csv"), "w", newline="", encoding="utf-8")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    truth = open(os.path.join(given.out, "truth.txt"), "w")
    places = None if given.no_evidence else open(os.path.join(given.out, "places.tsv"), "w")
    for source, index in plan:
        fields, empty, _, _ = SOURCES[source]
        fields = fields.split(" ")
        person = people[index]
        row = {}
        for field in fields:
            if field == "name":
                row["person_name"] = name_of(person, rng, "ssn" in fields)
            elif rng.random() >= empty:
                row[FIELD[field]] = cell(field, person, rng)
        if len(row) < 2:  # A name alone binds nothing: every mention has one field more.
            field = fields[1]
            row[FIELD[field]] = cell(field, person, rng)
        writer.writerow([row.get(column, "") for column in COLUMNS])
        truth.write("%d\n" % index)
        if places is None:
            continue
        if source not in files:
            files[source] = open(os.path.join(given.out, "evidence", source), "w", newline="", encoding="utf-8")
            rows[source] = 1
            if source.endswith(".csv"):
                csv.writer(files[source]).writerow(
                    [{"name": "Full Name", "ssn": "SSN", "born": "Date of Birth", "address": "Address", "phone": "Phone",
                      "email": "Email", "salary": "Salary"}[field] for field in fields])
            elif source.endswith(".sql"):
                files[source].write("CREATE TABLE customers (full_name varchar(80), address varchar(200), phone varchar(20),"
                                    " email varchar(80));\n")
        rows[source] += 1
        into = files[source]
        cells = [row.get(FIELD[field], "") for field in fields]
        if source.endswith(".csv"):
            csv.writer(into).writerow(cells)
        elif source.endswith(".sql"):
            into.write("INSERT INTO customers VALUES (%s);\n" % ", ".join("'%s'" % c.replace("'", "''") for c in cells))
        else:
            into.write("From studio Mon Jan  6 10:00:00 2014\nFrom: \"%s\" <%s>\nDate: Mon, 6 Jan 2014 10:00:00 +0000\n"
                       "Subject: note %d\nMessage-ID: <%d@studio.example.com>\n\nPlease see the schedule.\n\n" %
                       (cells[0], cells[1], rows[source], rows[source]))
        places.write("%s\t%d\t%d\n" % (source, rows[source], index))


if __name__ == "__main__":
    main()
