#!/usr/bin/env python3
"""Makes the dumps of databases in this folder with other people's writers (pip install pyarrow fastavro cramjam backports.zstd): make.py FOLDER.
All values are made up. The tests read what is checked in; constat itself needs none of these libraries."""
import datetime
import decimal
import os
import sys
import uuid

import pyarrow
import pyarrow.parquet

FOLDER = sys.argv[1]
COUNT = 12
NAMES = ["Ann Lee", "Bo Dahl", "Zo\u00eb Lindgren", "Cy Eng"]
PEOPLE = [{
    "name": NAMES[n % 4] if n % 5 != 4 else None,
    "email": "person%d@mail.example" % n,
    "ssn": "900-00-%04d" % n,
    "born": datetime.date(1961, 3, 14) + datetime.timedelta(days=400 * n),
    "seen": datetime.datetime(2014, 11, 24, 9, 30, n, tzinfo=datetime.timezone.utc),
    "salary": decimal.Decimal("52000.50") + n,
    "score": 0.5 * n,
    "visits": 7 * n - 3,
    "active": n % 3 == 0,
    "guid": uuid.UUID(int=0x123456789ABCDEF00102030405060700 + n).bytes,
    "address": {"street": "%d Oak Lane" % n, "city": "Portland"} if n % 6 != 5 else None,
    "phones": [] if n % 4 == 1 else None if n % 4 == 3 else ["+1 503-555-01%02d" % n, "+1 503-555-02%02d" % n][:1 + n % 4],
    "hash": b"\x01\x02" + bytes([n]) * 3,
} for n in range(COUNT)]
PARQUET = pyarrow.schema([
    ("name", pyarrow.string()), ("email", pyarrow.string()), ("ssn", pyarrow.string()), ("born", pyarrow.date32()),
    ("seen", pyarrow.timestamp("us", "UTC")), ("salary", pyarrow.decimal128(12, 2)), ("score", pyarrow.float64()),
    ("visits", pyarrow.int64()), ("active", pyarrow.bool_()), ("guid", pyarrow.uuid()),
    ("address", pyarrow.struct([("street", pyarrow.string()), ("city", pyarrow.string())])),
    ("phones", pyarrow.list_(pyarrow.string())), ("hash", pyarrow.binary())])
PLAIN = {"use_dictionary": False}


def parquet(name, **options):
    columns = {field.name: pyarrow.array([p[field.name] for p in PEOPLE], field.type) for field in PARQUET if field.name != "guid"}
    columns["guid"] = pyarrow.ExtensionArray.from_storage(pyarrow.uuid(), pyarrow.array([p["guid"] for p in PEOPLE], pyarrow.binary(16)))
    table = pyarrow.table([columns[field.name] for field in PARQUET], schema=PARQUET)
    options.setdefault("store_schema", False)
    pyarrow.parquet.write_table(table, os.path.join(FOLDER, name), **options)


parquet("snappy.parquet", compression="snappy", row_group_size=5)
parquet("none_v2.parquet", compression="none", data_page_version="2.0")
parquet("gzip_plain.parquet", compression="gzip", **PLAIN)
parquet("zstd_v2.parquet", compression="zstd", data_page_version="2.0", data_page_size=64, write_batch_size=4)
parquet("lz4.parquet", compression="lz4", use_deprecated_int96_timestamps=True)
parquet("brotli.parquet", compression={"email": "brotli"})
parquet("delta.parquet", compression="snappy", data_page_version="2.0", use_dictionary=False, column_encoding={
    "email": "DELTA_BYTE_ARRAY", "ssn": "DELTA_LENGTH_BYTE_ARRAY", "visits": "DELTA_BINARY_PACKED", "born": "DELTA_BINARY_PACKED",
    "score": "BYTE_STREAM_SPLIT", "active": "RLE", "name": "DELTA_BYTE_ARRAY", "guid": "BYTE_STREAM_SPLIT"})

AVRO = {"type": "record", "name": "Person", "namespace": "leak", "fields": [
    {"name": "name", "type": ["null", "string"]}, {"name": "email", "type": "string"}, {"name": "ssn", "type": "string"},
    {"name": "born", "type": {"type": "int", "logicalType": "date"}},
    {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-micros"}},
    {"name": "salary", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
    {"name": "score", "type": "double"}, {"name": "visits", "type": "long"}, {"name": "active", "type": "boolean"},
    {"name": "guid", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "address", "type": ["null", {"type": "record", "name": "Address", "fields": [
        {"name": "street", "type": "string"}, {"name": "city", "type": "string"}]}]},
    {"name": "work", "type": ["null", "Address"]},
    {"name": "phones", "type": ["null", {"type": "array", "items": "string"}]},
    {"name": "tags", "type": {"type": "map", "values": "string"}},
    {"name": "role", "type": {"type": "enum", "name": "Role", "symbols": ["clerk", "nurse"]}},
    {"name": "hash", "type": "bytes"}, {"name": "pin", "type": {"type": "fixed", "name": "Pin", "size": 4}},
    {"name": "boss", "type": ["null", "Person"]}]}


def avro(name, codec, **options):
    import fastavro
    people = [{**p, "guid": str(uuid.UUID(bytes=p["guid"])), "work": p["address"], "tags": {"team": "t%d" % n}, "role": ("clerk", "nurse")[n % 2],
               "pin": b"%04d" % n, "boss": None} for n, p in enumerate(PEOPLE)]
    people[1]["boss"] = {**people[0], "boss": people[2]}
    with open(os.path.join(FOLDER, name), "wb") as file:
        fastavro.writer(file, AVRO, people, codec=codec, sync_interval=200, sync_marker=bytes(range(16)), **options)


for codec in ("null", "deflate", "snappy", "zstandard", "bzip2", "xz"):
    avro(codec + ".avro", codec)
