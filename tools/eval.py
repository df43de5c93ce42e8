#!/usr/bin/env python3
"""Measures accuracy on labelled suites: eval.py PROGRAM

Reads $CONSTAT_EVAL_DATA, or ../shared/data beside the checkout; what is not there is said and left out. The sample's own
truth is measured always.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    program = os.path.abspath(sys.argv[1])
    data = os.environ.get("CONSTAT_EVAL_DATA", os.path.join(ROOT, "..", "shared", "data"))
    failed = 0
    parts = [
        ("Extraction: real files by format", "evidence/MANIFEST.tsv",
         ["tools/eval_extract.py", program, os.path.join(data, "evidence"), "--failures"]),
        ("Detection: labelled texts", "detection", ["tools/eval_detect.py", program, os.path.join(data, "detection")]),
        ("Detection: calibration, fitted on one half and asked of the other", "detection",
         ["tools/calibrate.py", program, os.path.join(data, "detection"), "--check"]),
        ("Detection: text that holds no personal data", "", ["tools/eval_clean.py", program]),
        ("Persons: labelled sets and a breach-shaped one", "people", ["tools/eval_people.py", program, data]),
    ]
    for title, needs, command in parts:
        print("\n== " + title, flush=True)
        if not os.path.exists(os.path.join(data, needs)):
            print("not measured: %s is not there (set CONSTAT_EVAL_DATA)" % os.path.join(data, needs))
            continue
        failed |= subprocess.run([sys.executable, *command], cwd=ROOT).returncode
    print("\n== The sample against its own truth", flush=True)
    failed |= subprocess.run([sys.executable, "tests/cases/sample_case.py"], cwd=ROOT,
                             env=dict(os.environ, CONSTAT=program)).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
