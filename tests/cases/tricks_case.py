#!/usr/bin/env python3
"""Names and values that would be commands elsewhere: paths that leave the folder, escapes of terminals, marks that turn
the writing round, markup, formulas, bytes that are no text. In everything that constat writes they are data, and nothing
is written where they point."""
import csv
import email.message
import html.parser
import io
import itertools
import json
import os
import pty
import re
import subprocess
import sys
import tarfile
import xml.dom.minidom
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

FOLDER = support.Folder()
OUTSIDE = "/tmp/constat-tricks-%d" % os.getpid()
LONG = "long-" * 819 + "x"  # 4,096 bytes.
MARKUP = "<script>alert(1)</script>"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+cmd", "-2+3+cmd|calc", "@SUM(1+1)*cmd", "\t=1+1")
NAMES = (*FORMULAS, MARKUP, '"><img src=x onerror=alert(2)>', "new\nline", "return\rhere", "\x1b]0;owned\x07",
         "\x1b[2J\x1b[31mred", "back\b\b\bspace", "\u202egpj.exe", "\u2066left\u2069", "\u200bno width\ufeff", "C:\\Windows\\x",
         "\x9b31mc1", "\x7fdel", "%s%n%x", "$(touch x)`touch y`;touch z", "--reveal", "semi;colon,comma\"quote'")
MEMBERS = ("../../../../../../../.." + OUTSIDE + "-zip", OUTSIDE + "-absolute", "..\\..\\windows", "C:\\windows\\x", "C:/windows/y",
           "//server/share/z", "a/../../b", "./c", "..", ".", "", LONG, *NAMES)
# What no output may hold: control characters but the line's end, those of the upper half, marks that turn the writing.
HARMFUL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffe]")
ROW = "%s,%s,512-48-%04d,eve%d@tricks.example,%d Elm Street,Springfield,IL,62704\n"


def table(start):
    """Persons whose names, logins and towns are commands."""
    rows = "Name,Username,SSN,Email,Street,City,State,Zip\n"
    for number, trick in enumerate((*FORMULAS, MARKUP, "\x1b]0;owned\x07Eve Smith", "\u202eEve Smith", "Eve\x9b31m Smith", "Eve Smith")):
        quoted = '"%s"' % trick.replace('"', '""')
        rows += ROW % (quoted, quoted, 6100 + start + number, start + number, number + 1)
    return rows


COUNTER = itertools.count(1000)


def content():
    """No two alike: copies are read once."""
    return "SSN: 512-48-%04d\n" % next(COUNTER)


def make_evidence():
    base = os.fsencode(FOLDER.join("tricks"))
    os.makedirs(base)
    for name in NAMES:
        with open(os.path.join(base, os.fsencode(name.replace("/", "\u2215"))[:250] + b".txt"), "w", encoding="ascii") as file:
            file.write(content())
    for name in (b"\xff\xfe\x80", b"cut \xe2\x82", b"n" * 255):
        with open(os.path.join(base, name), "wb") as file:
            file.write(content().encode())
    os.symlink("../../../../../../etc/passwd", os.path.join(base, b"link"))
    os.makedirs(os.path.join(base, os.fsencode("folder \x1b[31m" + MARKUP.replace("/", ""))))
    with open(os.path.join(base, b"persons.csv"), "w", encoding="utf-8") as file:
        file.write(table(0))
    with zipfile.ZipFile(FOLDER.join("tricks", "members.zip"), "w") as archive:
        for name in MEMBERS:
            information = zipfile.ZipInfo("x", (2014, 1, 2, 3, 4, 6))
            information.filename = name  # Not as ZipInfo would have it.
            archive.writestr(information, content())
        archive.writestr(zipfile.ZipInfo("nul%here", (2014, 1, 2, 3, 4, 6)), content())
    with open(FOLDER.join("tricks", "members.zip"), "r+b") as archive:
        data = archive.read().replace(b"nul%here", b"nul\0here").replace(b"..\\..\\windows", b"..\\..\\wind\xff\xfes")
        archive.seek(0)
        archive.write(data)
    with tarfile.open(FOLDER.join("tricks", "members.tar"), "w", format=tarfile.PAX_FORMAT) as archive:
        for name in MEMBERS:
            information = tarfile.TarInfo(name)
            information.size = 17
            archive.addfile(information, io.BytesIO(content().encode()))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            information = tarfile.TarInfo("special-%s" % kind.decode())
            information.type, information.linkname = kind, "../../../.." + OUTSIDE
            archive.addfile(information)
    mail = email.message.EmailMessage()
    mail["From"] = "Eve =?utf-8?q?=1b=5d0=3bowned=07?= <eve@tricks.example>"
    mail["Subject"] = "=?utf-8?q?=E2=80=AE=1b=5b2J?= " + MARKUP
    mail.set_content("See there: 512-48-6193\n")
    for name in ("../../../.." + OUTSIDE + "-mail", "\u202egpj.exe", MARKUP, *FORMULAS[:4]):
        mail.add_attachment(content().encode(), maintype="text", subtype="plain", filename=name)
    with open(os.path.join(base, b"mail.eml"), "wb") as file:
        file.write(bytes(mail))
    with zipfile.ZipFile(FOLDER.join("tricks", "book.xlsx"), "w") as book:
        sheets = ("=1+1", "../../x", "&lt;script&gt;alert(1)&lt;/script&gt;", "\u202eteehs")
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook><sheets>%s</sheets></workbook>" % "".join(
            "<sheet name='%s' r:id='%d'/>" % (name, number + 1) for number, name in enumerate(sheets)))
        for number in range(len(sheets)):
            cells = "".join("<c t='inlineStr'><is><t>%s</t></is></c>" % text for text in ("SSN", "@SUM(1)", "&lt;b&gt;"))
            book.writestr("xl/worksheets/sheet%d.xml" % (number + 1),
                          "<worksheet><sheetData><row>%s</row></sheetData></worksheet>" % cells)


def everything_outside_the_evidence():
    found = set()
    for path, folders, files in os.walk(FOLDER.path):
        if path == FOLDER.path:
            folders[:] = [name for name in folders if name != "tricks"]
        found.update(os.path.relpath(os.path.join(path, name), FOLDER.path) for name in folders + files)
    return found


make_evidence()
BEFORE = everything_outside_the_evidence()
KEYS = re.compile(r"data(/constat(/keys(/[0-9a-f]+\.key|/signing\.key)?)?)?")
SCAN = FOLDER.run("scan", "tricks", "--case", "tricks.constat", "--progress", "json", statuses=(3,))


def outputs():
    """Everything that constat says of the case: (what, kind, text)."""
    yield "scan", "text", SCAN.stdout
    yield "progress", "text", SCAN.stderr
    for reveal in ([], ["--reveal"]):
        for command in (["items"], ["findings", "--min-confidence", "0"], ["persons"], ["persons", "--why", "1"],
                        ["persons", "--review"]):
            for form in ("table", "jsonl", "csv"):
                if len(command) == 2 and command[0] == "persons" and form != "jsonl" or "--why" in command:
                    if form != "jsonl":
                        continue
                    words = [command[0], "tricks.constat", *command[1:], *reveal]
                else:
                    words = [command[0], "tricks.constat", *command[1:], "--format", form, *reveal]
                done = FOLDER.run(*words, statuses=(0, 1, 2, 3))
                kind = form if "--why" not in command and done.returncode in (0, 3) else "text"
                yield " ".join(words), kind, done.stdout
                yield " ".join(words) + ", messages", "text", done.stderr
        for kind, words in (("csv", ["--notification-list", "--out", "n.csv"]), ("xlsx", ["--notification-list", "--out", "n.xlsx"]),
                            ("csv", ["--letters", "--out", "l.csv"]), ("xlsx", ["--letters", "--out", "l.xlsx"]),
                            ("html", ["--letters", "--out", "l.html"]), ("letters", ["--letters", "--out", "l.txt"]),
                            ("json", ["--veris", "--out", "v.json"]), ("json", ["--stix", "--out", "s.json"]),
                            ("json", ["--case-uco", "--out", "c.json"]),
                            ("text", ["--form", "--jurisdiction", "FR-CNIL", "--out", "f.txt"])):
            done = FOLDER.run("export", "tricks.constat", *words, *reveal, statuses=(0, 1, 2, 3))
            yield "export %s, messages" % words[0], "text", done.stderr
            if done.returncode in (0, 3):
                with open(FOLDER.join(words[-1]), "rb") as file:
                    yield " ".join(words + reveal), kind, file.read()
    for language in ("en", "fr"):
        yield "report " + language, "html", FOLDER.run("report", "tricks.constat", "--out", "-", "--lang", language).stdout
        yield "summary " + language, "text", FOLDER.run("summary", "tricks.constat", "--lang", language).stdout
    yield "summary json", "json", FOLDER.run("summary", "tricks.constat", "--format", "json").stdout
    for command in ("duties", "loss"):
        yield command, "text", FOLDER.run(command, "tricks.constat", "--format", "table").stdout
    done = FOLDER.run("verify", "tricks.constat")
    yield "verify", "text", done.stdout + done.stderr
    for name in ("members.zip", "members.tar", "mail.eml", "book.xlsx", "persons.csv"):
        for command in ("extract", "detect"):
            words = [command, os.path.join("tricks", name)]
            if command == "detect" and name in ("members.zip", "members.tar", "book.xlsx"):
                continue  # Takes texts only.
            yield " ".join(words), "jsonl", FOLDER.run(*words).stdout
            yield " ".join(words) + " on a terminal", "text", on_terminal(*words)
    for command in ("items", "findings", "persons"):
        for form in ("table", "jsonl", "csv"):
            yield "%s %s on a terminal" % (command, form), "text", on_terminal(command, "tricks.constat", "--format", form, "--reveal")


def on_terminal(*words):
    """What arrives at a terminal, with the line ends that a terminal makes."""
    ours, its = pty.openpty()
    running = subprocess.Popen([support.PROGRAM, *words], cwd=FOLDER.path, env=FOLDER.environment, stdout=its, stderr=its,
                               stdin=subprocess.DEVNULL)
    os.close(its)
    text = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # EIO: the other end is closed.
            break
        if not piece:
            break
        text += piece
    os.close(ours)
    assert running.wait(timeout=60) in (0, 3), (words, text[-500:])
    return text.replace(b"\r\n", b"\n")


class Markup(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts, self.handlers, self.outside = 0, [], []

    def handle_starttag(self, tag, attributes):
        self.scripts += tag in ("script", "iframe", "object", "embed", "img")
        self.handlers += [name for name, _ in attributes if name.startswith("on")]
        self.outside += [value for name, value in attributes if name in ("href", "src") and value and not value.startswith("#")]


def check(what, kind, text):
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(text)) as book:
            for name in book.namelist():
                sheet = book.read(name).decode("utf-8")
                xml.dom.minidom.parseString(sheet)
                # Only texts: a spreadsheet computes none of them.
                assert "<f>" not in sheet and not re.search(r"<c(?! t=\"inlineStr\")[ >]", sheet), (what, name)
                assert not HARMFUL.search(sheet), (what, HARMFUL.search(sheet))
        return
    text = text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text
    text.encode("utf-8")  # Surrogates stand for bytes that are no text.
    if kind == "letters":
        text = text.replace("\f", "")  # Between two of them, constat's own.
    harmful = HARMFUL.search(text)
    assert not harmful, (what, text[max(0, harmful.start() - 60):harmful.end() + 20])
    if kind == "jsonl" or kind == "json":
        for line in text.splitlines() if kind == "jsonl" else [text]:
            if line.strip():
                json.loads(line)
    if kind == "csv":
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell or cell[0] not in "=+-@\t\r", (what, cell)
    if kind == "html":
        page = Markup()
        page.feed(text)
        assert not page.scripts and not page.handlers and not page.outside, (what, page.scripts, page.handlers, page.outside)


def test_every_output_takes_them_for_data():
    faults = []
    seen = set()
    for what, kind, text in outputs():
        seen.add(kind)
        try:
            check(what, kind, text)
        except (AssertionError, ValueError, UnicodeError) as error:
            faults.append("%s: %s %s" % (what, type(error).__name__, str(error)[:300]))
    assert not faults, "\n".join(faults)
    assert seen == {"text", "table", "jsonl", "csv", "html", "xlsx", "json", "letters"}, seen


def test_nothing_is_written_where_they_point():
    assert not [name for name in os.listdir("/tmp") if name.startswith(os.path.basename(OUTSIDE))]
    new = {name for name in everything_outside_the_evidence() - BEFORE if not KEYS.fullmatch(name)}
    assert new <= {"tricks.constat", "tricks.constat-wal", "tricks.constat-shm", "n.csv", "n.xlsx", "l.csv", "l.xlsx", "l.html",
                   "l.txt", "v.json", "s.json", "c.json", "f.txt"}, new


def test_every_one_of_them_is_listed_and_opens():
    items = FOLDER.lines("items", "tricks.constat", "--format", "jsonl")
    places = [item["place"] for item in items]
    assert len(set(places)) == len(places)
    for container in ("members.zip", "members.tar"):
        inside = [place for place in places if place.startswith("tricks/%s!/" % container)]
        assert len(inside) >= len(MEMBERS) - 3, (container, len(inside), len(MEMBERS))
    assert sum(len(place) > 4096 for place in places) == 2
    of_files = [f for f in FOLDER.lines("findings", "tricks.constat", "--type", "us_ssn", "--format", "jsonl")]
    assert len(of_files) > 2 * len(MEMBERS), len(of_files)
    for finding in of_files:
        shown = FOLDER.run("show", "tricks.constat", finding["place"])
        assert "[" in shown.stdout or "> C" in shown.stdout, (finding, shown)
        check("show", "text", shown.stdout + shown.stderr)


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
