#!/usr/bin/env python3
"""Mutated files through a whole scan: soak.py PROGRAM SOURCE... [--files N] [--seed N] [--keep FOLDER] [--workers N]

Takes files from the SOURCE folders, damages each (bits flipped, cut short, spliced with another, a length field that
lies, bytes repeated or zeroed), scans all of it as one evidence, and tells what became of it. What must hold: the scan
ends with status 0 or 3, every file is listed with a status, what is not read has a reason. Prints a table and exits 1
where something did not hold. A seed gives the same files again.
"""
import argparse
import collections
import contextlib
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time


def flip_bits(chance, data, others):
    data = bytearray(data)
    for _ in range(chance.choice((1, 4, 32, max(1, len(data) // 500)))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut_short(chance, data, others):
    return data[:chance.randrange(len(data))]


def splice(chance, data, others):
    other = chance.choice(others)
    at, there = chance.randrange(len(data)), chance.randrange(max(1, len(other)))
    return data[:at] + other[there:there + chance.randrange(1, 65536)] + data[at + chance.randrange(0, 4096):]


def lie_about_length(chance, data, others):
    data = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        size = chance.choice((1, 2, 4, 8))
        if len(data) < size:
            break
        at = chance.randrange(len(data) - size + 1)
        value = chance.choice((0, 1, (1 << 8 * size) - 1, 1 << (8 * size - 1), (1 << (8 * size - 1)) - 1, len(data),
                               len(data) + 1, chance.randrange(1 << 8 * size))) % (1 << 8 * size)
        data[at:at + size] = value.to_bytes(size, chance.choice(("little", "big")))
    return bytes(data)


def repeat(chance, data, others):
    at = chance.randrange(len(data))
    piece = data[at:at + chance.randrange(1, 512)]
    return data[:at] + piece * chance.randrange(2, 400) + data[at:]


def blank(chance, data, others):
    at = chance.randrange(len(data))
    size = chance.randrange(1, 4096)
    return data[:at] + chance.choice((b"\0", b"\xff", b"(", b"<", b"\n")) * min(size, len(data) - at) + data[at + size:]


WAYS = (flip_bits, cut_short, splice, lie_about_length, repeat, blank)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--largest", type=int, default=2_000_000, help="bytes of a source file; larger ones are left out")
    parser.add_argument("--keep", default="", help="write the evidence and the case here, and keep them")
    parser.add_argument("--workers", default="1")
    parser.add_argument("--silence", default="30")
    arguments = parser.parse_args()
    seed = arguments.seed or random.SystemRandom().randrange(1, 1 << 31)
    chance = random.Random(seed)
    paths = sorted(os.path.join(folder, name) for source in arguments.sources for folder, _, names in os.walk(source)
                   for name in names if 0 < os.path.getsize(os.path.join(folder, name)) <= arguments.largest)
    if not paths:
        sys.exit("no files in " + " ".join(arguments.sources))
    folder = arguments.keep or tempfile.mkdtemp(prefix="constat-soak-")
    evidence = os.path.join(folder, "mutated")
    os.makedirs(evidence)
    cache = {}

    def read(path):
        if path not in cache:
            with open(path, "rb") as file:
                cache[path] = file.read()
        return cache[path]

    made = collections.Counter()
    for number in range(arguments.files):
        path = chance.choice(paths)
        data = read(path)
        for _ in range(chance.choice((1, 1, 2))):
            way = chance.choice(WAYS)
            data = way(chance, data or b"x", [read(chance.choice(paths))])
        made[way.__name__] += 1
        name = "%06d-%s-%s" % (number, way.__name__, os.path.basename(path)[-80:])
        with open(os.path.join(evidence, name), "wb") as file:
            file.write(data)
    cache.clear()
    environment = dict(os.environ, XDG_DATA_HOME=os.path.join(folder, "data"))
    environment.pop("CONSTAT_KEY_FILE", None)
    environment.pop("CONSTAT_PASSPHRASE_FILE", None)
    case = os.path.join(folder, "soak.constat")
    before = time.monotonic()
    done = subprocess.run([arguments.program, "scan", evidence, "--case", case, "--workers", arguments.workers,
                           "--silence", arguments.silence, "--progress", "json"], env=environment,
                          stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)
    seconds = time.monotonic() - before
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    progress = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    slow = collections.Counter()
    for earlier, later in zip(progress, progress[1:]):
        slow[earlier["current"].split("!/")[0]] += later["seconds"] - earlier["seconds"]
    items = [json.loads(line) for line in subprocess.run(
        [arguments.program, "items", case, "--format", "jsonl"], env=environment, stdout=subprocess.PIPE,
        encoding="utf-8", check=True).stdout.splitlines()]
    root = {item["place"]: item for item in items if item["parent"] is None}
    statuses = collections.Counter(item["status"] for item in root.values())
    wrong = []
    if done.returncode not in (0, 3):
        wrong.append("the scan ended with status %d: %s" % (done.returncode, done.stderr[-500:]))
    if len(root) != arguments.files:
        wrong.append("%d of %d files are listed" % (len(root), arguments.files))
    wrong += ["%s has no reason" % item["place"] for item in items if item["status"] != "read" and not item["reason"]]
    print("seed %d: %d mutated files of %d, %s" % (seed, arguments.files, len(paths), dict(made)))
    print("scan: status %d, %.1f s, largest process %.0f MB, %d items, %d worker deaths" %
          (done.returncode, seconds, used.ru_maxrss / 1024, len(items), progress[-1]["worker_deaths"] if progress else 0))
    print("files:  " + ", ".join("%d %s" % (count, status) for status, count in statuses.most_common()))
    print("inside: " + ", ".join("%d %s" % (count, status) for status, count in collections.Counter(
        item["status"] for item in items if item["parent"]).most_common()))
    # By the format of the whole file; what inside it killed is listed below.
    with contextlib.closing(sqlite3.connect(case)) as database:
        deaths = database.execute("SELECT i.format, sum(u.deaths) FROM unit u JOIN item i ON i.unit = u.id AND i.parent IS NULL "
                                  "WHERE u.deaths > 0 GROUP BY 1 ORDER BY 2 DESC").fetchall()
    print("worker deaths by extractor: " + (", ".join("%d %s" % (count, name or "?") for name, count in deaths) or "none"))
    killers = collections.Counter(item["media_type"] for item in items if item["status"] in ("crashed", "timed-out"))
    print("crashed or timed out: " + (", ".join("%d %s" % (count, kind) for kind, count in killers.most_common()) or "none"))
    for item in items:
        if item["status"] in ("crashed", "timed-out"):
            print("  %s: %s: %s" % (item["place"], item["status"], item["reason"]))
    for place, took in slow.most_common(3):
        print("slowest: %.1f s %s" % (took, place))
    for what in wrong[:20]:
        print("WRONG " + what)
    if not arguments.keep:
        shutil.rmtree(folder)
    else:
        print("kept in " + folder)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
