#!/usr/bin/env python3
"""Dumps of databases: each person of a leak in BSON, mongodump's archive, Parquet, Avro and Redis has all of their values, and each
value's place is opened again."""
import gzip
import os
import shutil
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import support

FOLDER = support.Folder()
DUMPS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "dumps")
FIRST = ["Olivia", "Emma", "Charlotte", "Amelia", "Sophia", "Liam", "Noah", "Oliver", "James", "Henry"]
LAST = ["Whitfield", "Marchetti", "Okafor", "Lindqvist", "Prescott", "Delgado"]
PEOPLE = [(FIRST[n % 10], LAST[n % 6], "%s.%s@studio.example.com" % (FIRST[n % 10].lower(), LAST[n % 6].lower()), "512-4%d-61%02d" % (n % 10, n),
           -277776000000 + n * 8640000000) for n in range(30)]


def document(*elements):
    body = b"".join(bytes([kind]) + name.encode() + b"\0" + value for kind, name, value in elements) + b"\0"
    return struct.pack("<I", len(body) + 4) + body


def text(name, value):
    value = value.encode() + b"\0"
    return 2, name, struct.pack("<I", len(value)) + value


def write(name, data):
    os.makedirs(os.path.dirname(FOLDER.join(name)), exist_ok=True)
    with open(FOLDER.join(name), "wb") as out:
        out.write(data)


USERS = b"".join(document((7, "_id", bytes(11) + bytes([n])), (3, "name", document(text("first", first), text("last", last))), text("email", email),
                          text("ssn", ssn), (9, "birthDate", struct.pack("<q", born))) for n, (first, last, email, ssn, born) in enumerate(PEOPLE))
HEAD = document(text("db", "shop"), text("collection", "users"), (8, "EOF", b"\0"))
write("bson/users.bson", USERS)
write("packed/users.bson.gz", gzip.compress(USERS))
write("archive/shop.archive", b"\x6d\xe2\x99\x81" + document(text("version", "0.1")) + b"\xff" * 4 + HEAD + USERS + b"\xff" * 4)
for kind, name in (("parquet", "snappy.parquet"), ("avro", "deflate.avro"), ("redis", "redis.rdb")):
    os.makedirs(FOLDER.join(kind))
    shutil.copy(os.path.join(DUMPS, name), FOLDER.join(kind))


def scanned(name):
    FOLDER.run("scan", name, "--case", name + ".constat")
    return FOLDER.lines("findings", name + ".constat", "--reveal", "--format", "jsonl")


def test_1_each_person_of_mongodb_has_all_of_their_values():
    for name in ("bson", "packed", "archive"):
        scanned(name)
        persons = FOLDER.lines("persons", name + ".constat", "--format", "jsonl")
        assert len(persons) == len(PEOPLE), (name, len(persons))
        for person in persons:
            assert {"us_ssn", "email_address", "date_of_birth", "person_name"} <= set(person["types"]), (name, person)


def test_2_a_value_is_opened_again_where_it_lies():
    places = {"bson": "users.bson#+", "packed": "users.bson.gz!/users.bson#+", "archive": "shop.archive!/shop/users.bson#+"}
    for name, begin in places.items():
        place, value = [(row["place"], row["value"]) for row in FOLDER.lines("findings", name + ".constat", "--reveal", "--format", "jsonl")
                        if row["type"] == "us_ssn"][-1]
        assert begin in place, place
        assert USERS[int(place.rpartition("+")[2]):].startswith(value.encode()), place
        shown = FOLDER.run("show", name + ".constat", place, "--reveal").stdout
        assert value in shown and "us_ssn" in shown, shown


def test_3_tables_of_columns():
    for name, place in (("parquet", "parquet/snappy.parquet#R13C2"), ("avro", "avro/deflate.avro#R13C2")):
        found = {row["place"]: row["value"] for row in scanned(name) if row["type"] == "email_address"}
        assert len(found) >= 12 and found[place] == "person11@mail.example", (name, found)
        assert "person11@mail.example" in FOLDER.run("show", name + ".constat", place, "--reveal").stdout


def test_4_redis():
    found = {row["value"]: row["place"] for row in scanned("redis") if row["type"] == "email_address"}
    for n in "abcdefgijk":
        first = {"a": "ann", "b": "bo", "c": "cy"}.get(n, n + n)
        assert first + "@mail.example" in found, (first, found)
    assert "bo@mail.example" in FOLDER.run("show", "redis.constat", found["bo@mail.example"], "--reveal").stdout


if __name__ == "__main__":
    support.run_tests(sys.modules[__name__])
