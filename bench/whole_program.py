#!/usr/bin/env python3
"""The whole program's speed, beside peers on the same bytes in the same run: whole_program.py PROGRAM [--quick]

Each figure is the median of three runs after a warm-up, page cache warm. CPU seconds are user + system of the process and
its children; MB are 10^6 bytes. "one worker" still has the coordinator beside it: its CPU seconds count too. "without
persons": what all processes had used when the coordinator began to resolve persons. Memory is that of the largest process.
"""
import argparse
import gzip
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "samples"))
import generate  # noqa: E402


def run_once(command, watch, more):
    """Wall seconds, CPU seconds, CPU seconds up to the resolving of persons (None: not told), largest process in MB."""
    start = time.monotonic()
    told = subprocess.PIPE
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told, **more)
    reading, last = None, b""
    for line in process.stderr:
        last = line
        if watch and reading is None and b'"phase":"resolving"' in line:
            # The workers are gone by now: their seconds are the children's of the coordinator.
            with open("/proc/%d/stat" % process.pid) as stat:
                ticks = stat.read().rpartition(")")[2].split()[11:15]
            reading = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1, 3):
        sys.exit("%s: exit %d\n%s" % (command, process.returncode, last.decode()[-500:]))
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, reading, usage.ru_maxrss / 1000


def timed(command, before=None, watch=False, **more):
    """Medians of three runs after a warm-up: wall and CPU seconds, those up to the persons; and the largest process in MB."""
    runs = []
    for _ in range(4):
        if before:
            before()
        runs.append(run_once(command, watch, more))
    walls, cpus, readings, sizes = zip(*runs[1:])
    return (statistics.median(walls), statistics.median(cpus),
            statistics.median(readings) if None not in readings else None, max(sizes))


def text_corpus(path, size):
    """Documentation and headers of the machine's packages, one after another, again from the start where they end."""
    with open(path, "wb") as out:
        while out.tell() < size:
            begun = out.tell()
            for top in ("/usr/share/doc", "/usr/share/info", "/usr/include", "/usr/share/perl", "/usr/lib/python3"):
                for folder, folders, names in os.walk(top):
                    folders.sort()
                    for name in sorted(names):
                        whole = os.path.join(folder, name)
                        if not os.path.isfile(whole) or name.endswith((".gz", ".pyc", ".so", ".png", ".a")):
                            continue
                        with open(whole, "rb") as part:
                            data = part.read()
                        if b"\0" in data:
                            continue
                        out.write(data[:size - out.tell()])
                        if out.tell() >= size:
                            return
            if out.tell() == begun:
                sys.exit("no documentation on this machine to measure with")


def prose_corpus(path, size):
    """Sentences of the machine's manuals and documentation, each line once a round, with one synthetic personal datum per KB."""
    lines, seen = [], set()
    for top in ("/usr/share/doc", "/usr/share/info", "/usr/share/man/man1", "/usr/share/man/man5", "/usr/share/man/man7",
                "/usr/share/man/fr"):
        for folder, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                whole = os.path.join(folder, name)
                if not os.path.isfile(whole) or name.endswith((".html", ".py", ".pl", ".c", ".cpp", ".js")):
                    continue
                try:
                    with (gzip.open if name.endswith(".gz") else open)(whole, "rb") as part:
                        data = part.read()
                except OSError:
                    continue
                for row in data.split(b"\n"):
                    row = row.strip()
                    if len(row) < 50 or not row[:1].isalpha() or row in seen:
                        continue
                    if sum(row.count(mark) for mark in b"\\<>{}=|@/_#*`[]\t") > 2 or b"  " in row or row.count(b" ") < 7:
                        continue
                    seen.add(row)
                    lines.append(row)
        if len(lines) > 400_000:
            break
    if len(lines) < 1000:
        return False
    maker = generate.Maker(11, 150)
    number, since = 0, 0
    with open(path, "wb") as out:
        while True:
            for row in lines:
                out.write(row + b"\n")
                since += len(row) + 1
                if since >= 1000:
                    since -= 1000
                    p = maker.persons[number % len(maker.persons)]
                    ssn = "%03d-%02d-%04d" % (number % 600 + 100, number % 99 + 1, number % 9999 + 1)
                    out.write(("Please write to %s about it." % p["email"], "You reach them on %s." % p["phone"],
                               "The SSN that we hold is %s as of today." % ssn,
                               "It was signed by %s on that day." % p["name"])[number % 4].encode() + b"\n")
                    number += 1
                if out.tell() >= size:
                    return True


def csv_corpus(path, size):
    maker = generate.Maker(7, 150)
    r = random.Random(7)
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("id,first_name,last_name,email,phone,ssn,street,city,zip,department,amount,note\n")
        written, number = 0, 0
        while written < size:
            p = maker.persons[number % len(maker.persons)]
            line = "%d,%s,%s,%s.%d@example.com,%s,%03d-%02d-%04d,%s,%s,%s,%s,%.2f,ok\n" % (
                number, p["given"], p["surname"], p["given"].lower(), number, p["phone"],
                r.choice((123, 234, 345, 456, 567, 678)), r.randint(1, 99), r.randint(1, 9999), p["street"], p["city"],
                p["postcode"], r.choice(generate.TITLES), r.random() * 1000)
            out.write(line)
            written += len(line.encode())
            number += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--quick", action="store_true", help="a tenth of the bytes")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    part = 0.1 if arguments.quick else 1.0
    work = tempfile.mkdtemp(prefix="constat-bench-")
    environment = dict(os.environ, XDG_DATA_HOME=os.path.join(work, "keys"), CONSTAT_DATA=ROOT)
    case = os.path.join(work, "b.constat")

    def fresh():
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(case + suffix):
                os.remove(case + suffix)

    def scan(path, *words):
        return timed([program, "scan", path, "--case", case, "--progress", "json", *words], fresh, True, env=environment)

    def line(name, size, figure, unit="MB"):
        wall, cpu, reading, memory = figure
        print("%-42s %7.2f s wall %7.2f s CPU %9.1f %s/s wall %9.1f %s/CPU s %5.0f MB%s" % (
            name, wall, cpu, size / wall, unit, size / cpu, unit, memory,
            "   without persons %.2f s CPU, %.1f %s/CPU s" % (reading, size / reading, unit) if reading else ""), flush=True)

    try:
        text = os.path.join(work, "text.txt")
        size = int(268e6 * part)
        if prose_corpus(text, size):
            line("prose, a datum per KB: one worker", size / 1e6, scan(text, "--workers", "1"))
            line("prose, a datum per KB: all workers", size / 1e6, scan(text))
        else:
            print("too little prose on this machine: no manuals, no documentation")
        text_corpus(text, size)
        line("sources and documentation: one worker", size / 1e6, scan(text, "--workers", "1"))
        line("sources and documentation: all workers", size / 1e6, scan(text))
        if shutil.which("rg"):
            line("text: ripgrep, an SSN", size / 1e6, timed(["rg", "-c", "-a", "-j1", r"\b\d{3}-\d{2}-\d{4}\b", text]))
            line("text: ripgrep, an e-mail address", size / 1e6, timed(
                ["rg", "-c", "-a", "-j1", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", text]))
        else:
            print("ripgrep is not installed: setup/debian.sh bench")
        os.remove(text)

        table = os.path.join(work, "people.csv")
        csv_corpus(table, int(100e6 * part))
        size = os.path.getsize(table)
        line("CSV, half personal: constat, one worker", size / 1e6, scan(table, "--workers", "1"))
        line("CSV, half personal: constat, all workers", size / 1e6, scan(table))
        os.remove(table)

        made = os.path.join(work, "sample")
        generate.build(made, 400, 3)
        office = os.path.join(work, "office.zip")
        count = int(400 * part)
        with zipfile.ZipFile(office, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(count):
                people = generate.Maker(number, 150).persons[:60]
                archive.writestr("%d/staff.xlsx" % number, generate.xlsx_bytes([("Sheet", [["Name", "E-mail", "Salary"]] + [
                    [p["name"], p["email"], ("n", p["salary"])] for p in people], "")]))
                archive.writestr("%d/letter.docx" % number, generate.docx_bytes(
                    ["Dear %s, we write to %s" % (p["name"], p["email"]) for p in people]))
        size = os.path.getsize(office)
        line("zip of office files: constat, one worker", size / 1e6, scan(office, "--workers", "1"))
        line("zip of office files: constat, all workers", size / 1e6, scan(office))

        box = os.path.join(work, "all.mbox")
        with open(os.path.join(made, "studio-leak/mail/executives.mbox"), "rb") as one:
            data = one.read()
        with open(box, "wb") as out:
            number = 0
            while out.tell() < 100e6 * part:
                # Each copy differs, or the same bytes would be read once.
                out.write(data.replace(b"leak@studio", b"leak%d@studio" % number) + b"\n")
                number += 1
        size = os.path.getsize(box)
        line("mbox: constat, one worker", size / 1e6, scan(box, "--workers", "1"))
        line("mbox: constat, all workers", size / 1e6, scan(box))

        many = os.path.join(work, "many")
        count = int(200_000 * part)
        for number in range(count):
            folder = os.path.join(many, "%03d" % (number // 1000))
            if number % 1000 == 0:
                os.makedirs(folder)
            with open(os.path.join(folder, "%d.txt" % number), "w", encoding="utf-8") as out:
                out.write("note %d: call the office about the parcel, then file it under %d\n" % (number, number * 7))
        line("small files: constat, one worker", count, scan(many, "--workers", "1"), "items")
        line("small files: constat, all workers", count, scan(many), "items")
        if shutil.which("rg"):
            line("small files: ripgrep, one expression", count, timed(["rg", "-c", "-j2", r"\d{3}-\d{2}-\d{4}", many]),
                 "items")

        wall, cpu, _, memory = timed([program, "detect"], stdin=subprocess.DEVNULL, env=environment)
        print("start-up: constat detect on empty input    %7.1f ms wall %7.1f ms CPU %5.0f MB" % (
            wall * 1000, cpu * 1000, memory))
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
