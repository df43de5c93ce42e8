#!/usr/bin/env python3
"""How time and memory of resolving persons grow with the mentions: persons_curve.py CONSTAT NAMES [MENTIONS ...]

Makes breach-shaped sets of growing size (tools/breach_set.py: everybody is told of 23 times), resolves each with `constat
resolve --count`, and prints seconds on the clock and of all processors, memory, pairs and the figures a mention. The last
lines say what the two largest sizes give at ten and at a hundred million mentions, by their slope in logarithms: 1.00 is
linear. These are extrapolations; a size that was run has its own line.
"""
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MENTIONS_OF_PERSON = 23.4
SIZES = (100_000, 300_000, 1_000_000, 3_000_000)


def measure(program, path):
    begin = time.time()
    before = os.times()
    done = subprocess.run([program, "resolve", path, "--count"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after = os.times()
    figures = json.loads(done.stderr.splitlines()[-1])
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.time() - begin, used, figures


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, names = sys.argv[1], sys.argv[2]
    sizes = [int(size) for size in sys.argv[3:]] or SIZES
    if not os.path.exists(os.path.join(names, "us_surnames_1990.tsv")):
        print("the curve of persons is not measured: no lists of names in %s" % names)
        return
    print("%12s %9s %9s %9s %10s %10s %9s" % ("mentions", "clock s", "CPU s", "MB", "persons", "pairs", "CPU us"))
    told = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, str(ROOT / "tools" / "breach_set.py"), names, folder, "--persons",
                            str(round(size / MENTIONS_OF_PERSON)), "--mentions", str(size), "--no-evidence"], check=True,
                           stdout=subprocess.DEVNULL)
            clock, used, figures = measure(program, os.path.join(folder, "mentions.csv"))
        told.append((size, clock, used, figures["memory_mb"]))
        print("%12d %9.2f %9.2f %9d %10d %10d %9.2f" % (size, clock, used, figures["memory_mb"], figures["persons"],
                                                      figures["pairs"], used / size * 1e6), flush=True)
    if len(told) < 2:
        return
    (small, *lesser), (large, *greater) = told[-2], told[-1]
    slopes = [math.log(b / a) / math.log(large / small) for a, b in zip(lesser, greater)]
    print("slope between the two largest: clock %.2f, CPU %.2f, memory %.2f" % tuple(slopes))
    for size in (10_000_000, 100_000_000):
        if size > large:
            print("%12d %9.0f %9.0f %9.0f   by that slope, not run" % (
                size, *(b * (size / large) ** slope for b, slope in zip(greater, slopes))))


if __name__ == "__main__":
    main()
