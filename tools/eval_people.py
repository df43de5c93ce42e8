#!/usr/bin/env python3
"""Persons against truth: eval_people.py PROGRAM DATA [--breach PERSONS MENTIONS]

DATA: shared/data (people/ and names/). Every set is scanned as a CSV without its truth and id columns, then 'findings'
and 'persons' tell who is who: pairwise F1, the error of the number of persons, whether the truth lies in the printed
interval, beside a plain join on exact keys. The breach-shaped set (tools/breach_set.py) and the sets of many shapes
(tools/person_sets.py) go through 'resolve'.
"""
import collections
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import person_sets

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def pairs(counts):
    return sum(n * (n - 1) // 2 for n in counts)


def score(truth, told):
    both = collections.Counter((t, p) for t, p in zip(truth, told) if p is not None)
    right = pairs(both.values())
    of_truth, of_told = pairs(collections.Counter(truth).values()), pairs(
        collections.Counter(p for p in told if p is not None).values())
    precision, recall = right / max(1, of_told), right / max(1, of_truth)
    return precision, recall, 2 * right / max(1, of_told + of_truth)


def join(rows, keys):
    """Rows that agree in all cells of any key are one."""
    parent = list(range(len(rows)))

    def root(i):
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i
    for key in keys:
        seen = {}
        for i, row in enumerate(rows):
            value = tuple(row[k] for k in key)
            if all(value):
                parent[root(i)] = root(seen.setdefault(value, i))
    return [root(i) for i in range(len(rows))]


def line(name, truth, told, persons, interval, seconds, memory):
    p, r, f = score(truth, told)
    true = len(set(truth))
    within = "" if interval is None else "%d - %d%s" % (interval[0], interval[1],
                                                      "" if interval[0] <= true <= interval[1] else " (truth outside)")
    alone = len(set(truth)) == len(truth)  # Nobody stands twice: there is no pair to find.
    print("%-34s %7s %7s %7s %8d %8d %+7.2f %%  %-24s %7s %8s" % (
        name, *("-" if alone else "%.4f" % share for share in (p, r, f)), true, persons, 100.0 * (persons / true - 1), within, seconds, memory), flush=True)


def run_scan(program, header, rows, folder):
    path = os.path.join(folder, "rows.csv")
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
    case = os.path.join(folder, "eval.case")
    environment = dict(os.environ, XDG_DATA_HOME=folder)
    begin = time.time()
    subprocess.run([program, "scan", path, "--case", case], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=environment)
    seconds = time.time() - begin
    told = [None] * len(rows)
    findings = subprocess.run([program, "findings", case, "--format", "jsonl", "--min-confidence", "0"], check=True,
                              stdout=subprocess.PIPE, env=environment).stdout
    for row in findings.splitlines():
        finding = json.loads(row)
        at = re.search(rb"#R(\d+)C", finding["place"].encode())
        if at and finding["person"] is not None:
            told[int(at[1]) - 2] = finding["person"]
    summary = json.loads(subprocess.run([program, "summary", case, "--format", "json"], check=True, stdout=subprocess.PIPE,
                                        env=environment).stdout)
    return told, summary["persons"]["total"], summary["persons"].get("interval"), seconds


def run_resolve(program, path):
    done = subprocess.run([program, "resolve", path], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    figures = json.loads(done.stderr.splitlines()[-1])
    told = [json.loads(row)["person"] for row in done.stdout.splitlines()]
    return told, figures["persons"], (figures["low"], figures["high"]), "%.1f" % figures["seconds"], figures["memory_mb"]


def many_shapes(program, names, seed=1):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "set")
        for name, make in person_sets.sets(person_sets.read_names(names), seed, 1.0):
            person_sets.write(make(), path, seed)
            truth = open(path + ".truth").read().split()
            line("shape: " + name, truth, *run_resolve(program, path + ".csv"))


def main():
    program, data = os.path.abspath(sys.argv[1]), sys.argv[2]
    people = os.path.join(data, "people")
    persons, mentions = (sys.argv[4:6] if "--breach" in sys.argv else ("47000", "1100000"))
    print("%-34s %7s %7s %7s %8s %8s %9s  %-24s %7s %8s" % ("set", "P", "R", "F1", "truth", "persons", "error", "95 % interval",
                                                          "s", "MB"))
    sets = []
    for name in ("febrl_dataset1", "febrl_dataset2"):
        path = os.path.join(people, name + ".csv")
        if os.path.exists(path):
            rows = [[cell.strip() for cell in row] for row in csv.reader(open(path, encoding="utf-8"))]
            truth = [re.match(r"rec-(\d+)-", row[0])[1] for row in rows[1:]]
            sets.append((name + " without id", rows[0][1:-1], [row[1:-1] for row in rows[1:]], truth,
                         [(0, 1, 8), (2, 3, 6, 8)]))
            sets.append((name + " with id", rows[0][1:], [row[1:] for row in rows[1:]], truth,
                         [(9,), (0, 1, 8), (2, 3, 6, 8)]))
    path = os.path.join(people, "splink_fake_1000.csv")
    if os.path.exists(path):
        rows = list(csv.reader(open(path, encoding="utf-8")))
        sets.append(("splink_fake_1000", rows[0][1:6], [row[1:6] for row in rows[1:]], [row[6] for row in rows[1:]],
                     [(4,), (0, 1, 2)]))
    for name, header, rows, truth, keys in sets:
        plain = join(rows, keys)
        line(name + ", exact join", truth, plain, len(set(plain)), None, "", "")
        with tempfile.TemporaryDirectory() as folder:
            told, count, interval, seconds = run_scan(program, header, rows, folder)
        line(name, truth, told, count, interval, "%.1f" % seconds, "")
    names = os.path.join(data, "names")
    if not os.path.exists(os.path.join(names, "us_surnames_1990.tsv")):
        print("breach-shaped set not measured: no names in %s" % names)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(ROOT, "tools", "breach_set.py"), names, folder, "--persons", persons,
                        "--mentions", mentions, "--no-evidence"], check=True)
        truth = [int(row) for row in open(os.path.join(folder, "truth.txt"))]
        path = os.path.join(folder, "mentions.csv")
        rows = list(csv.reader(open(path, encoding="utf-8")))[1:]
        plain = join(rows, [(1,), (5,), (0, 2), (0, 3)])
        line("breach-shaped, exact join", truth, plain, len(set(plain)), None, "", "")
        line("breach-shaped", truth, *run_resolve(program, path))
    many_shapes(program, names)
    return 0


if __name__ == "__main__":
    sys.exit(main())
