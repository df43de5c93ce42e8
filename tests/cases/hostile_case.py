#!/usr/bin/env python3
"""The whole program under attack and under failure: killed at random, on a full disk, on media that cannot be read, on
evidence that changes while it is read; and what it writes, grepped for every planted value.

CONSTAT_SEED chooses the seed of the random parts (printed), CONSTAT_ROUNDS how many crash rounds are run (default 3;
`make soak` runs as many as wanted)."""
import bz2
import collections
import contextlib
import glob
import io
import json
import os
import pty
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

SEED = int(os.environ.get("CONSTAT_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 31)
ROUNDS = int(os.environ.get("CONSTAT_ROUNDS", "3"))
print("seed %d (CONSTAT_SEED=%d repeats it)" % (SEED, SEED))

FOLDER = support.Folder()
support.generate(FOLDER.path)
with open(FOLDER.join("truth.jsonl"), encoding="utf-8") as lines:
    TRUTH = [json.loads(line) for line in lines]


def add_copies():
    """Containers that lie twice, and one inside another: whose original is which must not hang on who was faster."""
    base = FOLDER.join("studio-leak")
    os.makedirs(os.path.join(base, "copies"))
    members = {"a/one.csv": "name,ssn\nAnn Lee,512-48-6193\n", "b/two.txt": "mail to ann.lee@studio.example now\n"}
    for name in ("z first.zip", "copies/second.zip", "copies/third.zip"):
        with zipfile.ZipFile(os.path.join(base, name), "w") as archive:
            for member, text in members.items():
                archive.writestr(zipfile.ZipInfo(member, (2014, 1, 2, 3, 4, 6)), text)
    with tarfile.open(os.path.join(base, "copies/all.tar"), "w") as archive:
        for name in ("copies/second.zip", "z first.zip"):
            information = archive.gettarinfo(os.path.join(base, name), os.path.basename(name))
            information.mtime = 0
            with open(os.path.join(base, name), "rb") as member:
                archive.addfile(information, member)


add_copies()

# Values that stand in names only, and where.
NAMED = ("219-09-9997", "472-31-8840", "533-40-7713", "601-22-9904", "640-11-3355", "ada.quill@named.example",
         "Olga Petersen", "523-44-0912", "524-61-7719", "512-61-1293", "512-44-1293")


def add_names():
    """Values in the names of a folder, a file, a member, what a link points to, a pipe, a sheet, an attachment; two
    that are shown alike, and one that looks as if it were shown so."""
    base = FOLDER.join("studio-leak/named")
    os.makedirs(os.path.join(base, "Olga Petersen SSN 219-09-9997"))
    for name in ("Olga Petersen SSN 219-09-9997/notes.txt", "Olga Petersen SSN 219-09-9997/more.txt", "Employee #472-31-8840 SSN.txt", "ada.quill@named.example.txt"):
        with open(os.path.join(base, name), "w", encoding="ascii") as file:
            file.write("nothing in %s\n" % name[-8:])
    with zipfile.ZipFile(os.path.join(base, "named.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("SSN 533-40-7713/plain.txt", (2014, 1, 2, 3, 4, 6)), "nothing here\n")
    with zipfile.ZipFile(os.path.join(base, "book.xlsx"), "w") as book:
        for name, text in (
                ("[Content_Types].xml", "<Types/>"),
                ("xl/workbook.xml", "<workbook><sheets><sheet name='SSN 523-44-0912' r:id='1'/></sheets></workbook>"),
                ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t='inlineStr'><is><t>nothing</t></is></c>"
                                             "</row></sheetData></worksheet>")):
            book.writestr(zipfile.ZipInfo(name, (2014, 1, 2, 3, 4, 6)), text)
    with open(os.path.join(base, "mail.eml"), "w", encoding="ascii") as mail:
        mail.write("Date: Thu, 2 Jan 2014 03:04:06 +0000\nSubject: the file\nMIME-Version: 1.0\n"
                   "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSee there.\n--b\n"
                   "Content-Type: text/plain; name=\"SSN 524-61-7719.txt\"\n"
                   "Content-Disposition: attachment; filename=\"SSN 524-61-7719.txt\"\n\nnothing\n--b--\n")
    for name in ("SSN 512-61-1293", "SSN 512-44-1293", "SSN 512-**-**93"):
        os.makedirs(os.path.join(base, "alike", name))
        with open(os.path.join(base, "alike", name, "a.txt"), "w", encoding="ascii") as file:
            file.write("the same in all\n")
    os.symlink("/nowhere/SSN 601-22-9904", os.path.join(base, "link"))
    os.mkfifo(os.path.join(base, "pipe SSN 640-11-3355"))


add_names()


def content(name):
    items = sorted((i["place"], i["status"], i["reason"], i["media_type"], i["size"], i["sha256"], i["parent"],
                    i["duplicate_of"]) for i in FOLDER.lines("items", name, "--format", "jsonl"))
    findings = sorted((f["place"], f["type"], f["value"], f["confidence"]) for f in FOLDER.lines(
        "findings", name, "--reveal", "--min-confidence", "0", "--format", "jsonl"))
    return items, findings


def differences(one, other):
    out = []
    for left, right, what in zip(one, other, ("items", "findings")):
        left, right = collections.Counter(map(repr, left)), collections.Counter(map(repr, right))
        out += ["only in the first %s: %s" % (what, line) for line in list((left - right))[:3]]
        out += ["only in the second %s: %s" % (what, line) for line in list((right - left))[:3]]
    return "\n".join(out)


def scan(name, *more, **how):
    return FOLDER.run("scan", "studio-leak", "--case", name, *more, **how)


started = time.monotonic()
scan("whole.constat")
TOOK = time.monotonic() - started
WHOLE = content("whole.constat")


def children_of(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as children:
            return [int(child) for child in children.read().split()]
    except OSError:
        return []


def workers_of(pid):
    """Those children that have given up their rights. (A program built with LeakSanitizer has a helper beside it when it
    ends, and waits for ever where that is killed.)"""
    workers = []
    for child in children_of(pid):
        try:
            with open("/proc/%d/status" % child, encoding="ascii") as status:
                if "NoNewPrivs:\t1" in status.read():
                    workers.append(child)
        except OSError:
            pass
    return workers


def end_workers(workers):
    for worker in workers:
        try:
            os.kill(worker, signal.SIGKILL)
        except ProcessLookupError:
            pass


def test_killed_at_random_the_case_ends_as_if_undisturbed():
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        name = "crash%d.constat" % number
        blows = []
        for _ in range(chance.randrange(1, 4)):
            whom = chance.choice(("coordinator", "worker", "worker", "all workers, again and again"))
            moment = chance.random() * TOOK
            blows.append("%s after %.2f s" % (whom, moment))
            running = subprocess.Popen([support.PROGRAM, "scan", "studio-leak", "--case", name, "--workers",
                                        str(chance.choice((1, 2, 3)))], cwd=FOLDER.path, env=FOLDER.environment,
                                       stderr=subprocess.DEVNULL)
            try:
                running.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                if whom == "coordinator":
                    running.send_signal(signal.SIGKILL)
                elif whom != "worker":
                    for _ in range(6):
                        end_workers(workers_of(running.pid))
                        try:
                            running.wait(timeout=0.05)
                            break
                        except subprocess.TimeoutExpired:
                            pass
                else:
                    end_workers(workers_of(running.pid)[:1])
                    if chance.random() < 0.5:
                        time.sleep(chance.random() * TOOK / 4)
                        running.send_signal(signal.SIGKILL)
                running.wait(timeout=300)
        scan(name)
        after = content(name)
        assert after == WHOLE, "round %d, seed %d, %s:\n%s" % (number, SEED, blows, differences(WHOLE, after))
        FOLDER.run("verify", name, "--no-evidence", statuses=(0,))
        for left in glob.glob(FOLDER.join(name + "*")):
            os.unlink(left)


def report_of(name):
    FOLDER.environment["SOURCE_DATE_EPOCH"] = "1700000000"
    FOLDER.run("report", name, "--out", "r.html")
    with open(FOLDER.join("r.html"), encoding="utf-8") as page:
        # The dates of the run and the name of the case are not the content's.
        return re.sub(r"\d{4}-\d\d-\d\d(T| )\d\d:\d\d(:\d\d)?( UTC|Z)?|\d+\s\w+\s\d{4},\s\d\d:\d\d\sUTC", "DATE",
                      page.read()).replace(name, "CASE")


def test_the_same_evidence_gives_the_same_case_for_any_number_of_workers():
    page = report_of("whole.constat")
    for workers in ("1", "2", "5"):
        name = "workers%s.constat" % workers
        scan(name, "--workers", workers)
        after = content(name)
        assert after == WHOLE, "%s workers:\n%s" % (workers, differences(WHOLE, after))
        other = report_of(name)
        if other != page:
            at = next(i for i, (a, b) in enumerate(zip(page, other)) if a != b)
            raise AssertionError("%s workers: reports differ: %r, %r" % (workers, page[at - 80:at + 80],
                                                                         other[at - 80:at + 80]))


def test_reports_differ_by_their_dates_only():
    """Two scans in folders of their own, by one worker and by five, into cases of one name: the same bytes but for dates."""
    pages = []
    for workers in ("1", "5"):
        base = FOLDER.join("same" + workers)
        shutil.copytree(FOLDER.join("studio-leak"), os.path.join(base, "studio-leak"), symlinks=True,
                        ignore=lambda path, names: [name for name in names if name.startswith("pipe")])
        for words in (["scan", "studio-leak", "--case", "same.constat", "--workers", workers],
                      ["report", "same.constat", "--out", "same.html"]):
            subprocess.run([os.path.abspath(support.PROGRAM), *words], cwd=base, env=FOLDER.environment, check=words[0] != "scan",
                           stderr=subprocess.DEVNULL)
        with open(os.path.join(base, "same.html"), "rb") as page:
            text = page.read().replace(base.encode(), b"BASE")
        pages.append(re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z|\d+\xc2\xa0[A-Z][a-z]+\xc2\xa0\d{4}, \d\d:\d\d", b"DATE", text))
    assert pages[0] == pages[1], [line for line in zip(*(page.split(b"\n") for page in pages)) if line[0] != line[1]][:3]


def test_a_full_disk_is_told_and_the_next_scan_goes_on():
    """RLIMIT_FSIZE stands for a full disk: every write beyond it fails."""
    def small_disk(size):
        def set_limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        return set_limit
    for size in (60_000, 150_000, 300_000):
        name = "full%d.constat" % size
        done = subprocess.run([support.PROGRAM, "scan", "studio-leak", "--case", name], cwd=FOLDER.path,
                              env=FOLDER.environment, capture_output=True, preexec_fn=small_disk(size), timeout=120,
                              encoding="utf-8", errors="replace", check=False)
        if done.returncode in (0, 3):
            continue  # It did fit.
        assert done.returncode == 1, (done.returncode, done.stderr[-500:])
        assert "constat:" in done.stderr, done.stderr[-500:]
        scan(name)
        after = content(name)
        assert after == WHOLE, "full at %d:\n%s" % (size, differences(WHOLE, after))


def test_a_disk_that_is_really_full_is_told_and_the_next_scan_goes_on():
    """A file system of so many bytes, in a mount namespace of its own: only where these tests may make one."""
    script = """
set -u
mount -t tmpfs -o size=%dk,mode=700 none small || exit 77
for name in studio-leak data; do ln -s "$PWD/$name" small/; done
cd small
"$0" scan studio-leak --case full.constat --progress none 2>told
echo "$?" >first
cd ..
mount -o remount,size=64m small
cd small
"$0" scan studio-leak --case full.constat --progress none 2>>told
echo "$?" >second
cp -p full.constat told first second ..
"""
    os.makedirs(FOLDER.join("small"), exist_ok=True)
    for size in (100, 200, 400):
        done = subprocess.run(["unshare", "--mount", "bash", "-c", script % size, os.path.abspath(support.PROGRAM)],
                              cwd=FOLDER.path, env=dict(FOLDER.environment, TMPDIR=FOLDER.path), capture_output=True, encoding="utf-8",
                              timeout=300, check=False)
        if done.returncode in (1, 77) and not os.path.exists(FOLDER.join("second")):
            print("     (no right to mount: passed over)")
            return
        with open(FOLDER.join("told"), encoding="utf-8") as file:
            told = file.read()
        with open(FOLDER.join("first"), encoding="ascii") as first, open(FOLDER.join("second"), encoding="ascii") as second:
            statuses = first.read().strip(), second.read().strip()
        assert statuses[1] in ("0", "3"), (size, statuses, told[-600:])
        if statuses[0] == "1":
            assert "constat:" in told and ("full" in told or "space" in told), told[-600:]
        after = content("full.constat")
        assert after == WHOLE, "full at %d kB, %s:\n%s" % (size, statuses, differences(WHOLE, after))
        for name in ("full.constat", "told", "first", "second"):
            os.remove(FOLDER.join(name))


SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
static ssize_t through(const char* name, int fd, void* to, size_t size, off_t at) {
  struct stat status;
  if (fstat(fd, &status) == 0 && status.st_size == 300007 && at + (off_t)size > 131072) {
    errno = EIO;
    return -1;
  }
  return ((ssize_t(*)(int, void*, size_t, off_t))dlsym(RTLD_NEXT, name))(fd, to, size, at);
}
ssize_t pread(int fd, void* to, size_t size, off_t at) { return through("pread", fd, to, size, at); }
ssize_t pread64(int fd, void* to, size_t size, off_t at) { return through("pread64", fd, to, size, at); }
"""


def test_a_medium_that_cannot_be_read_costs_its_file_only():
    """A layer between the program and the kernel answers EIO for one file's later bytes."""
    with open(FOLDER.join("shim.c"), "w", encoding="ascii") as source:
        source.write(SHIM)
    if subprocess.run(["cc", "-shared", "-fPIC", "-o", FOLDER.join("shim.so"), FOLDER.join("shim.c"), "-ldl"],
                      check=False).returncode != 0:
        print("     (no C compiler: passed over)")
        return
    os.makedirs(FOLDER.join("medium"), exist_ok=True)
    text = "line of text with 512-48-6193 as SSN\n" * 9000
    with open(FOLDER.join("medium/bad.txt"), "w", encoding="ascii") as bad:
        bad.write(text[:300007])
    with open(FOLDER.join("medium/good.txt"), "w", encoding="ascii") as good:
        good.write("SSN: 512-48-6193\n")
    kept = dict(FOLDER.environment)
    sanitized = b"__asan_init" in open(support.PROGRAM, "rb").read()
    if sanitized:
        return  # Its runtime must be the first library.
    FOLDER.environment["LD_PRELOAD"] = FOLDER.join("shim.so")
    FOLDER.run("scan", "medium", "--case", "medium.constat", statuses=(3,))
    FOLDER.environment = kept
    status = {i["place"]: i for i in FOLDER.lines("items", "medium.constat", "--format", "jsonl")}
    assert status["medium/good.txt"]["status"] == "read"
    assert status["medium/bad.txt"]["status"] in ("partly-read", "corrupt"), status
    assert status["medium/bad.txt"]["reason"], status
    # The medium is well again: what failed is tried again.
    FOLDER.run("scan", "medium", "--case", "medium.constat", statuses=(0,))
    status = {i["place"]: i for i in FOLDER.lines("items", "medium.constat", "--format", "jsonl")}
    assert status["medium/bad.txt"]["status"] == "read", status


def test_verify_sees_what_was_changed_in_a_case():
    scan("whole.constat")
    FOLDER.run("verify", "whole.constat", "--no-evidence", statuses=(0,))
    for edit in ("DELETE FROM finding_block; DELETE FROM item_type", "UPDATE person SET country='FR'",
                 "UPDATE item SET status='read', reason=NULL", "UPDATE type SET mask=4",
                 "DELETE FROM audit; DELETE FROM meta WHERE key LIKE 'audit%' OR key LIKE '%seal'",
                 "DELETE FROM meta WHERE key='content_seal'"):
        shutil.copy(FOLDER.join("whole.constat"), FOLDER.join("edited.constat"))
        with contextlib.closing(sqlite3.connect(FOLDER.join("edited.constat"))) as case, case:
            case.executescript(edit)
        done = FOLDER.run("verify", "edited.constat", "--no-evidence", statuses=(1,))
        assert "CHANGED" in done.stdout or "BROKEN" in done.stdout or "TAKEN" in done.stdout, (edit, done.stdout)
        if "mask" in edit:
            values = {f["value"] for f in FOLDER.lines("findings", "edited.constat", "--format", "jsonl")}
            assert values == {"********"}, list(values)[:5]
    FOLDER.run("duties", "whole.constat", "--known-on", "2026-01-02T03:04Z")
    FOLDER.run("verify", "whole.constat", "--no-evidence", statuses=(0,))


def test_a_text_that_many_cells_tell_is_bounded():
    rows = "".join("<row>" + "<c t='s'><v>0</v></c>" * 20 + "</row>" for _ in range(400))
    os.makedirs(FOLDER.join("bomb"), exist_ok=True)
    with zipfile.ZipFile(FOLDER.join("bomb/sb.xlsx"), "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (
                ("[Content_Types].xml", "<Types/>"),
                ("xl/workbook.xml", "<workbook><sheets><sheet name='S' r:id='1'/></sheets></workbook>"),
                ("xl/sharedStrings.xml", "<sst><si><t>" + "word " * 200000 + "</t></si></sst>"),
                ("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>")):
            book.writestr(name, text)
    # Of what takes too long it is the sheet that is given up.
    for words, place, status in (
            ((), "bomb/sb.xlsx", "too-big"), (("--member-size", "10"), "bomb/sb.xlsx", "too-big"),
            (("--expanded-size", "10"), "bomb/sb.xlsx", "too-big"),
            (("--item-time", "0.1", "--expansion", "1000000000"), "bomb/sb.xlsx!/S", "timed-out")):
        FOLDER.run("scan", "bomb", "--case", "bomb.constat", *words, statuses=(3,))
        items = {i["place"]: i["status"] for i in FOLDER.lines("items", "bomb.constat", "--format", "jsonl")}
        assert items[place] == status, (words, items)
        os.remove(FOLDER.join("bomb.constat"))


def test_each_bound_stops_where_it_stands_and_the_report_names_it():
    os.makedirs(FOLDER.join("bounds"), exist_ok=True)
    line = b"a line of text without anything in it\n"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", "SSN: 512-48-6193\n")
    with zipfile.ZipFile(FOLDER.join("bounds/many.zip"), "w") as archive:
        for number in range(20):
            archive.writestr("%d.txt" % number, "text %d\n" % number)
        archive.writestr("inner.zip", inner.getvalue())
    with zipfile.ZipFile(FOLDER.join("bounds/large.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large.txt", line * 1_300_000)  # 49 MB: more than stays in memory.
    with open(FOLDER.join("bounds/page.html"), "wb") as page:
        page.write(b"<p>" + line * 1000)
    for words, place, setting in (
            (("--depth", "1"), "many.zip!/inner.zip!/deep.txt", "(--depth 1)"),
            (("--members", "5"), "many.zip", "(--members 5)"),
            (("--member-size", "10"), "large.zip!/large.txt", "(--member-size 10)"),
            (("--spill-size", "1"), "large.zip!/large.txt", "(--spill-size 1)"),
            (("--document-size", "0.01"), "page.html", "(--document-size 0.01)"),
            (("--evidence-time", "0.001"), "large.zip", "(--evidence-time)")):
        FOLDER.run("scan", "bounds", "--case", "bounds.constat", *words, statuses=(3,), program=support.RELEASE)
        items = {i["place"]: i for i in FOLDER.lines("items", "bounds.constat", "--format", "jsonl")}
        status = "timed-out" if words[0] == "--evidence-time" else "too-big"
        assert items["bounds/" + place]["status"] == status and items["bounds/" + place]["reason"], (words, items["bounds/" + place])
        page = FOLDER.run("report", "bounds.constat", "--out", "-").stdout
        assert setting in page and "No bound on size" not in page, (words, re.findall("Limits reached.*", page))
        # Wider again, it is read.
        FOLDER.run("scan", "bounds", "--case", "bounds.constat", statuses=(0,), program=support.RELEASE)
        assert "No bound on size" in FOLDER.run("report", "bounds.constat", "--out", "-").stdout
        os.remove(FOLDER.join("bounds.constat"))


def test_a_sheet_of_1_to_150_is_read_and_a_bomb_stops():
    """Both beyond what is free (268 MB): the ratio decides. The bomb costs no more than what it is stopped at."""
    os.makedirs(FOLDER.join("large"), exist_ok=True)
    filler = "<row>" + "<c s='1'/>" * 1500 + "</row>"
    said = "<row><c t='inlineStr'><is><t>%s</t></is></c></row>"
    with zipfile.ZipFile(FOLDER.join("large/sheet.xlsx"), "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='S' r:id='1'/></sheets></workbook>")
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(("<worksheet><sheetData>" + said % "SSN" + said % "512-48-6193").encode())
            for _ in range(275_000_000 // len(filler)):
                sheet.write(filler.encode())
            sheet.write((said % "536-22-1974" + "</sheetData></worksheet>").encode())
    with zipfile.ZipFile(FOLDER.join("large/sheet.xlsx")) as book:
        packed = book.getinfo("xl/worksheets/sheet1.xml")
        assert packed.file_size > 268_500_000 and packed.file_size / packed.compress_size >= 150, packed
    packer = bz2.BZ2Compressor()
    with open(FOLDER.join("large/bomb.txt.bz2"), "wb") as bomb:
        for _ in range(400):
            bomb.write(packer.compress(bytes(1_000_000)))
        bomb.write(packer.flush())
    for name, status, values in (("sheet.xlsx", "read", {"512-48-6193", "536-22-1974"}), ("bomb.txt.bz2", "too-big", set())):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        FOLDER.run("scan", "large/" + name, "--case", "large.constat", "--workers", "1", statuses=(0, 3),
                   program=support.RELEASE)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        statuses = {i["place"]: i["status"] for i in FOLDER.lines("items", "large.constat", "--format", "jsonl")}
        assert status in statuses.values(), (name, statuses)
        found = {f["value"] for f in FOLDER.lines("findings", "large.constat", "--reveal", "--format", "jsonl")}
        assert values <= found, (name, found)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert seconds < 120, (name, seconds)  # Sanitizers take ten times as long.
        os.remove(FOLDER.join("large.constat"))
    os.remove(FOLDER.join("large/sheet.xlsx"))


def test_evidence_that_changes_while_it_is_read_does_no_harm():
    chance = random.Random(SEED + 1)
    os.makedirs(FOLDER.join("moving"))
    names = [FOLDER.join("moving", "%03d.txt" % number) for number in range(120)]
    for name in names:
        with open(name, "w", encoding="ascii") as file:
            file.write("SSN: 512-48-6193\n" * chance.randrange(1, 4000))
    stop = threading.Event()

    def disturb():
        while not stop.is_set():
            name = chance.choice(names)
            try:
                what = chance.randrange(4)
                if what == 0:
                    os.truncate(name, chance.randrange(0, 5000))
                elif what == 1:
                    with open(name, "a", encoding="ascii") as file:
                        file.write("more and more\n" * 500)
                elif what == 2:
                    os.unlink(name)
                else:
                    with open(name, "w", encoding="ascii") as file:
                        file.write("new 219-09-9999\n" * 50)
            except OSError:
                pass

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        for _ in range(3):
            FOLDER.run("scan", "moving", "--case", "moving.constat")
    finally:
        stop.set()
        disturber.join()
    FOLDER.run("scan", "moving", "--case", "moving.constat")
    FOLDER.run("verify", "moving.constat", "--no-evidence", statuses=(0,))
    for item in FOLDER.lines("items", "moving.constat", "--format", "jsonl"):
        assert item["status"] == "read" or item["reason"], item
    # What is there now is in the case as if nothing had ever moved; what is gone keeps what was found, and says so.
    FOLDER.run("scan", "moving", "--case", "still.constat")
    there = {"moving/" + name for name in os.listdir(FOLDER.join("moving"))}
    undisturbed = content("still.constat")
    moved = [[row for row in rows if row[0].split("#")[0] in there] for rows in content("moving.constat")]
    # Of copies, the one that was read first is the original: that is not the same when files came one after another.
    of_undisturbed, of_moved = [[row[:-1] for row in rows[0]] for rows in (undisturbed, moved)]
    assert of_moved == of_undisturbed, differences((of_undisturbed, []), (of_moved, []))
    values = [collections.Counter((value, kind) for _, kind, value, _ in rows[1]) for rows in (undisturbed, moved)]
    assert values[0].keys() == values[1].keys(), values
    for item in FOLDER.lines("items", "moving.constat", "--format", "jsonl"):
        if item["place"] not in there:
            table = FOLDER.run("show", "moving.constat", item["place"], statuses=(0, 1, 2, 3))
            assert "not found in the evidence" in table.stdout + table.stderr, (item, table)


def named_in_case(name):
    """Values of names that lie in what a case is made of."""
    found = set()
    for path in glob.glob(FOLDER.join(name + "*")):
        try:
            with open(path, "rb") as file:
                found.update((os.path.basename(path), value) for value in in_names(file.read()))
        except FileNotFoundError:
            pass
    return found


def in_names(text):
    return set(re.findall(b"|".join(re.escape(value.encode()) for value in NAMED), text))


def test_no_name_lies_open_in_a_case_that_was_cut_short():
    for part in (0.2, 0.4, 0.6, 0.8):
        running = subprocess.Popen([support.PROGRAM, "scan", "studio-leak", "--case", "cut.constat", "--workers", "2"],
                                   cwd=FOLDER.path, env=FOLDER.environment, stderr=subprocess.DEVNULL)
        try:
            running.wait(timeout=part * TOOK)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait(timeout=300)
        assert not named_in_case("cut.constat"), (part, named_in_case("cut.constat"))
    scan("cut.constat")
    after = content("cut.constat")
    assert after == WHOLE, differences(WHOLE, after)
    assert not named_in_case("cut.constat"), named_in_case("cut.constat")


def test_without_its_key_a_case_tells_aliases():
    FOLDER.run("scan", "studio-leak/named", "--case", "keyless.constat")
    whole = FOLDER.lines("items", "keyless.constat", "--format", "jsonl")
    kept = dict(FOLDER.environment)
    try:
        FOLDER.environment["XDG_DATA_HOME"] = FOLDER.join("nowhere")
        assert FOLDER.lines("items", "keyless.constat", "--format", "jsonl") == whole
        for words in (["summary"], ["items"], ["findings"], ["persons"], ["report", "--out", "-"], ["verify"]):
            done = FOLDER.run(words[0], "keyless.constat", *words[1:])
            assert not in_names((done.stdout + done.stderr).encode()), (words, done)
        alias = "named/alike/SSN 512-**-**93~2/a.txt"
        assert alias in [item["place"] for item in whole], whole
        done = FOLDER.run("show", "keyless.constat", alias, statuses=(1,))
        assert "sealed" in done.stderr, done
        # A real name that nobody can judge is not kept.
        FOLDER.run("show", "keyless.constat", "named/Olga Petersen SSN 219-09-9997/notes.txt", statuses=(1,))
        FOLDER.run("show", "keyless.constat", "named/mail.eml", statuses=(0,))
    finally:
        FOLDER.environment.clear()
        FOLDER.environment.update(kept)
    assert not named_in_case("keyless.constat"), named_in_case("keyless.constat")
    shown = FOLDER.run("show", "keyless.constat", alias).stdout
    assert "the same in all" in shown and not in_names(shown.encode()), shown
    revealed = {item["place"] for item in FOLDER.lines("items", "keyless.constat", "--reveal", "--format", "jsonl")}
    assert {"named/alike/SSN 512-44-1293/a.txt", "named/alike/SSN 512-**-**93/a.txt",
            "named/mail.eml!/SSN 524-61-7719.txt", "named/book.xlsx!/SSN 523-44-0912"} <= revealed, revealed
    FOLDER.run("verify", "keyless.constat", statuses=(0,))


def test_show_hides_all_of_evidence_that_changed():
    os.makedirs(FOLDER.join("altered"))
    with open(FOLDER.join("altered/a.txt"), "w") as out:
        out.write("SSN: 512-44-1873\nnotes\n")
    with open(FOLDER.join("altered/b.json"), "w") as out:
        out.write('{"a":[{"x":1}],"b":{"ssn":"512441873"}}')
    FOLDER.run("scan", "altered", "--case", "altered.constat")
    shown = FOLDER.run("show", "altered.constat", "altered/b.json#+27").stdout
    assert "512****73" in shown and "512441873" not in shown, shown
    assert "[512441873]" in FOLDER.run("show", "altered.constat", "altered/b.json#+27", "--reveal").stdout
    for text in ("first\nSSN: 512-44-9998 notes\n", "SSN: 512-44-9998\nnotes\n"):  # Longer, and of the same size.
        with open(FOLDER.join("altered/a.txt"), "w") as out:
            out.write(text)
        done = FOLDER.run("show", "altered.constat", "altered/a.txt#+5", statuses=(3,))
        assert "changed" in done.stderr and "9998" not in done.stdout and "notes" not in done.stdout, done
        done = FOLDER.run("show", "altered.constat", "altered/a.txt#+5", "--reveal", statuses=(3,))
        assert "512-44-9998" in done.stdout, done


def test_what_is_new_in_the_evidence_is_told_without_values():
    os.makedirs(FOLDER.join("fresh"))
    for name in ("old.txt", "new SSN 527-11-3456.txt", "new 2014-11-24 1205.txt"):
        with open(FOLDER.join("fresh", name), "w", encoding="ascii") as file:
            file.write(name[:3] + "\n")
        if name == "old.txt":
            FOLDER.run("scan", "fresh", "--case", "fresh.constat")
    done = FOLDER.run("verify", "fresh.constat", statuses=(3,))
    assert "fresh/new SSN 527-**-**56.txt" in done.stdout and "fresh/new 2014-11-24 1205.txt" in done.stdout, done.stdout
    assert "527-11-3456" not in done.stdout + done.stderr, done


def secrets():
    for truth in TRUTH:
        value = truth.get("value")
        if value and truth.get("type") != "salary" and len(str(value)) >= 7:
            yield truth["type"], str(value)


def check_ending(errors, how, status):
    last = json.loads(errors.decode().splitlines()[-1])
    assert (last["phase"], last["ended"], last["exit_status"]) == ("ended", how, status), last


def test_progress_for_programs_ends_with_how_the_scan_ended():
    with open(FOLDER.join("plain.txt"), "w", encoding="utf-8") as file:
        file.write("nothing here\n")
    for words, how, status in ((["nowhere", "--case", "ending.constat"], "failed", 2),
                               (["studio-leak", "--case", "no-folder/ending.constat"], "failed", 1),
                               (["plain.txt", "--case", "ending.constat"], "complete", 0)):
        done = FOLDER.run("scan", *words, "--progress", "json", statuses=(status,))
        check_ending(done.stderr.encode(), how, status)
    # One that is stopped: by a signal as soon as it has begun to tell.
    running = subprocess.Popen([support.PROGRAM, "scan", "studio-leak", "--case", "stopped.constat", "--progress", "json"],
                               cwd=FOLDER.path, env=FOLDER.environment, stderr=subprocess.PIPE)
    errors = b""
    while not errors.splitlines()[-1:] or not errors.splitlines()[-1].startswith(b"{"):
        errors += running.stderr.readline()
    running.send_signal(signal.SIGINT)
    errors += running.communicate()[1]
    # (It may have come to its end before.)
    check_ending(errors, "stopped" if running.returncode == 1 else "incomplete", running.returncode)


def test_nothing_that_was_written_holds_a_planted_value():
    written = {}
    words = [support.PROGRAM, "scan", "studio-leak", "--case", "secret.constat", "--progress", "json"]
    running = subprocess.Popen(words, cwd=FOLDER.path, env=FOLDER.environment, stderr=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    command_lines = set()
    in_case = set()

    def watch():
        while running.poll() is None:
            in_case.update(named_in_case("secret.constat"))
            for pid in [running.pid] + children_of(running.pid):
                for what in ("cmdline", "comm"):
                    try:
                        with open("/proc/%d/%s" % (pid, what), "rb") as text:
                            command_lines.add(text.read())
                    except OSError:
                        pass
            time.sleep(0.005)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, errors = running.communicate()
    watcher.join()
    written["standard error and progress"] = errors
    check_ending(errors, "incomplete", running.returncode)
    written["standard output"] = output
    written["process list"] = b"\n".join(command_lines)
    assert not in_case, in_case
    # Names that the user types: the real ones open what they name, and are not kept either.
    os.makedirs(FOLDER.join("box SSN 525-33-8101/SSN 525-33-8102"))
    with open(FOLDER.join("box SSN 525-33-8101/SSN 525-33-8102/plain.txt"), "w", encoding="ascii") as file:
        file.write("nothing here\n")
    typed = FOLDER.run("scan", "box SSN 525-33-8101", "--case", "secret.constat", "--progress", "json")
    typed = [typed, FOLDER.run("scan", FOLDER.join("box SSN 525-33-8101/SSN 525-33-8102"), "--case", "secret.constat")]
    typed.append(FOLDER.run("show", "secret.constat", "studio-leak/named/Olga Petersen SSN 219-09-9997/notes.txt"))
    assert "nothing in otes.txt" in typed[-1].stdout, typed[-1]
    typed.append(FOLDER.run("findings", "secret.constat", "--item=studio-leak/named/Olga Petersen SSN 219-09-9997/"))
    assert '"us_ssn"' in typed[-1].stdout, typed[-1]
    written["what was typed"] = "".join(done.stdout + done.stderr for done in typed).encode()
    again = FOLDER.run("scan", "box SSN 525-33-8101", "--case", "secret.constat", "--progress", "json")
    assert json.loads(again.stderr.splitlines()[-1])["files_done"] == 1, again.stderr
    roots = json.loads(FOLDER.run("summary", "secret.constat", "--format", "json").stdout)["evidence"]
    assert len(roots) == 3 and "box SSN 525-**-**01" in str(roots), roots
    for path in glob.glob(FOLDER.join("secret.constat*")):
        with open(path, "rb") as file:
            written[os.path.basename(path)] = file.read()
    for command in (["summary"], ["summary", "--format", "json"], ["items", "--format", "jsonl"],
                    ["findings", "--format", "jsonl", "--min-confidence", "0"], ["findings", "--format", "csv"],
                    ["persons", "--format", "jsonl"], ["report", "--out", "-"], ["verify"]):
        done = FOLDER.run(command[0], "secret.constat", *command[1:])
        written[" ".join(command)] = (done.stdout + done.stderr).encode("utf-8", "surrogateescape")
    FOLDER.run("export", "secret.constat", "--bundle", "secret.tar")
    with open(FOLDER.join("secret.tar"), "rb") as bundle:
        written["bundle"] = bundle.read()
    for form in ("--veris", "--stix", "--case-uco"):
        written[form] = FOLDER.run("export", "secret.constat", form, "--out", "-").stdout.encode()
    # Also of those whose Places have names with values.
    persons = {1} | {f["person"] for f in FOLDER.lines("findings", "secret.constat", "--item", "studio-leak/named",
                                                       "--format", "jsonl") if f["person"]}
    for person in sorted(persons):
        why = FOLDER.run("persons", "secret.constat", "--why", str(person))
        written["why %d" % person] = (why.stdout + why.stderr).encode()
    written["review"] = FOLDER.run("persons", "secret.constat", "--review").stdout.encode()
    told = collections.Counter()
    first = {}
    named = [("in a name", value) for value in NAMED + ("525-33-8101", "525-33-8102")]
    for kind, value in list(set(secrets())) + named:
        for where, all_bytes in written.items():
            if value.encode() in all_bytes:
                told[(kind, where)] += 1
                at = all_bytes.index(value.encode())
                first.setdefault((kind, where), all_bytes[max(0, at - 60):at + 40])
    assert not told, "%s\n%s" % (dict(told), dict(list(first.items())[:6]))


def test_a_name_that_holds_a_value_is_found_and_opens_as_it_is_shown():
    found = {f["value"]: f for f in FOLDER.lines("findings", "whole.constat", "--item", "studio-leak/named", "--reveal",
                                                 "--format", "jsonl")}
    for value in NAMED:
        # What a link points to is no name of the evidence.
        assert (value in found) != (value == "601-22-9904"), (value, sorted(found))
    for masked in FOLDER.lines("findings", "whole.constat", "--item", "studio-leak/named", "--format", "jsonl"):
        shown = FOLDER.run("show", "whole.constat", masked["place"]).stdout
        assert "[" + masked["value"] + "]" in shown, (masked, shown)
        whole = FOLDER.run("show", "whole.constat", masked["place"], "--reveal").stdout
        assert any("[" + value + "]" in whole for value in NAMED), whole
    masked = {i["place"] for i in FOLDER.lines("items", "whole.constat", "--format", "jsonl")}
    whole = {i["place"] for i in FOLDER.lines("items", "whole.constat", "--reveal", "--format", "jsonl")}
    assert len(masked) == len(whole)
    assert "studio-leak/named/named.zip!/SSN 533-40-7713/plain.txt" in whole - masked, whole - masked


WITHOUT_CALLS = """
import ctypes, errno, os, sys
lib = ctypes.CDLL("libseccomp.so.2")
lib.seccomp_init.restype = ctypes.c_void_p
lib.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
lib.seccomp_load.argtypes = [ctypes.c_void_p]
rules = lib.seccomp_init(0x7FFF0000)
for name in sys.argv[1].split(","):
    assert lib.seccomp_rule_add(rules, 0x00050000 | errno.ENOSYS, lib.seccomp_syscall_resolve_name(name.encode()), 0) == 0
assert lib.seccomp_load(rules) == 0
os.execv(sys.argv[2], sys.argv[2:])
"""


def test_a_kernel_that_can_deny_nothing_reads_only_where_that_is_allowed():
    def run(missing, *words):
        return subprocess.run([sys.executable, "-c", WITHOUT_CALLS, missing, os.path.abspath(support.PROGRAM), *words],
                              cwd=FOLDER.path, env=FOLDER.environment, capture_output=True, encoding="utf-8", timeout=300)

    everything = "seccomp,landlock_create_ruleset,unshare"
    scan_words = ("scan", "studio-leak/hr/salaires_2014.csv", "--case", "weak.constat", "--progress", "none")
    refused = run(everything, *scan_words)
    assert refused.returncode == 1 and "--allow-weak-sandbox" in refused.stderr, refused
    assert FOLDER.lines("items", "weak.constat", "--format", "jsonl") == []
    for words in (("extract", "studio-leak/it/id_rsa.txt"), ("detect", "truth.jsonl")):
        refused = run(everything, *words)
        assert refused.returncode not in (0, 3) and not refused.stdout, refused
    # What is left denies files and network: told, and read.
    some = run("seccomp,landlock_create_ruleset", *scan_words)
    assert some.returncode == 0 and "layers of the sandbox are missing" in some.stderr, some
    os.remove(FOLDER.join("weak.constat"))
    allowed = run(everything, *scan_words, "--allow-weak-sandbox")
    assert allowed.returncode == 0 and "the sandbox was weak" in allowed.stderr, allowed
    assert FOLDER.lines("findings", "weak.constat", "--format", "jsonl")


def test_what_a_human_says_of_a_person_is_sealed():
    scan("label.constat")
    person = FOLDER.lines("persons", "label.constat", "--format", "jsonl")[0]["person"]
    # From standard input, so that it stands in no list of processes either.
    FOLDER.run("persons", "label", "label.constat", str(person), "-", statuses=(2,), text="")
    FOLDER.run("persons", "label", "label.constat", str(person), "-", text="WITNESS-77821 of the board\nnot this\n")
    shown = FOLDER.run("persons", "label.constat", "--reveal", "--why", str(person)).stdout
    assert "WITNESS-77821 of the board" in shown and "not this" not in shown, shown
    FOLDER.run("persons", "label", "label.constat", str(person), "WITNESS-77821 as an argument")
    for path in glob.glob(FOLDER.join("label.constat*")):
        with open(path, "rb") as case:
            assert b"WITNESS-77821" not in case.read(), path
    FOLDER.run("verify", "label.constat", "--no-evidence", statuses=(0,))


def test_a_passphrase_seals_and_a_wrong_one_is_told():
    kept = dict(FOLDER.environment)
    try:
        for name, phrase in (("right", "correct horse battery staple"), ("wrong", "wrong horse")):
            with open(FOLDER.join(name), "w", encoding="ascii") as file:
                file.write(phrase + "\n")
        FOLDER.environment["CONSTAT_PASSPHRASE_FILE"] = FOLDER.join("right")
        FOLDER.run("scan", "studio-leak/hr", "--case", "phrase.constat")
        assert FOLDER.lines("findings", "phrase.constat", "--reveal", "--format", "jsonl")
        with open(FOLDER.join("phrase.constat"), "rb") as case:
            assert b"correct horse" not in case.read()
        FOLDER.environment["CONSTAT_PASSPHRASE_FILE"] = FOLDER.join("wrong")
        done = FOLDER.run("findings", "phrase.constat", "--reveal", statuses=(1,))
        assert "wrong key" in done.stderr, done.stderr
        del FOLDER.environment["CONSTAT_PASSPHRASE_FILE"]
        done = FOLDER.run("findings", "phrase.constat", "--reveal", statuses=(1,))
        assert "CONSTAT_PASSPHRASE_FILE" in done.stderr, done.stderr
        assert FOLDER.run("summary", "phrase.constat").stdout
        for finding in FOLDER.lines("findings", "phrase.constat", "--format", "jsonl")[:50]:
            assert finding["value"] is None, finding
    finally:
        FOLDER.environment = kept


def test_a_passphrase_is_asked_for_on_a_terminal_only():
    def on_terminal(typed):
        ours, its = pty.openpty()
        running = subprocess.Popen([support.PROGRAM, "findings", "asked.constat", "--reveal", "--format", "jsonl"], cwd=FOLDER.path,
                                   env=FOLDER.environment, stdin=its, stderr=its, stdout=subprocess.PIPE)
        os.close(its)
        told = b""
        while b"Passphrase of the case:" not in told:
            told += os.read(ours, 4096)
        time.sleep(0.2)  # What is typed before the echo is off is thrown away.
        os.write(ours, typed)
        out = running.communicate(timeout=60)[0]
        with contextlib.suppress(OSError):  # EIO: nobody holds the other end.
            while piece := os.read(ours, 4096):
                told += piece
        os.close(ours)
        return running.returncode, out, told

    with open(FOLDER.join("phrase"), "w", encoding="ascii") as file:
        file.write("correct horse battery staple\n")
    kept = dict(FOLDER.environment)
    try:
        FOLDER.environment["CONSTAT_PASSPHRASE_FILE"] = FOLDER.join("phrase")
        FOLDER.run("scan", "studio-leak/hr", "--case", "asked.constat")
        del FOLDER.environment["CONSTAT_PASSPHRASE_FILE"]
        status, out, told = on_terminal(b"correct horse battery staple\n")
        assert status == 0 and out.count(b"\n") > 10 and b"Passphrase" in told, (status, told)
        assert b"correct horse" not in told.split(b"Passphrase of the case:")[1], told
        status, out, told = on_terminal(b"wrong horse\n")
        assert status == 1 and not out and b"wrong key" in told, (status, told)
        # With an open pipe for standard input nobody is waited for.
        waiting = subprocess.Popen([support.PROGRAM, "findings", "asked.constat"], cwd=FOLDER.path, env=FOLDER.environment,
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert waiting.wait(timeout=60) == 0
        waiting.stdin.close()
    finally:
        FOLDER.environment = kept


def test_no_command_can_be_dumped():
    running = subprocess.Popen([support.PROGRAM, "detect"], cwd=FOLDER.path, env=FOLDER.environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    running.stdin.write(b"SSN: 512-48-6193\n")
    running.stdin.flush()
    deadline = time.monotonic() + 30
    while not children_of(running.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    for pid in [running.pid] + children_of(running.pid):
        with open("/proc/%d/limits" % pid, encoding="ascii") as limits:
            assert re.search(r"Max core file size +0 +0 ", limits.read()), pid
        # A process that may not be dumped belongs to root, whoever runs it.
        assert os.stat("/proc/%d/mem" % pid).st_uid == 0
    running.communicate(timeout=60)


def test_extract_detect_and_show_read_behind_the_door():
    with open(FOLDER.join("escape.txt"), "wb") as file:
        file.write(b"plain \x1b]0;title\x07 text 512-48-6193\n")
    assert "512-48-6193" in FOLDER.run("extract", "escape.txt", "--format", "text").stdout
    assert FOLDER.lines("detect", "escape.txt", "--reveal", "--format", "jsonl")
    os.mkfifo(FOLDER.join("pipe"))
    for command in (["extract", "pipe"], ["extract", "studio-leak"]):
        FOLDER.run(*command, statuses=(2,), timeout=20)
    FOLDER.run("doctor", "--format", "jsonl", statuses=(0, 3))


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
