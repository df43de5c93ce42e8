#!/usr/bin/env python3
"""Several source files as one translation unit, for a build from nothing: batch_sources.py OUT FILE...

What the files share (headers, instances of the library's templates) is then compiled once for all of them. Each keeps
what it declares in a namespace of its own, inside `namespace constat` where it opens that, so that helpers of one name
never meet; compilers, sanitizers and test reports tell the lines of the files themselves. A fuzz target's entry gets
the name that fuzz/replay.cpp calls it by."""
import os
import re
import sys

OPENED = re.compile(r"namespace constat(::\w+)* \{\n")
CLOSED = re.compile(r"\}  // namespace constat(::\w+)*\n")
ENTRY = "LLVMFuzzerTestOneInput"


def wrapped(path):
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    stem = os.path.basename(path)[:-len(".cpp")]
    includes = [number for number, line in enumerate(lines) if line.startswith("#include")]
    for number in includes:  # What lies beside the file is not beside the batch.
        beside = re.fullmatch(r'#include "([^"]+)"(.*\n)', lines[number])
        where = beside and os.path.join(os.path.dirname(path), beside.group(1))
        if where and os.path.exists(where):
            lines[number] = '#include "%s"%s' % (where, beside.group(2))
    opened = [number for number, line in enumerate(lines) if OPENED.fullmatch(line)]
    closed = [number for number, line in enumerate(lines) if CLOSED.fullmatch(line)]
    if not includes or len(opened) > 1 or len(closed) != len(opened):
        sys.exit("%s: includes nothing, or opens or closes namespace constat more than once" % path)
    if opened:
        begin, end = opened[0] + 1, closed[0]
    else:
        begin, end = includes[-1] + 1, len(lines)
        while begin < end and lines[begin].startswith("#"):
            begin += 1
    for number, line in enumerate(lines[begin:], begin):
        if line.startswith(("#include", "#define")):
            sys.exit("%s:%d: behind the headers: the files after it would see it" % (path, number + 1))
    # On the lines that are there: those of the file keep their numbers.
    lines[begin - 1] += "namespace of_%s {\n#line %d\n" % (stem, begin + 1)
    lines.insert(end, "}  // namespace of_%s\n#line %d\n" % (stem, end + 1))
    text = "".join(lines)
    if ENTRY in text:
        text = text.replace(ENTRY, "constat_fuzz_" + stem[:-len("_fuzz")])
    return "#line 1 \"%s\"\n%s\n" % (path, text)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.splitlines()[0])
    text = "".join(wrapped(path) for path in sys.argv[2:])
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(text)


if __name__ == "__main__":
    main()
