#!/usr/bin/env python3
"""Seeds for the fuzz targets, out of the sample dump: seeds.py FOLDER. Each target gets what it reads, cut small."""
import os
import subprocess
import sys
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LARGEST = 16384
# Which targets read a file of this kind as it is.
WHOLE = {
    ".csv": ["csv", "table", "detect"], ".tsv": ["csv"], ".json": ["json"], ".jsonl": ["json"], ".html": ["html", "xml"],
    ".eml": ["eml"], ".mbox": ["mbox", "eml"], ".zip": ["zip", "archive"], ".xlsx": ["zip"], ".docx": ["zip"],
    ".sql": ["sql"], ".vcf": ["vcard"], ".ics": ["vcard"], ".txt": ["detect", "text_coding", "names"],
    ".log": ["detect"], ".xml": ["xml"], ".svg": ["xml"], ".tar": ["archive"], ".toml": ["rules"],
}
# Which targets put the mark of the format before what they are given.
BEHIND_MARK = {".pdf": ("pdf", 9), ".rtf": ("rtf", 6), ".db": ("sqlite", 16), ".sqlite": ("sqlite", 16)}
PARTS = {".xlsx": ("xlsx", "xl/"), ".docx": ("docx", "word/"), ".pptx": ("pptx", "ppt/"), ".odt": ("odf", "content.xml"),
         ".ods": ("odf", "content.xml")}


def main():
    out = sys.argv[1]
    count = 0

    def give(target, data):
        nonlocal count
        folder = os.path.join(out, target + "_fuzz")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "seed%d" % count), "wb") as file:
            file.write(data[:LARGEST])
        count += 1

    def take(name, data):
        kind = os.path.splitext(name)[1].lower()
        for target in WHOLE.get(kind, ()):
            give(target, data)
        if kind in BEHIND_MARK:
            target, mark = BEHIND_MARK[kind]
            give(target, data[mark:])
        if kind in PARTS or kind == ".zip":
            with tempfile.TemporaryFile() as file:
                file.write(data)
                if not zipfile.is_zipfile(file):
                    return
                with zipfile.ZipFile(file) as archive:
                    for member in archive.infolist():
                        if member.flag_bits & 1 or member.is_dir() or member.file_size > 1 << 20:
                            continue
                        if kind == ".zip":
                            take(member.filename, archive.read(member))
                        elif member.filename.startswith(PARTS[kind][1]) and member.filename.endswith(".xml"):
                            give(PARTS[kind][0], archive.read(member))

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, os.path.join(ROOT, "samples/generate.py"), folder], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for top in (folder, os.path.join(ROOT, "rules")):
            for path, _, names in sorted(os.walk(top)):
                for name in sorted(names):
                    with open(os.path.join(path, name), "rb") as file:
                        take(name, file.read(1 << 20))
    for place in (b"leak/dump.zip!/hr/staff.xlsx!/Payroll#R17C4", b"mbox!/1042#body+311", b"a#p3!R1C2"):
        give("place", place)
    print("%d seeds" % count)


if __name__ == "__main__":
    main()
