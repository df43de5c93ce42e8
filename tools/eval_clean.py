#!/usr/bin/env python3
"""Counts what constat states in text that holds no personal data: eval_clean.py CONSTAT [--megabytes N] [--show TYPE]

The corpus is what a Debian machine has: headers and sources, minified JavaScript, SVG, changelogs, manual pages, logs; and
what a seeded generator makes: base64, hex dumps, UUIDs, logs of a service, statistics by country and year, tables of
measurements. Real authors, their addresses and the hosts of examples stand in sources and changelogs: so addresses of
people and machines are counted and shown, but no bar is set on them, and names and postal addresses are held to their bar
only in the classes that have no authors. Bars: fewer than 1 finding (confidence >= 0.5) per 10 MB for every type that a
validator confirms, fewer than 5 per MB for names and postal addresses.
"""
import argparse
import base64
import collections
import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import uuid

# True values of these stand in documentation.
REAL = {"email_address", "ip_address", "mac_address"}
PROSE = {"person_name", "postal_address"}
WITHOUT_AUTHORS = {"manual pages", "svg", "minified", "base64", "hex dumps", "uuids", "service log", "statistics",
                   "measurements"}
CREDENTIALS = {"password", "password_hash", "api_key", "token", "private_key", "connection_string"}
AUTHORS = re.compile(r"^\.SH\s+\"?(AUTHOR|COPYRIGHT|REPORTING BUGS|CONTRIBUTOR|HISTORY|BUGS|THANKS|ACKNOWLEDG|SEE ALSO|CREDITS|MAINTAINER)", re.I)


def files(patterns, limit):
    total = 0
    for root, pattern in patterns:
        for path in sorted(pathlib.Path(root).rglob(pattern)):
            if total >= limit:
                return
            try:
                if path.is_symlink() or not path.is_file() or path.stat().st_size > 4 << 20:
                    continue
                data = path.read_bytes()
                if path.suffix == ".gz":
                    data = gzip.decompress(data)
            except (OSError, EOFError):
                continue
            text = data.decode("utf-8", "replace").replace("\0", " ")
            total += len(text)
            yield str(path), text


def manual_pages(limit):
    for name, text in files([("/usr/share/man/man1", "*.gz"), ("/usr/share/man/man8", "*.gz"), ("/usr/share/man/man5", "*.gz"),
                             ("/usr/share/man/man3", "*.gz")], limit):
        if re.search(r"^\.Dd |^\.mso |^\.so ", text, re.M):
            continue  # mdoc's macros are words of two letters in the text itself.
        kept, inside = [], True
        for line in text.splitlines():
            if line.startswith(".SH"):
                inside = not AUTHORS.match(line)
            if re.match(r"\.\s*(ds|de|if|ie|el|nr|tr|rm|TH|\\\")|'|\.\.|\.\s*\\\"|\.\}", line):
                continue  # Definitions, not text.
            if inside and not re.search(r"opyright|@|\b[Bb]y [A-Z]|ritten|uthor|aintain|odif|lter|hank|ontribut", line):
                kept.append(re.sub(r"\\s[-+]?\d|\\f[A-Z]|\\f\(..|^\.[A-Za-z]+ ?|\\&|\\", "", line))
        yield name, "\n".join(kept)


def made(limit):
    rand = random.Random(1)
    def pieces(size, make):
        done = 0
        while done < size:
            text = make()
            done += len(text)
            yield text
    yield "base64", pieces(limit, lambda: "\n".join(base64.b64encode(rand.randbytes(57)).decode() for _ in range(2000)) + "\n")
    def dump():
        return "\n".join("%08x: %s  %s" % (i * 16, " ".join(rand.randbytes(2).hex() for _ in range(8)),
                                          "".join(chr(rand.randrange(33, 127)) for _ in range(16))) for i in range(2000)) + "\n"
    yield "hex dumps", pieces(limit, dump)
    yield "uuids", pieces(limit, lambda: "\n".join(str(uuid.UUID(bytes=rand.randbytes(16), version=4)) for _ in range(4000)) + "\n")
    verbs = ["accepted", "closed", "retried", "queued", "flushed", "rotated", "skipped"]
    def log():
        lines = []
        for _ in range(1500):
            lines.append("2024-%02d-%02dT%02d:%02d:%02d.%06dZ worker-%d[%d]: %s job=%d offset=%d took=%.6fs crc=%08x" % (
                rand.randrange(1, 13), rand.randrange(1, 29), rand.randrange(24), rand.randrange(60), rand.randrange(60),
                rand.randrange(10**6), rand.randrange(64), rand.randrange(1, 32768), rand.choice(verbs), rand.randrange(10**12),
                rand.randrange(10**10), rand.random() * 9, rand.randrange(2**32)))
        return "\n".join(lines) + "\n"
    yield "service log", pieces(limit, log)
    names = ["Aruba", "Angola", "Benin", "Chad", "Fiji", "Ghana", "India", "Japan", "Kenya", "Mali", "Nepal", "Oman", "Peru", "Qatar"]
    def statistics():
        rows = ["Country Name,Country Code,Indicator Name," + ",".join(str(y) for y in range(1990, 2020))]
        for _ in range(120):
            rows.append("%s,%s,Population total," % (rand.choice(names), "".join(rand.choice("ABCDEFGHIJ") for _ in range(3))) +
                        ",".join(str(rand.randrange(10**8, 10**9)) if rand.random() < .5 else "%.9f" % (rand.random() * 100) for _ in range(30)))
        return "\n".join(rows) + "\n"
    yield "statistics", pieces(limit, statistics)
    def measurements():
        rows = ["sample_id,run,mass,charge,intensity,counts,timestamp"]
        for _ in range(800):
            rows.append("%d,%d,%.6f,%d,%.3f,%d,%d" % (rand.randrange(10**8, 10**9), rand.randrange(100), rand.random() * 900,
                                                    rand.randrange(-3, 4), rand.random() * 1e6, rand.randrange(10**10, 10**11),
                                                    1400000000000 + rand.randrange(10**11)))
        return "\n".join(rows) + "\n"
    yield "measurements", pieces(limit, measurements)


def corpus(limit):
    yield "sources", (t for _, t in files([("/usr/include", "*.h"), ("/usr/lib/python3", "*.py"), ("/usr/lib/node_modules", "*.js"),
                                            ("/usr/share/perl", "*.pm"), ("/usr/local/include", "*.h")], limit))
    yield "minified", (t for _, t in files([("/usr/share/javascript", "*.min.js"), ("/usr/lib/node_modules", "*.min.js"),
                                             ("/usr/share/nodejs", "*.min.js")], limit))
    yield "svg", (t for _, t in files([("/usr/share/icons", "*.svg"), ("/usr/share", "*.svg")], limit))
    yield "changelogs", (t for _, t in files([("/usr/share/doc", "changelog*.gz"), ("/usr/share/doc", "NEWS*.gz")], limit))
    yield "manual pages", (t for _, t in manual_pages(limit))
    yield "logs", (t for _, t in files([("/var/log", "*.log")], limit))
    yield from made(limit // 2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("constat")
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    limit = int(options.megabytes * (1 << 20))
    counts = collections.defaultdict(collections.Counter)
    sizes = collections.Counter()
    shown = 0
    for name, texts in corpus(limit):
        documents = []
        for text in texts:
            for at in range(0, len(text), 400_000):  # Cut where lines end, as the scan does.
                documents.append(text[at:at + 400_000])
        sizes[name] = sum(len(d.encode()) for d in documents)
        lines = "".join(json.dumps({"id": str(i), "text": d}, ensure_ascii=False) + "\n" for i, d in enumerate(documents))
        done = subprocess.run([options.constat, "detect", "--jsonl"], input=lines.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr.decode())
        for line in done.stdout.decode().split("\n"):
            if not line:
                continue
            answer = json.loads(line)
            for entity in answer["entities"]:
                if entity["confidence"] < 0.5:
                    continue
                counts[entity["type"]][name] += 1
                if entity["type"] == options.show and shown < 60:
                    shown += 1
                    data = documents[int(answer["id"])].encode()
                    around = data[max(0, entity["start"] - 60):entity["end"] + 30].decode(errors="replace")
                    print("%s %.2f %r in %r" % (name, entity["confidence"], entity["value"][:60], around))
    total = sum(sizes.values()) / 1e6
    print("%.1f MB: %s" % (total, ", ".join("%s %.1f" % (n, s / 1e6) for n, s in sizes.items())))
    authorless = sum(size for name, size in sizes.items() if name in WITHOUT_AUTHORS) / 1e6
    failed = 0
    print("%-28s %8s %10s  %s" % ("type", "found", "per 10 MB", "where"))
    for kind in sorted(counts, key=lambda k: -sum(counts[k].values())):
        found = sum(counts[kind].values())
        rate = found / total * 10
        mark = ""
        if kind in PROSE:
            bare = sum(n for name, n in counts[kind].items() if name in WITHOUT_AUTHORS)
            mark = "%.2f per MB where no authors are" % (bare / authorless if authorless else 0)
            over = bare >= 5 * authorless
        elif kind in REAL:
            over = False
            mark = "real ones"
        elif kind in CREDENTIALS:
            over = False
        else:
            over = rate >= 1
        failed += over
        print("%-28s %8d %10.2f  %s %s%s" % (kind, found, rate, " ".join("%s:%d" % x for x in counts[kind].most_common(4)), mark,
                                              "  OVER THE BAR" if over else ""))
    print("clean text: %d types over their bar" % failed)


if __name__ == "__main__":
    main()
