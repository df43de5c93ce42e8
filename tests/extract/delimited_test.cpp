#include "extract/delimited.h"

#include <gtest/gtest.h>

namespace constat {
namespace {

TEST(Delimited, TellsTablesFromTheRest) {
  struct Case {
    std::string_view what;
    std::string_view text;
    char delimiter;  // 0: no table.
  };
  const Case cases[] = {
      {"comma", "name,email,age\nAnn,ann@example.org,31\nBob,bob@example.org,44\n", ','},
      {"two columns", "id,name\n1,Ann\n2,Bob\n", ','},
      {"semicolon with decimal commas", "nom;salaire;prime\nDurand;3500,50;10,00\nPetit;2900,00;12,50\n", ';'},
      {"tab", "a\tb\tc\n1\t2\t3\n", '\t'},
      {"bar", "id|name|city\n1|Ann|Paris\n2|Bob|Lyon\n", '|'},
      {"hive",
       "1\x01"
       "Ann\x01Paris\n2\x01"
       "Bob\x01Lyon\n",
       '\x01'},
      {"sep line", "sep=;\na;b\n1;2\n", ';'},
      {"title rows above", "Payroll 2014\n\nname,ssn,pay\nAnn,1,2\nBob,3,4\nCid,5,6\nDan,7,8\n", ','},
      {"quotes with line ends", "id,note\n1,\"two\nlines, here\"\n2,\"one\"\n3,\"x\"\n", ','},
      {"old Macintosh", "a,b,c\r1,2,3\r4,5,6\r", ','},
      {"passwords", "ann@example.org:hunter2\nbob@example.org:s3cret\ncid@example.org:qwerty\n", ':'},
      {"passwd",
       "root:x:0:0:root:/root:/bin/bash\nbin:x:2:2:bin:/bin:/sbin/nologin\nann:x:1000:1000:Ann:/home/ann:/bin/sh\n",
       ':'},
      {"prose",
       "Dear John,\nthank you for the letter, which came today.\nI hope, as always, you are well, and happy.\nBye, "
       "Jane\n",
       0},
      {"notes of a line each",
       "Mrs Aisha Taylor, 95 High Street, Belfast, BT7 3FE. Rang re legacy gift. Has terminal cancer, prefers "
       "letters. Account 23717509.\n\nMrs Jane Jones, 58 Church Lane, York, YO10 5FJ. Rang re legacy gift. Has a "
       "cold, prefers letters. Account 64198061.\n",
       0},
      {"a list whose lines end in abbreviations",
       "Acme, 12 High Street, U.S.\nBolt, 4 Pine Road, U.K.\nCord, 9 Elm, U.S.\n", ','},
      {"columns by position",
       "EMPNO  EMP_NM                    SSN         DOB       ANN_SAL    DEPT\n"
       "104470  KOWALCZYK, DEBORAH A.     412-55-8731 06/19/71   58,240.00  0410\n"
       "104471  WHITFIELD, TYRONE J JR    257-31-9046 11/02/84   71,500.00  0410\n"
       "104472  O'DONNELL, MARY-KATE      034-62-7718 01/30/90   49,875.50  0410\n",
       0},
      {"columns by position, two rows",
       "Pers.Nr  Name                Geb.Dat     Brutto\n004711   Brinkmann, Anke     14.07.1979  4.380,00\n"
       "004712   Koch, Jens          02.03.1981  3.900,00\n",
       0},
      {"a form's amounts", "Bruttolohn: 4.120,50\nNettolohn: 2.711,22\n", 0},
      {"a form", "Mitarbeiter: Weber, Hans\nGeburtsort: Bielefeld, NRW\nGehalt: 4.120,50\n", 0},
      {"padded cells", "id , name      , city\n1  , Ann Smith , Paris\n2  , Bob Jones , Lyon\n", ','},
      {"decimals in a second column", "Player,score\nPlayer 1,10\nPlayer 2,12\n", ','},
      {"prose with a decimal comma a line",
       "Le panier vaut 9,50 euros par jour\nMme Fontaine, 12 rue des Lilas\nSa prime de 250,00 euros est due\n"
       "Die Karte kostet 12,5 € im Monat\n",
       0},
      {"names that end in numbers", "name,score\nPlayer 1,10\nPlayer 2,20\nPlayer 3,35\n", ','},
      {"places that end in numbers", "room,what\nRoom 12,3 seats\nHall,40 seats\nOffice 9,desk\nLab,bench\n", ','},
      {"one column", "ann@example.org\nbob@example.org\ncid@example.org\n", 0},
      {"last, first", "Durand, Anne\nPetit, Jean\nMartin, Luc\n", 0},
      {"log with bars",
       "2021-06-18 21:00:05.4521|INFO|Technical|Starting process|\n2021-06-18 21:00:08.8740|INFO|Technical|Got "
       "entries|\n",
       0},
      {"syslog", "Nov 23 19:00:01 host cron[12]: (root) CMD (run)\nNov 23 19:00:02 host cron[13]: (root) CMD (run)\n",
       0},
      {"yaml", "name: Ann\nemail: ann@example.org\ncity: Paris\nage: 3\n", 0},
      {"code", "int a = 1;\nint b = 2;\nreturn f(a, b);\n}\n", 0},
      {"times", "10:00:01\n10:00:02\n10:00:03\n10:00:04\n", 0},
      {"addresses", "http://a.example\nhttp://b.example\nhttp://c.example\n", 0},
      {"json lines", "{\"a\":1,\"b\":2}\n{\"a\":3,\"b\":4}\n{\"a\":5,\"b\":6}\n", 0},
      {"settings", "[main]\nkey=value\nother=thing\n", 0},
      {"one line", "a,b,c,d\n", 0},
      {"nothing", "", 0},
  };
  for (const Case& c : cases) {
    const auto dialect = sniff_dialect(c.text, true);
    EXPECT_EQ(dialect ? dialect->delimiter : 0, c.delimiter) << c.what;
  }
}

TEST(Delimited, KindsOfCells) {
  struct Case {
    std::string_view text;
    CellKind kind;
  };
  const Case cases[] = {
      {"", CellKind::empty},
      {"  ", CellKind::empty},
      {"12", CellKind::number},
      {"-3.5", CellKind::number},
      {"1,5", CellKind::number},
      {"1,234.50", CellKind::number},
      {"0.5", CellKind::number},
      {"007", CellKind::text},
      {"12-3", CellKind::text},
      {"1.2.3.4", CellKind::text},
      {"abc", CellKind::text},
      {"24.11.2014", CellKind::text},
      {"+33612345678", CellKind::number},
      {"1234567890123456789", CellKind::text},
      {"-", CellKind::text},
      {".5", CellKind::text},
  };
  for (const Case& c : cases) EXPECT_EQ(static_cast<int>(cell_kind(c.text)), static_cast<int>(c.kind)) << c.text;
}

}  // namespace
}  // namespace constat
