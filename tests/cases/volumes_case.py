"""Archives in several files, as zip, 7z and split make them: read as one, shown again, and told where parts are missing."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from support import Folder, run_tests  # noqa: E402

FOLDER = Folder()
os.makedirs(FOLDER.join("src"))
with open(FOLDER.join("src", "staff.csv"), "w", encoding="utf-8") as out:
    out.write("name,ssn,email\n")
    for row in range(300):
        out.write("Jane Doe%d,512-48-%04d,jane%d@studio.example.com\n" % (row, 1000 + row, row))
with open(FOLDER.join("src", "noise.bin"), "wb") as out:
    seed = 7
    block = bytearray()
    for _ in range(60000):
        seed = (seed * 1664525 + 1013904223) % 2**32
        block.append(seed >> 24)
    out.write(block)
with open(FOLDER.join("src", "last.txt"), "w", encoding="utf-8") as out:
    out.write("John Roe, SSN 536-12-4455\n")


def make(*command):
    """False where the tool is not there."""
    if shutil.which(command[0]) is None:
        return False
    subprocess.run(command, cwd=FOLDER.join("src"), check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return True


def cut(name, whole, size):
    with open(whole, "rb") as source:
        data = source.read()
    for index in range(0, len(data), size):
        with open(name % (index // size + 1), "wb") as out:
            out.write(data[index:index + size])


def scanned(leak):
    case = leak + ".constat"
    FOLDER.run("scan", leak, "--case", case)
    return case, {row["place"]: row for row in FOLDER.lines("items", case, "--format", "jsonl")}


def whole_set(leak, head, whole):
    """All is found in it, at Places that open again."""
    case, items = scanned(leak)
    inside = "%s/%s!/%s" % (leak, head, whole)
    assert items[inside + "!/staff.csv"]["status"] == "read", sorted(items)
    roots = [row for row in items.values() if row["parent"] is None]
    assert len(roots) == len(os.listdir(FOLDER.join(leak)))
    assert all(row["status"] == "read" for row in roots), roots
    findings = FOLDER.lines("findings", case, "--format", "jsonl", "--type", "us_ssn", "--reveal")
    assert len(findings) == 301, len(findings)
    place = inside + "!/staff.csv#R5C2"
    assert place in [row["place"] for row in findings]
    shown = FOLDER.run("show", case, place, "--reveal", statuses=(0,)).stdout
    assert "512-48-1003" in shown and "Jane Doe3" in shown, shown
    part = [row["place"] for row in roots if row["place"] != leak + "/" + head][0]
    assert "all of it is read at the part that ends in " in FOLDER.run("show", case, part).stdout
    FOLDER.run("verify", case, statuses=(0,))
    told = FOLDER.run("extract", os.path.join(leak, head), "--format", "jsonl").stdout
    assert "536-12-4455" in told and "!/%s!/staff.csv" % whole in told
    # A later part is read by itself, and says what it is.
    alone = FOLDER.run("extract", FOLDER.join(part), "--format", "jsonl", statuses=(0, 2, 3))
    assert "all of it is read at the part that ends in " in alone.stderr, alone.stderr
    assert '"format":"volume"' not in alone.stdout and '"kind":"end"' in alone.stdout, alone.stdout[:300]
    return case, items


def test_1_a_7z_in_volumes():
    os.makedirs(FOLDER.join("l1"))
    if make("7z", "a", "-v16k", "../l1/x.7z", "staff.csv", "noise.bin", "last.txt"):
        whole_set("l1", "x.7z.001", "x.7z")


def test_2_a_zip_in_volumes_and_a_spanned_one():
    os.makedirs(FOLDER.join("l2"))
    if make("7z", "a", "-tzip", "-v16k", "../l2/x.zip", "staff.csv", "noise.bin", "last.txt"):
        whole_set("l2", "x.zip.001", "x.zip")
    os.makedirs(FOLDER.join("l3"))
    if make("zip", "-q", "-s", "64k", "../l3/x.zip", "staff.csv", "noise.bin", "last.txt"):
        if os.path.exists(FOLDER.join("l3", "x.z01")):
            whole_set("l3", "x.zip", "x.zip")


def test_3_a_tar_that_split_cut():
    os.makedirs(FOLDER.join("l4"))
    make("tar", "cf", "../whole.tar", "staff.csv", "noise.bin", "last.txt")
    subprocess.run(["split", "-b", "16k", "whole.tar", "l4/x.tar."], cwd=FOLDER.path, check=True)
    whole_set("l4", "x.tar.aa", "x.tar")


def test_4_without_its_last_part_it_yields_its_first_members():
    os.makedirs(FOLDER.join("l5"))
    cut(FOLDER.join("l5", "x.tar.%03d"), FOLDER.join("whole.tar"), 16384)
    last = sorted(os.listdir(FOLDER.join("l5")))[-1]
    os.remove(FOLDER.join("l5", last))
    case, items = scanned("l5")
    assert items["l5/x.tar.001!/x.tar!/staff.csv"]["status"] == "read"
    assert items["l5/x.tar.001!/x.tar"]["status"] == "partly-read", items["l5/x.tar.001!/x.tar"]
    os.remove(FOLDER.join("l5", "x.tar.003"))
    assert scanned("l5")[1]["l5/x.tar.001!/x.tar!/staff.csv"]["status"] == "read", "what was found is kept"
    os.remove(FOLDER.join("l5.constat"))
    case, items = scanned("l5")
    assert "part 3 is missing" in items["l5/x.tar.001"]["reason"], items["l5/x.tar.001"]
    assert items["l5/x.tar.001!/x.tar!/staff.csv"]["status"] == "read"
    french = FOLDER.run("report", case, "--out", "r.html", "--lang", "fr") and open(
        FOLDER.join("r.html"), encoding="utf-8").read()
    assert "la partie 3 manque" in french


def test_5_where_a_part_changed_since_the_place_is_not_vouched_for():
    os.makedirs(FOLDER.join("l6"))
    cut(FOLDER.join("l6", "x.tar.%03d"), FOLDER.join("whole.tar"), 16384)
    case, items = scanned("l6")
    place = "l6/x.tar.001!/x.tar!/staff.csv#R5C2"
    assert FOLDER.run("show", case, place, statuses=(0,)).stdout
    with open(FOLDER.join("l6", "x.tar.001"), "r+b") as out:
        out.seek(700)
        out.write(b"Jane Changed")
    told = FOLDER.run("show", case, place, statuses=(3,))
    assert "have another SHA-256" in told.stderr, told.stderr


if __name__ == "__main__":
    run_tests(sys.modules[__name__])
