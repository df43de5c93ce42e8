#!/usr/bin/env python3
"""Writes a small leaked-studio dump and the truth about it: generate.py FOLDER [--persons N] [--seed N].

FOLDER/studio-leak/   the dump: messy as real ones are (formats, nesting, wrong extensions, charsets, decoys)
FOLDER/truth.jsonl    one line per planted value: {"place", "type", "value"}; a cell's place is exact, a text's is its
                      item's; and lines {"place", "status"} for items that cannot be read
FOLDER/persons.jsonl  one line per person

Deterministic for a seed. Every person, number and address is invented: SSNs by the issuing rules alone, cards with
made-up digits and a right check digit, mail under reserved example domains (RFC 2606), phones from ranges for fiction.
Nothing but Python's standard library is used.
"""
import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import random
import sqlite3
import struct
import sys
import tarfile
import zipfile
import zlib

GIVEN_US = """James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph
Jessica Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Donald Ashley
Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa""".split()
GIVEN_FR = """Jean Marie Pierre Nathalie Michel Isabelle Philippe Sylvie Alain Catherine Nicolas Martine Christophe Sandrine
François Hélène Frédéric Cécile Stéphane Émilie Mathieu Camille Julien Chloé""".split()
SURNAMES_US = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts
O'Brien Kowalski Fitzgerald Van-Houten Zimmermann""".split()
SURNAMES_FR = """Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia
David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont Lambert Bonnet François Martinez""".split()
STREETS_US = ["Oak", "Maple", "Cedar", "Washington", "Lake", "Hill", "Sunset", "Park", "Elm", "Highland", "Jefferson", "Willow"]
SUFFIX_US = ["Street", "Avenue", "Road", "Drive", "Lane", "Blvd", "Court"]
CITIES_US = [("Los Angeles", "CA", "90012"), ("Culver City", "CA", "90232"), ("Burbank", "CA", "91502"),
             ("Austin", "TX", "78701"), ("New York", "NY", "10001"), ("Seattle", "WA", "98101"),
             ("Miami", "FL", "33130"), ("Chicago", "IL", "60601"), ("Denver", "CO", "80202")]
STREETS_FR = ["de la République", "Victor Hugo", "des Lilas", "du Moulin", "Pasteur", "de la Gare", "Jean Jaurès"]
CITIES_FR = [("Paris", "75011"), ("Lyon", "69003"), ("Marseille", "13006"), ("Nantes", "44000"), ("Lille", "59800")]
TITLES = ["Editor", "Accountant", "Producer", "Grip", "Animator", "Counsel", "Sound mixer", "Analyst", "Driver"]


def luhn_digit(digits):
    total = 0
    for index, c in enumerate(reversed(digits)):
        n = int(c) * (2 if index % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return str(-total % 10)


class Maker:
    def __init__(self, seed, persons):
        self.r = random.Random(seed)
        self.used = set()
        self.persons = [self.person(number) for number in range(persons)]

    def unique(self, make, further=None):
        # Ranges that are kept for fiction are small: where many persons have used one up, `further` has more room.
        for tries in range(100_000):
            value = (make if tries < 30 or further is None else further)()
            if value not in self.used:
                self.used.add(value)
                return value
        raise ValueError("no room for so many persons")

    AREAS = [n for n in range(1, 900) if n not in (666, 219, 457, 78, 987)]

    def ssn(self):
        area = self.r.choice(self.AREAS)
        return "%03d-%02d-%04d" % (area, self.r.randint(1, 99), self.r.randint(1, 9999))

    def nir(self, person):
        body = "%d%02d%02d%02d%03d%03d" % (1 if self.r.random() < .5 else 2, person["born"][0] % 100, person["born"][1],
                                          self.r.choice([75, 69, 13, 44, 59, 33]), self.r.randint(1, 500),
                                          self.r.randint(1, 900))
        return body + "%02d" % (97 - int(body) % 97)

    def card(self):
        body = "4" + "".join(str(self.r.randint(0, 9)) for _ in range(14))
        return body + luhn_digit(body)

    def iban_fr(self):
        bank = "".join(str(self.r.randint(0, 9)) for _ in range(21))
        key = 97 - (89 * int(bank[:5]) + 15 * int(bank[5:10]) + 3 * int(bank[10:21])) % 97
        bban = bank + "%02d" % key
        check = 98 - int(bban + "152700") % 97
        return "FR%02d%s" % (check, bban)

    def person(self, number):
        r = self.r
        french = r.random() < .25
        given = r.choice(GIVEN_FR if french else GIVEN_US)
        surname = r.choice(SURNAMES_FR if french else SURNAMES_US)
        p = {"id": number, "given": given, "surname": surname, "name": given + " " + surname,
             "country": "FR" if french else "US", "born": (r.randint(1950, 1994), r.randint(1, 12), r.randint(1, 28))}
        plain = {"é": "e", "è": "e", "É": "E", "ô": "o", "ç": "c", "'": "", "-": "", "ë": "e"}
        local = "".join(plain.get(c, c) for c in (given[0] + surname)).lower()
        p["email"] = self.unique(lambda: "%s%d@%s" % (local, r.randint(1, 999), "studio.example" if r.random() < .7 else
                                                     r.choice(["mail.example.com", "post.example.org"])),
                                 lambda: "%s%d@studio.example" % (local, r.randint(1000, 9999999)))
        p["salary"] = r.randint(30, 240) * 1000 + r.randint(0, 9) * 100
        if french:
            city, code = r.choice(CITIES_FR)
            p["street"] = "%d rue %s" % (r.randint(1, 180), r.choice(STREETS_FR))
            p["city"], p["postcode"], p["state"] = city, code, ""
            p["nir"] = self.unique(lambda: self.nir(p))
            p["phone"] = self.unique(lambda: "+33 6 39 98 %02d %02d" % (r.randint(0, 99), r.randint(0, 99)),
                                     lambda: "+33 %s %02d %02d" % (
                                         r.choice(["1 99 00", "2 61 91", "3 53 01", "4 65 71", "5 36 49"]),
                                         r.randint(0, 99), r.randint(0, 99)))
        else:
            city, state, code = r.choice(CITIES_US)
            p["street"] = "%d %s %s" % (r.randint(1, 9900), r.choice(STREETS_US), r.choice(SUFFIX_US))
            p["city"], p["postcode"], p["state"] = city, code, state
            p["ssn"] = self.unique(self.ssn)
            p["phone"] = self.unique(lambda: "(%s) 555-01%02d" % (r.choice(["310", "512", "206", "305"]), r.randint(0, 99))
                                     if r.random() < .02 else "(%s) %03d-%04d" %
                                     (r.choice(["310", "512", "206", "305"]), r.randint(560, 990), r.randint(2000, 9999)),
                                     lambda: "(%d) %03d-%04d" % (r.randint(201, 989), r.randint(560, 990),
                                                                r.randint(2000, 9999)))
        return p


class Dump:
    """Files of the dump, and what is true of them."""

    def __init__(self, folder):
        self.root = os.path.join(folder, "studio-leak")
        self.truth = []
        self.statuses = []

    def write(self, path, data):
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as out:
            out.write(data if isinstance(data, bytes) else data.encode("utf-8"))
        os.utime(whole, (1416700800 + len(path) * 86400, 1416700800 + len(path) * 86400))

    def plant(self, place, kind, value):
        self.truth.append({"place": "studio-leak/" + place, "type": kind, "value": value})

    def cannot(self, place, status):
        self.statuses.append({"place": "studio-leak/" + place, "status": status})


def date_of(p):
    return "%04d-%02d-%02d" % p["born"]


# ---------------------------------------------------------------- formats, written by hand: what a reader meets in the wild

def zip_bytes(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (2014, 11, 20, 10, 30, 0))
            info.compress_type = method
            archive.writestr(info, data if isinstance(data, bytes) else data.encode("utf-8"))
    return out.getvalue()


def zip_encrypted(name, data, password):
    """One member under traditional PKWARE encryption (APPNOTE 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [zlib.crc32(bytes([n]), 0xFFFFFFFF) ^ 0xFFFFFFFF for n in range(256)]
    crc_step = lambda crc, byte: (crc >> 8) ^ CRC[(crc ^ byte) & 255]
    CRC = []
    for n in range(256):
        c = n
        for _ in range(8):
            c = (c >> 1) ^ 0xEDB88320 if c & 1 else c >> 1
        CRC.append(c)
    del table

    def update(byte):
        keys[0] = crc_step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc_step(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    crc = zlib.crc32(data)
    packed = bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + data:
        temp = (keys[2] | 2) & 0xFFFF
        packed.append(byte ^ (((temp * (temp ^ 1)) >> 8) & 255))
        update(byte)
    raw = name.encode()
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 1, 0, 0x53C0, 0x4574, crc, len(packed), len(data), len(raw), 0)
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 1, 0, 0x53C0, 0x4574, crc, len(packed), len(data),
                          len(raw), 0, 0, 0, 0, 0, 0)
    body = local + raw + bytes(packed)
    directory = central + raw
    return body + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(directory), len(body), 0)


def escape(text):
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def column_name(index):
    name = ""
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def xlsx_bytes(sheets):
    """sheets: (name, rows, state); a cell is text (shared string), ('n', number) or ('d', serial date)."""
    shared, index_of = [], {}
    parts = []
    for name, rows, state in sheets:
        xml = ['<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns='
               '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>']
        for r, row in enumerate(rows, 1):
            cells = []
            for c, value in enumerate(row, 1):
                if value == "" or value is None:
                    continue
                ref = column_name(c) + str(r)
                if isinstance(value, tuple):
                    style = ' s="1"' if value[0] == "d" else ""
                    cells.append('<c r="%s"%s><v>%s</v></c>' % (ref, style, value[1]))
                else:
                    if value not in index_of:
                        index_of[value] = len(shared)
                        shared.append(value)
                    cells.append('<c r="%s" t="s"><v>%d</v></c>' % (ref, index_of[value]))
            xml.append('<row r="%d">%s</row>' % (r, "".join(cells)))
        xml.append("</sheetData></worksheet>")
        parts.append("".join(xml))
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    members = [
        ("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="%s/content-types"><Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
         '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
         'officedocument.spreadsheetml.sheet.main+xml"/></Types>' % package),
        ("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="%s/relationships"><Relationship Id="rId1" Type='
         '"%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (package, rel)),
        ("xl/workbook.xml", '<?xml version="1.0"?><workbook %s xmlns:r="%s"><sheets>%s</sheets></workbook>' % (
            ns, rel, "".join('<sheet name="%s" sheetId="%d"%s r:id="rId%d"/>' % (
                escape(name), n, ' state="%s"' % state if state else "", n)
                for n, (name, _, state) in enumerate(sheets, 1)))),
        ("xl/_rels/workbook.xml.rels", '<?xml version="1.0"?><Relationships xmlns="%s/relationships">%s'
         '<Relationship Id="rId98" Type="%s/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId99" Type='
         '"%s/styles" Target="styles.xml"/></Relationships>' % (package, "".join(
             '<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (n, rel, n)
             for n in range(1, len(sheets) + 1)), rel, rel)),
        ("xl/styles.xml", '<?xml version="1.0"?><styleSheet %s><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" '
         'applyNumberFormat="1"/></cellXfs></styleSheet>' % ns),
        ("xl/sharedStrings.xml", '<?xml version="1.0"?><sst %s count="%d" uniqueCount="%d">%s</sst>' % (
            ns, len(shared), len(shared), "".join("<si><t>%s</t></si>" % escape(s) for s in shared))),
    ]
    members += [("xl/worksheets/sheet%d.xml" % n, xml) for n, xml in enumerate(parts, 1)]
    return zip_bytes(members)


def docx_bytes(paragraphs, table=()):
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join("<w:p><w:r><w:t xml:space=\"preserve\">%s</w:t></w:r></w:p>" % escape(p) for p in paragraphs)
    if table:
        body += "<w:tbl>" + "".join("<w:tr>" + "".join(
            "<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>" % escape(cell) for cell in row) + "</w:tr>"
            for row in table) + "</w:tbl>"
    package = "http://schemas.openxmlformats.org/package/2006"
    return zip_bytes([
        ("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="%s/content-types"><Default Extension="rels" '
         'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
         'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>' %
         package),
        ("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="%s/relationships"><Relationship Id="rId1" Type='
         '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"'
         '/></Relationships>' % package),
        ("word/document.xml", '<?xml version="1.0"?><w:document %s><w:body>%s</w:body></w:document>' % (w, body)),
    ])


def odt_bytes(paragraphs):
    content = ('<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
               ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>%s</office:text>'
               '</office:body></office:document-content>' % "".join("<text:p>%s</text:p>" % escape(p) for p in paragraphs))
    manifest = ('<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                '<manifest:file-entry manifest:full-path="/" manifest:media-type='
                '"application/vnd.oasis.opendocument.text"/></manifest:manifest>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", (2014, 11, 20, 0, 0, 0)), "application/vnd.oasis.opendocument.text")
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            info = zipfile.ZipInfo(name, (2014, 11, 20, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def pdf_bytes(pages):
    objects = []
    kids = " ".join("%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    objects.append("<< /Type /Catalog /Pages 2 0 R >>")
    objects.append("<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)))
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, lines in enumerate(pages):
        text = ["BT /F1 11 Tf 14 TL 60 780 Td"]
        for line in lines:
            text.append("(%s) Tj T*" % line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)"))
        stream = zlib.compress("\n".join(text + ["ET"]).encode("cp1252"))
        objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
                       "/Contents %d 0 R >>" % (5 + 2 * number))
        objects.append((b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream)) + stream + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def rtf_bytes(paragraphs):
    def coded(text):
        return "".join(c if 32 <= ord(c) < 127 and c not in "\\{}" else
                       "\\'%02x" % c.encode("cp1252")[0] for c in text)
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\n" +
            "\n".join(coded(p) + "\\par" for p in paragraphs) + "\n}").encode("ascii")


def mail(sender, to, subject, body, number, attachments=(), charset="utf-8"):
    def word(text):
        return text if text.isascii() else "=?UTF-8?B?%s?=" % base64.b64encode(text.encode()).decode()

    def address(p):
        return '%s <%s>' % (word(p["name"]) if not p["name"].isascii() else '"%s"' % p["name"], p["email"])
    head = ["From: " + address(sender), "To: " + ", ".join(address(p) for p in to), "Subject: " + word(subject),
            "Date: Mon, %02d Nov 2014 %02d:%02d:00 -0800" % (3 + number % 20, 8 + number % 10, number % 60),
            "Message-ID: <%d.leak@studio.example>" % number, "MIME-Version: 1.0"]
    text = base64.encodebytes(body.encode(charset)).decode()
    if not attachments:
        return "\n".join(head + ["Content-Type: text/plain; charset=" + charset, "Content-Transfer-Encoding: base64", "",
                                 text])
    edge = "=_edge_%d" % number
    lines = head + ['Content-Type: multipart/mixed; boundary="%s"' % edge, "", "--" + edge,
                    "Content-Type: text/plain; charset=" + charset, "Content-Transfer-Encoding: base64", "", text]
    for name, data in attachments:
        lines += ["--" + edge, 'Content-Type: application/octet-stream; name="%s"' % name,
                  'Content-Disposition: attachment; filename="%s"' % name, "Content-Transfer-Encoding: base64", "",
                  base64.encodebytes(data).decode()]
    return "\n".join(lines + ["--" + edge + "--", ""])


# ---------------------------------------------------------------- the dump

def build(folder, persons, seed):
    m = Maker(seed, persons)
    d = Dump(folder)
    r = m.r
    us = [p for p in m.persons if p["country"] == "US"]
    fr = [p for p in m.persons if p["country"] == "FR"]

    # The payroll workbook: a title above the header, SSNs as text and, in a hidden sheet, as numbers that lost zeros.
    staff = us[:len(us) * 2 // 3]
    rows = [["Payroll 2014 - CONFIDENTIAL"], [], ["Employee", "SSN", "Date of birth", "Annual salary", "E-mail"]]
    for p in staff:
        serial = (__import__("datetime").date(*p["born"]) - __import__("datetime").date(1899, 12, 30)).days
        rows.append([p["name"], p["ssn"], ("d", serial), ("n", p["salary"]), p["email"]])
        row = len(rows)
        place = "hr/staff.xlsx!/Payroll#R%dC" % row
        d.plant(place + "1", "person_name", p["name"])
        d.plant(place + "2", "us_ssn", p["ssn"])
        d.plant(place + "3", "date_of_birth", date_of(p))
        d.plant(place + "4", "salary", str(p["salary"]))
        d.plant(place + "5", "email_address", p["email"])
    hidden = [["Social Security Number", "Last name", "First name"]]
    for p in staff[:40]:
        digits = p["ssn"].replace("-", "")
        hidden.append([("n", int(digits)), p["surname"], p["given"]])
        d.plant("hr/staff.xlsx!/old ids#R%dC1" % len(hidden), "us_ssn", str(int(digits)))
    d.write("hr/staff.xlsx", xlsx_bytes([("Payroll", rows, ""), ("old ids", hidden, "hidden")]))

    # A French grid in Windows-1252 with semicolons.
    lines = ["Matricule;Nom;Prénom;N° de sécurité sociale;Adresse;Code postal;Ville;Salaire brut annuel;Courriel"]
    for p in fr:
        lines.append(";".join([str(40000 + p["id"]), p["surname"], p["given"], p["nir"], p["street"], p["postcode"],
                               p["city"], str(p["salary"]), p["email"]]))
        place = "hr/salaires_2014.csv#R%dC" % len(lines)
        d.plant(place + "4", "fr_nir", p["nir"])
        d.plant(place + "8", "salary", str(p["salary"]))
        d.plant(place + "9", "email_address", p["email"])
    d.write("hr/salaires_2014.csv", "\r\n".join(lines).encode("cp1252"))

    # A customer table as a MySQL dump, inside a tar.gz inside a zip.
    sql = ["-- MySQL dump 10.13", "CREATE TABLE `customers` (`id` int, `full_name` varchar(80), `email` varchar(80), "
           "`phone` varchar(30), `card_number` varchar(19), `street` varchar(80), `city` varchar(40), `zip` varchar(10));"]
    place = "backup/old.zip!/2014/db.tar.gz!/db.tar!/db/customers.sql"
    values = []
    for p in us[-60:]:
        p.setdefault("card", m.unique(m.card))
        values.append("(%d,'%s','%s','%s','%s','%s','%s','%s')" % (
            p["id"], p["name"].replace("'", "\\'"), p["email"], p["phone"], p["card"], p["street"], p["city"],
            p["postcode"]))
        d.plant(place, "credit_card", p["card"])
        d.plant(place, "email_address", p["email"])
    for start in range(0, len(values), 20):
        sql.append("INSERT INTO `customers` VALUES " + ",".join(values[start:start + 20]) + ";")
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        data = "\n".join(sql).encode()
        info = tarfile.TarInfo("db/customers.sql")
        info.size, info.mtime = len(data), 1416700800
        archive.addfile(info, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile("db.tar", "wb", fileobj=packed, mtime=1416700800) as out:
        out.write(tar.getvalue())
    d.write("backup/old.zip", zip_bytes([("2014/db.tar.gz", packed.getvalue()), ("2014/readme.txt", "weekly backup\n")]))

    # Mail of the executives: a mailbox, base64 bodies, encoded names, attachments.
    box = []
    executives = (us[:5] + fr[:3])
    for number in range(60):
        sender = executives[number % len(executives)]
        to = [executives[(number * 3 + 1) % len(executives)]]
        place = "mail/executives.mbox!/%d" % (number + 1)
        d.plant(place, "email_address", sender["email"])
        body = "Hello,\n\nplease see the numbers below before the call.\n"
        attachments = ()
        if number % 10 == 3:
            p = us[number]
            body += "\nName: %s\nSSN: %s\nAddress: %s, %s, %s %s\n" % (p["name"], p["ssn"], p["street"], p["city"],
                                                                     p["state"], p["postcode"])
            d.plant(place, "us_ssn", p["ssn"])
            d.plant(place, "postal_address", p["street"])
        if number % 15 == 7:
            people = us[number:number + 4]
            attachments = (("offer letters.docx", docx_bytes(
                ["Dear %s," % people[0]["name"], "we are pleased to offer you an annual salary of $%s." %
                 format(people[0]["salary"], ",")], [["Name", "SSN"]] + [[p["name"], p["ssn"]] for p in people])),)
            for p in people:
                d.plant(place + "!/offer letters.docx", "us_ssn", p["ssn"])
        if number % 20 == 11:
            iban = m.unique(m.iban_fr)
            body += "\nMerci de virer la prime sur le compte IBAN %s avant vendredi.\n" % " ".join(
                iban[i:i + 4] for i in range(0, len(iban), 4))
            d.plant(place, "iban", iban)
        box.append("From %s Mon Nov %2d 08:00:00 2014\n%s\n" % (sender["email"], 3 + number % 20, mail(
            sender, to, "Prime de fin d'année" if number % 4 == 0 else "numbers", body, number, attachments)))
    d.write("mail/executives.mbox", "\n".join(box))

    # Passwords: a list named so, a config, a key; a Word document that says it is a log.
    words = ["Sunset", "Dragon", "Tinsel", "Harbor", "Comet"]
    lines = []
    for p in us[:30]:
        p["password"] = r.choice(words) + str(r.randint(100, 999)) + r.choice("!#%")
        lines.append("%s:%s" % (p["email"], p["password"]))
        d.plant("it/Passwords/logins.txt", "password", p["password"])
    d.write("it/Passwords/logins.txt", "\n".join(lines) + "\n")
    d.write("it/web.config.bak", "<configuration>\n <connectionStrings>\n  <add connectionString=\"Server=db1;User Id=svc_web;"
            "Password=Tr0ub4dor&amp;3x;\"/>\n </connectionStrings>\n</configuration>\n")
    pem = base64.b64encode(hashlib.sha512(b"constat sample, no key").digest() * 12).decode()
    d.write("it/id_rsa.txt", "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(
        pem[i:i + 64] for i in range(0, len(pem), 64)) + "\n-----END RSA PRIVATE KEY-----\n")
    d.plant("it/id_rsa.txt", "private_key", None)
    p = us[40]
    d.write("legal/notes.log", docx_bytes(["Interview of %s" % p["name"], "Social security number: %s" % p["ssn"]]))
    d.plant("legal/notes.log", "us_ssn", p["ssn"])

    # Text in other charsets.
    p = fr[5]
    d.write("legal/courrier.txt", ("Madame, Monsieur,\r\nle salarié %s, né le %02d/%02d/%04d, numéro de sécurité sociale %s,"
                                   "\r\ndemeure %s, %s %s.\r\n" % (p["name"], p["born"][2], p["born"][1], p["born"][0], p["nir"],
                                                                  p["street"], p["postcode"], p["city"])).encode("cp1252"))
    d.plant("legal/courrier.txt", "fr_nir", p["nir"])
    p = us[41]
    d.write("legal/statement.txt", b"\xff\xfe" + ("Statement of %s\r\nSSN %s\r\nPhone: %s\r\n" % (
        p["name"], p["ssn"], p["phone"])).encode("utf-16-le"))
    d.plant("legal/statement.txt", "us_ssn", p["ssn"])

    # One value in each of the other formats.
    def form(p):
        return ["Employee: %s" % p["name"], "Social Security Number: %s" % p["ssn"], "E-mail: %s" % p["email"]]
    singles = us[42:52]
    d.write("scans/form.pdf", pdf_bytes([["Personnel file"] + form(singles[0]), ["page two"] + form(singles[1])]))
    d.write("docs/contract.rtf", rtf_bytes(["Contract"] + form(singles[2])))
    d.write("docs/minutes.odt", odt_bytes(["Minutes of the meeting"] + form(singles[3])))
    d.write("docs/intranet.html", "<html><head><title>Directory</title></head><body><h1>People</h1><table><tr><th>Name</th>"
            "<th>SSN</th><th>E-mail</th></tr><tr><td>%s</td><td>%s</td><td>%s</td></tr></table></body></html>" % (
                escape(singles[4]["name"]), singles[4]["ssn"], singles[4]["email"]))
    d.write("apps/users.json", json.dumps([{"name": p["name"], "ssn": p["ssn"], "email": p["email"]}
                                           for p in singles[5:8]], indent=1))
    d.write("apps/events.jsonl", "\n".join(json.dumps({"time": 1416700800000 + n, "user": p["email"], "ssn": p["ssn"]})
                                           for n, p in enumerate(singles[8:10])))
    for place, p in (("scans/form.pdf", singles[0]), ("scans/form.pdf", singles[1]), ("docs/contract.rtf", singles[2]),
                     ("docs/minutes.odt", singles[3]), ("docs/intranet.html", singles[4])):
        d.plant(place, "us_ssn", p["ssn"])
        d.plant(place, "email_address", p["email"])
    for p in singles[5:8]:
        d.plant("apps/users.json", "us_ssn", p["ssn"])
    for p in singles[8:10]:
        d.plant("apps/events.jsonl", "us_ssn", p["ssn"])
        d.plant("apps/events.jsonl", "email_address", p["email"])
    path = os.path.join(folder, ".crew.db")
    if os.path.exists(path):
        os.remove(path)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE crew(id INTEGER PRIMARY KEY, name TEXT, ssn TEXT, hired TEXT)")
    for p in us[52:72]:
        database.execute("INSERT INTO crew VALUES(?,?,?,?)", (p["id"], p["name"], p["ssn"], "2012-05-14"))
        d.plant("apps/crew.dat!/crew", "us_ssn", p["ssn"])
    database.commit()
    database.close()
    with open(path, "rb") as made:
        d.write("apps/crew.dat", made.read())
    os.remove(path)
    cards = []
    for p in us[72:76]:
        cards.append("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:%s\r\nEMAIL;TYPE=WORK:%s\r\nTEL:%s\r\nEND:VCARD\r\n" % (
            p["name"], p["email"], p["phone"]))
        d.plant("apps/contacts.vcf", "email_address", p["email"])
    d.write("apps/contacts.vcf", "".join(cards))

    # The same bytes twice; what cannot be read.
    with open(os.path.join(d.root, "hr/staff.xlsx"), "rb") as original:
        d.write("backup/copy of staff.xlsx", original.read())
    secret = "Name,SSN\n" + "\n".join("%s,%s" % (p["name"], p["ssn"]) for p in us[80:90])
    d.write("hr/locked.zip", zip_encrypted("locked.csv", secret.encode(), b"tinsel"))
    d.cannot("hr/locked.zip!/locked.csv", "encrypted")
    whole = zip_bytes([("a.txt", "kept " * 2000), ("b.txt", "lost " * 2000)], zipfile.ZIP_STORED)
    d.write("backup/broken.zip", whole[:len(whole) * 2 // 3])
    d.write("media/clip.mp4", b"\x00\x00\x00\x18ftypmp42" + hashlib.sha512(b"noise").digest() * 64)
    d.cannot("media/clip.mp4", "unsupported")

    # Decoys: numbers that look like ids and are none. Nothing here may be found with confidence.
    lines = ["order_id,tracking,sku,invoice_no,quantity,unit_price"]
    for _ in range(400):
        lines.append("%09d,%s,%s-%s,%d,%d,%.6f" % (r.randint(100000000, 899999999), "1Z%016d" % r.randint(0, 10**16 - 1),
                                                  r.choice("ABC"), r.randint(1000, 9999), r.randint(10**7, 10**8),
                                                  r.randint(1, 40), r.random() * 100))
    d.write("decoys/orders.csv", "\n".join(lines))
    lines = ["country,year,population,gdp_usd"]
    for year in range(1960, 2014):
        lines.append("Arcadia,%d,%d,%d.%05d" % (year, r.randint(10**8, 9 * 10**8), r.randint(10**9, 10**11), r.randint(0, 99999)))
    d.write("decoys/indicators.csv", "\n".join(lines))
    d.write("decoys/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"" + " ".join(
        "M%.9f %.9f" % (r.random() * 500, r.random() * 500) for _ in range(300)) + "\"/></svg>")
    lines = []
    for n in range(600):
        lines.append("2014-11-%02dT%02d:%02d:%02d.%03dZ INFO req=%s build 10.0.%d.%d took %d ns ts=%d" % (
            1 + n % 28, n % 24, n % 60, n % 60, n % 1000, hashlib.md5(str(n).encode()).hexdigest(), n % 9, n % 7,
            r.randint(10**8, 10**9), 1416700800000 + r.randint(0, 10**9)))
    d.write("decoys/server.log", "\n".join(lines))
    d.write("decoys/uuids.txt", "\n".join("%s-%s-4%s-8%s-%s" % (h[:8], h[8:12], h[13:16], h[17:20], h[20:32]) for h in (
        hashlib.md5(("u%d" % n).encode()).hexdigest() for n in range(300))))
    d.write("decoys/blob.b64", base64.encodebytes(b"".join(hashlib.sha512(bytes([n % 256, n // 256])).digest()
                                                          for n in range(400))))

    with open(os.path.join(folder, "truth.jsonl"), "w", encoding="utf-8") as out:
        for line in d.truth + d.statuses:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    with open(os.path.join(folder, "persons.jsonl"), "w", encoding="utf-8") as out:
        for p in m.persons:
            out.write(json.dumps(p, ensure_ascii=False) + "\n")
    return len(d.truth)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--persons", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2014)
    arguments = parser.parse_args()
    if arguments.persons < 150:
        parser.error("--persons: at least 150")
    count = build(arguments.folder, arguments.persons, arguments.seed)
    print("%s: %d planted values" % (os.path.join(arguments.folder, "studio-leak"), count), file=sys.stderr)


if __name__ == "__main__":
    main()
