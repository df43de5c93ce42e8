#include "detect/labelled.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

class Labelled : public test::EngineTest {};

struct Case {
  std::string_view text;
  std::string_view told;  // "": nothing may be told.
};

TEST_F(Labelled, SecretsThatMachinesShareArePasswords) {
  constexpr Case cases[] = {
      {"[1001]\ntype=friend\nsecret=sip1001x\ncontext=internal\n", "sip1001x"},
      {"[1002]\ntype=friend\nsecret = kirschbaum ; until May\n", ""},  // (A sentence may go on there.)
      {"[1002]\ntype=friend\nsecret = kirschbaum\n", "kirschbaum"},
      {"client ap1 {\n  ipaddr = 10.0.0.7\n  secret = estragon\n}\n", "estragon"},
      {"[oauth]\nsecret = required\n", ""},
      {"[oauth]\nsecret = ${OAUTH_SECRET}\n", ""},
      {"def check(x):\n  secret = other\n  return secret\n", ""},
      {"volumes:\n  secret: db-credentials\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.told) << c.text;
}

TEST_F(Labelled, SecretsThatPeopleChoseAreTold) {
  constexpr Case cases[] = {
      {"SECRET=haus-am-see-77\n", "haus-am-see-77"},
      {"APP_SECRET=qwe123asd\n", "qwe123asd"},
      {"ENCRYPTION_KEY=Papa&Mama1985\n", "Papa&Mama1985"},
      {"app.use(session({ secret: \"Katzenfutter!9\", resave: false }));\n", "Katzenfutter!9"},
      {"add peer=p1 secret=IpsecPw99\n", "IpsecPw99"},
      {"API_SECRET=winterwonderland\n", ""},
      {"secret: my-app-tls-2\n", ""},
      {"secret: \"my-app-tls-2\"\n", ""},
      {"cache_key = \"user_profile_v2\"\n", ""},
      {"SECRET=changeme\n", ""},
      {"CLIENT_SECRET=test1234\n", ""},
      {"secret = \"prod/db/password1\"\n", ""},
      {"KEY=linux-cache-v3\n", ""},
      {"key: v1-dependencies-2\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "api_key"), c.told) << c.text;
}

TEST_F(Labelled, PayOfManyIsNobodys) {
  constexpr Case cases[] = {
      {"Le salaire minimum est de 1 766,92 EUR brut.\n", ""},
      {"The median salary was $58,260 in 2023.\n", ""},
      {"The average annual salary is $61,000.\n", ""},
      {"Das Durchschnittsgehalt liegt bei 49.260 EUR.\n", ""},
      {"Der Mindestlohn: 2.100 EUR im Monat.\n", ""},
      {"El salario m\xC3\xADnimo es de 1.134 EUR al mes.\n", ""},
      {"El salario medio es de 2.134 EUR al mes.\n", ""},
      {"La retribuzione media: 1.750 EUR al mese.\n", ""},
      {"Het gemiddelde salaris is 3.070 EUR per maand.\n", ""},
      {"Media director. Annual salary: $58,260\n", "$58,260"},
      {"Below average. Annual salary: $58,260\n", "$58,260"},
      {"Salaire brut mensuel : 3 250,00 EUR\n", "3 250,00 EUR"},
      {"Jahresgehalt: 62.400 EUR, Durchschnitt der Abteilung 58.000\n", "62.400 EUR"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "salary"), c.told) << c.text;
}

// How much it rises stands before what it rises to.
TEST_F(Labelled, PayBehindItsRise) {
  constexpr Case cases[] = {
      {"Das Gehalt von Herrn Tiedemann steigt um 2,75 % auf 4.312,80 Euro.\n", "4.312,80 Euro"},
      {"Ab Mai steigt sein Gehalt um 3 Prozent auf 4.312,80 Euro.\n", "4.312,80 Euro"},
      {"El salario de do\u00F1a Remedios Cuesta sube un 3,25 % hasta 1.987,40 euros al mes.\n", "1.987,40 euros"},
      {"Lo stipendio del sig. Moretti sale del 2,5 % a 2.156,30 euro.\n", "2.156,30 euro"},
      {"Le salaire de Mme Leclercq augmente de 2 pour cent en 2024 et passe \u00E0 2 845,50 \u20AC brut.\n",
       "2 845,50 \u20AC"},
      {"The salary of Ms. Joan Perry rises by 3.5% to $4,312.80 a month.\n", "$4,312.80"},
      {"Her salary was raised by $500 to $5,250 a month.\n", "$5,250"},
      {"Her salary rose by 3.5%. Rent is $4,312.80 a month.\n", ""},
      {"Her salary rises by 3.5% of 4312 units.\n", ""},
      {"Salary increase: 3.5% in 2024, 4% in 2025\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "salary"), c.told) << c.text;
}

TEST_F(Labelled, SettingsOnOneLineAndStatementsTellPlainWords) {
  constexpr Case cases[] = {
      {"conn = connect(\"dbname=hr user=hr password=limette host=db01\")\n", "limette"},
      {"mysql --user=root --password=donnerwetter hr\n", "donnerwetter"},
      {"CREATE USER 'app'@'%' IDENTIFIED BY 'seerose';\n", "seerose"},
      {"GRANT ALL ON *.* TO 'x'@'localhost' IDENTIFIED BY 'dahlie';\n", "dahlie"},
      {"ALTER LOGIN sa WITH PASSWORD = N'Ginster6!';\n", "Ginster6!"},
      {"UPDATE users SET password = MD5('primel') WHERE id = 1;\n", "primel"},
      {"MAIL_PASSWORD=\"post kutsche 9\"\n", "post kutsche 9"},
      {"the cord identified by 'cord' is cut\n", ""},
      {"--passphrase= can be empty\n", ""},
      {"adds PWD=dir to the environment\n", ""},
      {"password = MD5($password)\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.told) << c.text;
}

TEST_F(Labelled, SettingsAboutPasswordsAreNone) {
  constexpr Case cases[] = {
      {"password_encryption=scram-sha-256\n", ""},
      {"default_password_hasher: argon2\n", ""},
      {"chrome --password-store=basic\n", ""},
      {"passwordRef: vault://kv/data/app#pw\n", ""},
      {"'password' => 'required|string|min:8|confirmed',\n", ""},
      {"'password' => 'nullable|min:8',\n", ""},
      {"\"password\":\"must_match_confirmation\"\n", ""},
      {"{\"password\":{\"type\":\"string\"}}\n", ""},
      {"{\"password\": {\"description\": \"The user's password\"}}\n", ""},
      {"store_password=Ginster6!\n", "Ginster6!"},
      {"'password' => 'Moor|gans|7',\n", "Moor|gans|7"},
      {"'password' => 'rot|gelb|9',\n", "rot|gelb|9"},
      {"\"password\":\"must_love_dogs_7\"\n", "must_love_dogs_7"},
      {"{\"auth\":{\"password\":\"Ginster6!\"}}\n", "Ginster6!"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.told) << c.text;
}

TEST_F(Labelled, HeadersNamesAndRequestsNumbersAreNoKeys) {
  constexpr Case cases[] = {
      {"api_key_header: X-Api-Key-V2\n", ""},
      {"x-request-key: effe77a7423ee040f4312de5\n", ""},
      {"x-api-key: effe77a7423ee040f4312de5\n", "effe77a7423ee040f4312de5"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "api_key"), c.told) << c.text;
}

TEST_F(Labelled, SealedPasswordsKeepTheirBraces) {
  EXPECT_TRUE(is_sealed("{AQAAABAAAAAQ4Fyq0r1v9o8Nw7Yt2Lk5Jh3Gf6Ds1Aa=}"));
  EXPECT_FALSE(is_sealed("{password}"));
  EXPECT_FALSE(is_sealed("{0}"));
  EXPECT_EQ(told("<password>{AQAAABAAAAAQ4Fyq0r1v9o8Nw7Yt2Lk5Jh3Gf6Ds1Aa=}</password>"),
            "{AQAAABAAAAAQ4Fyq0r1v9o8Nw7Yt2Lk5Jh3Gf6Ds1Aa=}");
  EXPECT_EQ(told("<password>{db.password}</password>"), "");
}

TEST_F(Labelled, ARecordsPasswordIsAllOfItsLine) {
  EXPECT_EQ(told("URL: https://mail.example.org/\nUsername: jane@example.org\nPassword: Murmel tier 7\n"
                 "Application: Google_[Chrome]_Default\n"),
            "Murmel tier 7");
  EXPECT_EQ(told("Soft: Chrome\nHost: https://a.example.org\nLogin: jdoe\nPassword: W4ldkauz\n"), "W4ldkauz");
  EXPECT_EQ(told("Username: jane\nPassword: Murmel7 (until May)\n"), "Murmel7") << "no record of a page";
}

TEST_F(Labelled, ElementsAndInlineFilesTellTheirOwnLine) {
  EXPECT_EQ(told("<auth-user-pass>\njdoe\nregenbogen\n</auth-user-pass>\n"), "regenbogen");
  EXPECT_EQ(told("# masterauth <master-password>\nmasterauth Minze44\n"), "Minze44");
  EXPECT_EQ(told("<Password>\n  W4ldkauz!\n</Password>\n"), "W4ldkauz!");
}

TEST_F(Labelled, AnswersToSecurityQuestions) {
  constexpr Case cases[] = {
      {"Security question: first pet?\nAnswer: Rexi\n", "Rexi"},
      {"Sicherheitsfrage 2: Erstes Haustier?\nAntwort: Rexi\n", "Rexi"},
      {"Security answer 2: Wolfenbuettel\n", "Wolfenbuettel"},
      {"Question: first pet?\nAnswer: Rexi\n", ""},
      {"Answer: Rexi\n", ""},
      {"Security question: first pet?\nsee the manual\nAnswer: Rexi\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "security_answer"), c.told) << c.text;
}

TEST_F(Labelled, PinsOfBoardsAndPlacesAreNone) {
  constexpr Case cases[] = {
      {"PIN: 4711\n", "4711"},       {"PIN is 4711", "4711"},    {"PIN lautet 4711\n", "4711"},
      {"PIN is 4711 mm long\n", ""}, {"PIN is required\n", ""},  {"GPIO PIN 2204\n", ""},
      {"Connector PIN: 4711\n", ""}, {"Pin code: 560034\n", ""}, {"Kundenportal PIN: 4711\n", "4711"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.told) << c.text;
}

TEST_F(Labelled, PasswordsThatTeachAreNobodys) {
  constexpr Case cases[] = {
      {"A bad password: Summer2023\n", ""},
      {"Don't use: password: Welcome1\n", ""},
      {"Ein schlechtes Passwort: Sommer2023\n", ""},
      {"Un mauvais mot de passe : Soleil2023\n", ""},
      {"Tag 3: Pass: Brenner-Pass 1370m\n", ""},
      {"Pass: Gotthard 2106 m\n", ""},
      {"1,210 tests; pass: 1204, fail: 6\n", ""},
      {"mysqldump -pdb_name > out.sql\n", ""},
      {"Password: Summer2023\n", "Summer2023"},
      {"Mein Passwort: Sommer2023\n", "Sommer2023"},
      {"Pass: Brenner1370\n", "Brenner1370"},
      {"mysqldump -u root -pTiger!9 hr > out.sql\n", "Tiger!9"},
      {"if user == 'example@northfield.org' and password == 'logmein7':\n", "logmein7"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.told) << c.text;
}

TEST_F(Labelled, PayThatIsOfferedIsNobodys) {
  constexpr Case cases[] = {
      {"Salary: 45,000-55,000 DOE\n", ""},
      {"Salaire : 38 000 \u20AC brut annuel selon exp\u00E9rience\n", ""},
      {"Senior Engineer (m/w/d)\nGehalt: 55.000 EUR brutto im Jahr\n", ""},
      {"Salary: \u00A332,000 per annum\nApply by sending your CV to us.\n", ""},
      {"Salaries: 120,000\n", ""},
      {"Salary: $85,000\n", "$85,000"},
      {"Employee: Mary Smith\nAnnual salary: \u00A332,000 per annum\n", "\u00A332,000"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "salary"), c.told) << c.text;
}

TEST_F(Labelled, BirthsOfThingsAreNobodys) {
  constexpr Case cases[] = {
      {"Company DOB: 12/03/1988\n", ""},
      {"The building was born on 4 May 1931.\n", ""},
      {"Su abuela naci\xC3\xB3 el 4 de octubre de 1943.\n", "4 de octubre de 1943"},
      {"Naci\xC3\xB3 en Sevilla el 5 de febrero de 1979.\n", "5 de febrero de 1979"},
      {"La empresa naci\xC3\xB3 el 4 de octubre de 1943.\n", ""},
      {"El proyecto termina el 4 de octubre de 1943.\n", ""},
      {"Date of birth of the firm: 1951-02-03\n", ""},
      {"Born 3 May 1931, the bridge has carried traffic since.\n", ""},
      {"Pedigree\nBreed: German Shepherd, born: 12.04.2019, Sire: Rex\n", ""},
      {"Geb.-Nr.: 04.05.1931\n", ""},
      {"Geb.: 04.05.1931\n", "04.05.1931"},
      {"DOB: 12/03/1988\n", "12/03/1988"},
      {"Horse owner born 12/03/1988\n", "12/03/1988"},
      {"She joined the company; born on 4 May 1971.\n", "4 May 1971"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text, "date_of_birth"), c.told) << c.text;
}

TEST_F(Labelled, PiecesOfASerializedSessionAreNoLogins) {
  const std::string_view session =
      "{\"session\":{\"user\":\"a:2:{s:5:\\\"email\\\";s:3:\\\"x@y\\\";}\",\"password\":\"Vogel!99x\"}}\n";
  EXPECT_EQ(told(session), "Vogel!99x");
  EXPECT_EQ(told(session, "connection_string"), "");
  EXPECT_EQ(told("{\"user\":\"app_rw\",\"password\":\"Vogel!99x\",\"host\":\"db1\"}\n", "connection_string"), "app_rw");
}

}  // namespace
}  // namespace constat
