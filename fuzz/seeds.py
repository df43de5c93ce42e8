#!/usr/bin/env python3
"""Seeds for the fuzz targets, out of the sample dump: seeds.py FOLDER. Each target gets what it reads, cut small."""
import bz2
import gzip
import hashlib
import json
import lzma
import os
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LARGEST = 16384
# Which targets read a file of this kind as it is.
WHOLE = {
    ".csv": ["csv", "table", "detect"], ".tsv": ["csv"], ".json": ["json"], ".jsonl": ["json"], ".html": ["html", "xml"],
    ".eml": ["eml"], ".mbox": ["mbox", "eml"], ".zip": ["zip", "archive"], ".xlsx": ["zip"], ".docx": ["zip"],
    ".sql": ["sql"], ".vcf": ["vcard"], ".ldif": ["vcard"], ".ics": ["vcard"], ".txt": ["detect", "text_coding", "names"],
    ".log": ["detect"], ".xml": ["xml"], ".svg": ["xml"], ".tar": ["archive"], ".toml": ["rules"],
}
# Which targets put the mark of the format before what they are given.
BEHIND_MARK = {".pdf": ("pdf", 9), ".rtf": ("rtf", 6), ".db": ("sqlite", 16), ".sqlite": ("sqlite", 16)}
PARTS = {".xlsx": ("xlsx", "xl/"), ".docx": ("docx", "word/"), ".pptx": ("pptx", "ppt/"), ".odt": ("odf", "content.xml"),
         ".ods": ("odf", "content.xml")}


# The table's name of what a file of this kind is, for the target that calls extractors by name.
FORMATS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "jsonl", ".html": "html", ".eml": "eml", ".mbox": "mbox",
           ".zip": "zip", ".xlsx": "xlsx", ".docx": "docx", ".pptx": "pptx", ".odt": "odt", ".ods": "ods", ".sql": "sql",
           ".vcf": "vcard", ".ldif": "ldif", ".ics": "ical", ".txt": "text", ".xml": "xml", ".tar": "tar", ".pdf": "pdf", ".rtf": "rtf",
           ".db": "sqlite", ".sqlite": "sqlite", ".gz": "gzip", ".7z": "7z", ".bin": "raw"}


def rar_volumes(text):
    """A RAR 5 of one stored member in three volumes."""
    def block(kind, flags, fields, data=None):
        body = bytes([kind, flags | (2 if data is not None else 0)]) + (bytes([len(data)]) if data is not None else b"") + fields
        header = bytes([len(body)]) + body
        return struct.pack("<I", zlib.crc32(header)) + header + (data or b"")

    def part(number, data, last):
        checked = zlib.crc32(text if last else data)
        fields = bytes([4, len(text), 0]) + struct.pack("<I", checked) + b"\0\1\5a.txt"
        return (b"Rar!\x1a\x07\1\0" + block(1, 0, b"\1" if number == 0 else bytes([3, number])) +
                block(2, (8 if number else 0) | (0 if last else 16), fields, data) + block(5, 4, b"\0" if last else b"\1"))

    third = len(text) // 3
    return [part(0, text[:third], False), part(1, text[third:2 * third], False), part(2, text[2 * third:], True)]


def made(give):
    """What the sample dump holds none of, or not as the target takes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.db")
        database = sqlite3.connect(path)
        database.execute("CREATE TABLE staff(id INTEGER PRIMARY KEY, name TEXT, ssn TEXT, photo BLOB)")
        database.executemany("INSERT INTO staff(name, ssn, photo) VALUES(?, ?, ?)",
                             [("Person %d" % n, "900-00-%04d" % n, bytes(600)) for n in range(40)])
        database.execute("CREATE TABLE notes(text TEXT) ")
        database.execute("INSERT INTO notes VALUES(?)", ("long " * 2000,))
        database.commit()
        database.close()
        with open(path, "rb") as file:
            give("sqlite", file.read()[16:])
    text = b"name,ssn\nPerson,900-00-0001\n" * 40
    for codec, packed in enumerate((gzip.compress(text), bz2.compress(text), lzma.compress(text))):
        for which in range(8):
            if which == codec or codec == 0:
                give("compressed", bytes([which]) + packed)
    for sql in (b"CREATE TABLE `a` (`id` int, `name` varchar(9));\nINSERT INTO `a` VALUES (1,'O\\'Neil'),(2,NULL),(3,0x41);\n",
                b"COPY public.a (id, name) FROM stdin;\n1\tO'Neil\n2\t\\N\n\\.\n",
                b"SET IDENTITY_INSERT [dbo].[a] ON\nINSERT [dbo].[a] ([id], [name]) VALUES (1, N'O''Neil')\nGO\n"):
        give("sql", sql)
    give("xml", b'<?xml version="1.0"?><Workbook xmlns:ss="s"><Worksheet ss:Name="A"><Table><Row ss:Index="2"><Cell ss:Index="3">'
                b'<Data ss:Type="Number">1.50</Data><Comment><ss:Data>c</ss:Data></Comment></Cell></Row></Table></Worksheet>')
    give("vcard", b"version: 1\n# c\ndn: cn=a,dc=x\n y\ncn:: QW5uIEw=\nsn: L\njpegPhoto:: /9j/4AAQSkZJ\n\ndn:: ZGM9Yg==\n"
                  b"changetype: modify\nadd: mail\nmail: a@x\n-\n")
    for records in (b"*************************** 1. row ***************************\n  name: Ann\n   ssn: 900-00-0001\n2 rows in set\n",
                    b"-[ RECORD 1 ]--\nname | Ann +\n     | L\n-[ RECORD 2 ]--\nname | Bob\n\nhr=# \\q\n",
                    b"MSH|^~\\&|A|B|C|D|2025||ADT^A01|1|P|2.5\rPID|1||17^^^H^MR~9^^^U^SS||L^ANN^A~L^A||19490809|M|||1 Oak^^X^TX^78701||512\r"
                    b"NK1|1|L^BO\rDG1|1|I10|F32.1^D\\T\\X\rOBX|1|NM|4^H||7|%\rIN1|1\rGT1|1||L^BO\r",
                    b"ST*834*0001~INS*Y*18~REF*0F*900000001~NM1*IL*1*L*ANN****34*900000001~PER*IP**HP*512~N3*1 OAK~N4*X*OR*97205~"
                    b"DMG*D8*19610809*F~ICM*7*52000~HI*ABK:E119*ABF:I10~NM1*82*1*K*B****XX*1~SE*9*0001~",
                    b":20:S\n:25:3/5\n:28C:1/1\n:61:2511031103D870,00NMSC\n:86:116?20Rent?30COBADEFFXXX?31DE89?32L VO\nGEL\n"
                    b":61:2511041104CR3,10NTRF\n:86:/TRTP/SEPA/IBAN/NL91/NAME/A/REMI/x\n-\n",
                    b"0 HEAD\n1 CHAR UTF-8\n0 @I1@ INDI\n1 NAME Rui /T/\n2 GIVN Rui\n1 BIRT\n2 DATE 21 MAR 1968\n1 ADDR 1 Oak\n2 CONT X\n0 TRLR\n",
                    b"# Dicom-File-Format\n(0008,0005) CS [ISO_IR 100]  # 10, 1 SpecificCharacterSet\n(0010,0010) PN [L^ANN=x]  # 6, 1 PatientName\n"
                    b"(0010, 0030) Patient's Birth Date   DA: '19620817'\n"):
        give("records", records)
    for record in (b'{"resourceType":"Patient","id":"1","identifier":[{"type":{"text":"MRN"},"value":"1"}],"name":[{"family":"L","given":["A","B"]}]}',
                   b'[{"f":[{"label":"Name","value":"A"},{"label":"SSN","value":"9"}]}]', b'{"a":{"0":"x","1":"y"},"b":{"0":1,"1":2}}',
                   b'{"columns":["a","b"],"data":[["x",1],["y",2]]}', b'{"d":{"$date":{"$numberLong":"-277776000000"}}}\n{"d":{"$date":5}}'):
        give("json", record)
    # bsonspec.org: texts, numbers, dates, a document and a list within, bytes; and an archive of mongodump of them.
    def document(*elements):
        body = b"".join(bytes([kind]) + name + b"\0" + value for kind, name, value in elements) + b"\0"
        return struct.pack("<I", len(body) + 4) + body

    def sized(value):
        return struct.pack("<I", len(value) + 1) + value + b"\0"

    person = document((7, b"_id", bytes(range(12))), (2, b"name", sized(b"Ann L")), (16, b"age", struct.pack("<i", 41)), (9, b"born", struct.pack("<q", -5)),
                      (3, b"address", document((2, b"city", sized(b"X")))), (4, b"phones", document((2, b"0", sized(b"512")), (2, b"1", sized(b"513")))),
                      (5, b"guid", struct.pack("<IB", 16, 4) + bytes(16)), (5, b"scan", struct.pack("<IB", 90, 0) + b"%PDF-1.4\n\1" + bytes(80)),
                      (19, b"pay", struct.pack("<QQ", 1250, 6174 << 49)), (1, b"score", struct.pack("<d", 0.5)), (8, b"on", b"\1"))
    head = document((2, b"db", sized(b"shop")), (2, b"collection", sized(b"users")), (8, b"EOF", b"\0"))
    give("dump", person + person)
    give("format", b"bson\n" + person + person)
    give("dump", b"\x6d\xe2\x99\x81" + document((16, b"concurrent_collections", bytes(4))) + head + b"\xff" * 4 + (head + person + b"\xff" * 4) * 2)
    folder = os.path.join(ROOT, "tests", "data", "dumps")
    for name in sorted(os.listdir(folder)):
        kind = {"parquet": "parquet", "avro": "avro", "rdb": "redis"}.get(name.rpartition(".")[2])
        if kind is None:
            continue
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        give("dump", data)
        give("format", kind.encode() + b"\n" + data)
    words = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    give("docx", b'<?xml version="1.0"?><w:document ' + words + b'><w:body><w:p><w:r><w:t>Name</w:t><w:tab/></w:r></w:p>'
         b'<w:tbl><w:tr><w:tc><w:p><w:r><w:t>SSN</w:t></w:r></w:p></w:tc><w:tc><w:tbl/></w:tc></w:tr></w:tbl>'
         b'</w:body></w:document>')
    drawing = b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    give("pptx", b'<?xml version="1.0"?><p:sld ' + drawing + b' xmlns:p="p"><a:p><a:r><a:t>Name</a:t></a:r></a:p><a:tbl><a:tr>'
         b'<a:tc><a:p><a:r><a:t>SSN</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:sld>')
    # [MS-XLS] 2.4: FORMAT, LABEL, NUMBER, RK, EOF. [MS-PPT] 2.3: a container with a text atom.
    give("xls", struct.pack("<HHHHHH", 0x0204, 12, 0, 0, 0, 4) + b"Name" + struct.pack("<HHHHHd", 0x0203, 14, 1, 0, 0, 9e8) +
         struct.pack("<HHHHHI", 0x027E, 10, 1, 1, 0, 6) + struct.pack("<HH", 0x0A, 0))
    # [MS-PST] 2.3.1 and 2.3.3: a heap of a B-tree with one property; and bytes to overwrite in a file.
    heap = (struct.pack("<HBBII", 36, 0xEC, 0xBC, 0x20, 0) + b"\xb5\x02\x06\0" + struct.pack("<I", 0x40) +
            struct.pack("<HHI", 0x37, 0x1F, 0x60) + "Name".encode("utf-16-le") +
            struct.pack("<HHHHHH", 3, 0, 12, 20, 28, 36))
    give("pst", b"\0" + heap)
    give("pst", b"\2" + struct.pack("<HBHB", 0x400, 1, 0x440, 2) + heap)
    # A kind of file, bytes to overwrite in it, what a long value holds: an object as Access keeps one, an attachment.
    wrapped = (struct.pack("<HH", 0x1C15, 20) + bytes(16) + struct.pack("<III", 0x501, 2, 8) + b"Package\0" + bytes(8) +
               struct.pack("<I", 40) + b"\2\0a.csv\0C\0\0\0\3\0" + struct.pack("<I", 1) + b"\0" + struct.pack("<I", 4) + b"a,b\n")
    attached = struct.pack("<II", 0, 30) + struct.pack("<III", 16, 1, 4) + b"c\0\0\0" + b"a,b\n1,2\n"
    for kind in range(16):
        give("access", bytes([kind, 0]) + (wrapped, attached, b"Name " * 2000)[kind % 3])
        give("access", bytes([kind, 3]) + struct.pack("<HBHBHB", 4100 + kind * 40, 1, 8 + kind * 1500, 255, 4 + kind * 2048, 2) + attached)
    # [MS-XLSB] 2.4: BrtBundleSh, BrtSSTItem, BrtFmt, BrtRowHdr, BrtCellRk, BrtCellSt, BrtCommentText.
    wide = struct.pack("<I", 4) + "Name".encode("utf-16-le")
    binary = ((b"\x9c\x01", struct.pack("<II", 0, 1) + wide + wide), (b"\x13", b"\0" + wide),
              (b"\x2c", struct.pack("<H", 164) + wide), (b"\0", struct.pack("<IIHBBBI", 0, 0, 300, 0, 16, 0, 0)),
              (b"\x02", struct.pack("<III", 0, 0, 7)), (b"\x06", struct.pack("<II", 1, 0) + wide),
              (b"\xfd\x04", b"\0" + wide))
    give("xlsb", b"".join(kind + bytes([len(data)]) + data for kind, data in binary))
    atom = struct.pack("<HHI", 0, 0x0FA0, 8) + "Name".encode("utf-16-le")
    give("ppt", bytes(32) + struct.pack("<HHI", 0x0F, 0x03E8, len(atom)) + atom)
    give("doc", bytes(512) + b"Name\x07SSN\x07\r" + bytes(512))
    give("tnef", b"".join(struct.pack("<BII", level, kind, len(text)) + text + b"\0\0" for level, kind, text in (
        (1, 0x00069007, struct.pack("<II", 1252, 0)), (1, 0x00018004, b"Name\0"),
        (1, 0x00069003, struct.pack("<IHHIIIHHQ", 2, 0x1E, 0x1000, 1, 4, 0x41424344, 0x40, 0x0E06, 1)),
        (2, 0x00069002, bytes(14)), (2, 0x00018010, b"a.csv\0"), (2, 0x0006800F, b"a,b\n"))))
    give("msg", struct.pack("<QQ", 0, 0) * 2 + struct.pack("<IIQ", 0x0037001F, 6, 10) + "Name".encode("utf-16-le"))
    give("compound", bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6) +
         struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432 +
         struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504 + "Root Entry".encode("utf-16-le") + bytes(492))
    # Small ones of the archives that the sample dump holds none of.
    member = b"name,ssn\nPerson,900-00-0001\n"
    for name, data in (
            ("bzip2", bz2.compress(member)), ("gzip", gzip.compress(member)), ("xz", lzma.compress(member)),
            ("lzma", lzma.compress(member, lzma.FORMAT_ALONE)), ("zlib", b"\x78\x9c" + gzip.compress(member)[10:]),
            ("ar", b"!<arch>\n" + b"a.csv/".ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"644".ljust(8) +
             str(len(member)).encode().ljust(10) + b"`\n" + member),
            ("cpio", b"070701" + b"".join(b"%08X" % n for n in (1, 0o100644, 0, 0, 1, 0, len(member), 0, 0, 0, 0, 6, 0)) +
             b"a.csv\0" + member.ljust(-(-len(member) // 4) * 4, b"\0") + b"070701" +
             b"".join(b"%08X" % n for n in (0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 11, 0)) + b"TRAILER!!!\0\0\0\0"),
            ("warc", b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:0>\r\nWARC-Date: 2014-01-01T00:00:00Z"
             b"\r\nContent-Length: %d\r\n\r\n" % len(member) + member + b"\r\n\r\n"),
            ("lha", b"\x1a\0-lh0-" + struct.pack("<IIIBB", len(member), len(member), 0, 0x20, 0) + b"\x05a.csv\0\0" + member),
            ("rar", b"Rar!\x1a\x07\0" + bytes(40)), ("cab", b"MSCF" + bytes(60)), ("7z", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(40)),
            ("iso9660", bytes(4096)), ("xar", b"xar!\0\x1c\0\1" + bytes(40)), ("rpm", b"\xed\xab\xee\xdb\3" + bytes(120)),
            ("lzip", b"LZIP\1\x0c" + bytes(30)), ("zstd", b"\x28\xb5\x2f\xfd" + bytes(30)), ("lz4", b"\x04\x22\x4d\x18" + bytes(30)),
            ("compress", b"\x1f\x9d\x90" + bytes(30)), ("snappy", b"\xff\x06\0\0sNaPpY" + bytes(30)),
            ("mozlz4", b"mozLz40\0" + struct.pack("<I", 28) + b"\xf0\x0d" + member),
            ("emlx", b"60\nFrom: a@b.example\nSubject: x\n\nbody 900-00-0001\n\n"), ("dbf", b"\3\x14\1\1" + bytes(60)),
            ("xls4", struct.pack("<HHHHH", 0x0409, 6, 0, 0x10, 0) + struct.pack("<HHHHHH", 0x0204, 12, 0, 0, 0, 4) + b"Name" +
             struct.pack("<HHHHHd", 0x0203, 14, 1, 0, 0, 9e8) + struct.pack("<HH", 0x0A, 0)),
            ("sqlite-wal", struct.pack(">IIIIIIII", 0x377F0682, 3007000, 512, 0, 1, 2, 0, 0) + struct.pack(">IIIIII", 2, 2, 1, 2, 0, 0) +
             struct.pack(">BHHHB", 13, 0, 1, 490, 0) + struct.pack(">H", 490) + bytes(480) + b"\x0f\1\3\x1b\4Jane" + bytes(13)),
            ("access", b"\0\1\0\0Standard Jet DB\0\1" + bytes(12000)),
            ("jsonl", b'{"name":"Person","ssn":"900-00-0001"}\n' * 3), ("raw", bytes(range(256)) * 8)):
        give("format", name.encode() + b"\n" + data)
    packed = gzip.compress(os.path.basename(__file__).encode() * 50 + bytes(range(256)))
    for missing in (0, 1, 2, 4):
        give("volume", bytes([0, missing]) + packed[:60] + b"<cut>" + packed[60:120] + b"<cut>" + packed[120:])
        give("volume", bytes([1, missing]) + b"<cut>".join(rar_volumes(b"Person, 900-00-0001\n" * 5)))
        give("volume", bytes([2, missing]) + b"PK\7\x08PK\3\4\x14\0\0\0\0\0" + bytes(4) + struct.pack("<IIIHH", 0, 9, 9, 1, 0) + b"a900-<cut>00-01" +
             b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 9, 9, 1, 0, 0, 0, 0, 0, 4) + b"a" +
             b"PK\5\6" + struct.pack("<HHHHIIH", 1, 1, 1, 1, 47, 5, 0))
    give("volume", b"\3\0x.7z.001\nx.7z.002\nx.part1.rar\nx.part2.rar\ny.rar\ny.r00\ny.s00\nz.z01\nz.z02\nz.zip\nt.tar.gzaa\nt.tar.gzab\n"
         b"s.00\ns.01\ns.89\ns.9000\nl.aa\nl.ab\nl.yz\nl.zaaa\nd.part1\nd.part2\nd.part10")
    for kind in ("doc", "xls", "ppt", "msg", "ole", "ooxml-encrypted"):
        give("format", kind.encode() + b"\n\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) +
             struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6) +
             struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * 432 +
             struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504 + "Root Entry".encode("utf-16-le") + bytes(492))
    for kind in range(9):
        give("record", bytes([kind, kind, 1, 4]) + b"leak" + bytes(range(64)))
        give("finding_block", bytes([16 * kind, 2]) + bytes(range(1, 200)))
    for piece in (b"1-", b"a@b.com ", b"password: hunter22x ", b"12 Main Street ", b"John Smith, ", b"SSN: 512-48-6193\n",
                  b"-----BEGIN PRIVATE KEY-----", b"salary 1 h ", b"mysql -ppass1 ", b"a;b;c\n", b"Password=a1b2;Server=c;"):
        give("work", piece)
    # Scripts of workers that tell the truth: a file with a finding; one of members; one that was cut.
    for script in (bytes((0, 2, 0, 2, 1, 0, 0, 0, 0, 4, 0, 250, 3, 1, 0, 0, 0)), bytes((0, 3, 0, 2, 0, 0, 0, 0, 0, 2, 1, 3)),
                   bytes((2, 3, 0, 2, 0, 9, 0, 0, 0, 9, 2, 1, 1, 1, 1)), bytes(range(64)) * 4, bytes(range(255, 0, -3)) * 4):
        give("coordinator", script)
    # As constat writes it (src/report/bundle.cpp), but for the signature.
    report, evidence = b"<html>the report</html>", b'{"place":"leak/a.txt","size":5,"sha256":null,"status":"read"}\n'
    manifest = json.dumps({"kind": "constat bundle 1", "created": "2026-01-02T03:04:05Z", "signer": "00" * 32,
                           "constat_version": "0.1.0", "case": {"rules_sha256": "00" * 32, "content_sha256": "00" * 32,
                                                                "items": 1, "unfinished": 0},
                           "files": [{"name": name, "size": len(text), "sha256": hashlib.sha256(text).hexdigest()}
                                     for name, text in (("report.html", report), ("evidence.jsonl", evidence))]})
    tar = b""
    for name, text in ((b"manifest.json", manifest.encode()), (b"manifest.sig", b"00" * 64 + b"\n"), (b"report.html", report),
                       (b"evidence.jsonl", evidence)):
        head = (name.ljust(100, b"\0") + b"0000600\0" + b"0000000\0" * 2 + b"%011o\0" % len(text) + b"00000000000\0" +
                b" " * 8 + b"0" + bytes(100) + b"ustar\00000").ljust(512, b"\0")
        tar += head[:148] + b"%06o\0 " % sum(head) + head[156:] + text + bytes(-len(text) % 512)
    give("bundle", tar + bytes(1024))
    for value in (b"900-00-0001", b"FR7630006000011234567890189", b"4111 1111 1111 1111", b"185057800608436", b"a@b.example"):
        give("validators", value)


def main():
    out = sys.argv[1]
    count = 0

    def give(target, data):
        nonlocal count
        if target in ("docx", "xlsx", "pptx", "odf", "xml"):
            give("xml_events", data)
        folder = os.path.join(out, target + "_fuzz")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "seed%d" % count), "wb") as file:
            file.write(data[:LARGEST])
        count += 1

    def take(name, data):
        kind = os.path.splitext(name)[1].lower()
        if kind in FORMATS:
            give("format", FORMATS[kind].encode() + b"\n" + data)
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
        for top, mark in (("rules/duties", b"\0"), ("data/assess", b"\1"), ("data/assess", b"\2")):
            for name in sorted(os.listdir(os.path.join(ROOT, top))):
                if name.endswith(".toml"):
                    with open(os.path.join(ROOT, top, name), "rb") as file:
                        give("assess", mark + file.read())
        for top in (folder, os.path.join(ROOT, "rules")):
            for path, _, names in sorted(os.walk(top)):
                for name in sorted(names):
                    with open(os.path.join(path, name), "rb") as file:
                        take(name, file.read(1 << 20))
    # What a fuzzer found once: mended since, and tried again by every run.
    found = os.path.join(ROOT, "fuzz/found")
    for target in sorted(os.listdir(found)):
        for name in sorted(os.listdir(os.path.join(found, target))):
            with open(os.path.join(found, target, name), "rb") as file:
                give(target, file.read())
    # Fields by their first letter modulo nine: c name, d birth, e address, f e-mail, g telephone, h SSN, i NIR, j IBAN.
    staff = b"cjane doe\th900-00-0001\td1985-05-03\te12 high st, austin tx 78701\tfjane@x.example\tg+15125550101\n"
    give("people", staff + staff.replace(b"jane doe", b"doe, jane m") + b"cj doe\tfjane@x.example\nch\ncde\nc-\n" * 3)
    give("people", b"".join(b"cjohn smith %d\th900-00-%04d\td19%02d-01-01\n" % (n % 7, n % 11, n % 50) for n in range(60)))
    for place in (b"leak/dump.zip!/hr/staff.xlsx!/Payroll#R17C4", b"mbox!/1042#body+311", b"a#p3!R1C2"):
        give("place", place)
    made(give)
    print("%d seeds" % count)


if __name__ == "__main__":
    main()
