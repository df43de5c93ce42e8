#include "detect/engine.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>

#include "detect/pattern_database.h"
#include "detect/rule_cache.h"
#include "detect/rule_check.h"
#include "support/engine_fixture.h"
#include "support/temporary.h"

namespace constat {
namespace {

using test::EngineTest;
using test::Found;

TEST_F(EngineTest, EveryRuleMeetsItsOwnExamples) {
  std::size_t examples = 0;
  for (const RuleFailure& failure : check_rules(*engine_, examples)) {
    ADD_FAILURE() << failure.rule << ": " << failure.why << ": " << failure.text;
  }
  EXPECT_GT(examples, 150U);
}

TEST_F(EngineTest, ThePropertyThatNamesAProgramNamesNoPersonAndNoMachine) {
  for (const std::string_view text :
       {"LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40", "Microsoft Macintosh Word"}) {
    for (const Found& one : detect(Passage::whole(text, "meta/application", 0, PassageKind::metadata))) {
      EXPECT_TRUE(one.type != "ip_address" && one.type != "person_name") << one.type << " in " << text;
    }
  }
  bool named = false;
  for (const Found& one : detect(Passage::whole("Alan Pruitt", "meta/author", 0, PassageKind::metadata))) {
    named = named || one.type == "person_name";
  }
  EXPECT_TRUE(named);
  EXPECT_LT(confidence_of("ip_address", "Made with LibreOffice 7.4.7.2 today"), 0.5F);
}

// Attributes and their values, an attribute a row, beside the person's name.
TEST_F(EngineTest, AValueIsReadByTheNameThatItsRowGivesIt) {
  class Rows final : public TableFindingSink {
   public:
    void finding(const TableFinding& finding) override {
      if (finding.confidence >= 0.5F)
        told.insert(engine_->types().at(finding.type).name + ":" + std::string(finding.value));
    }
    std::set<std::string> told;
  } rows;
  const auto scratch = engine_->make_scratch();
  const auto table = engine_->table(TableInfo{}, *scratch, rows);
  constexpr std::array<std::string_view, 3> lines[] = {
      {"employee", "field", "value"},        {"Alan Pruitt", "SSN", "312486193"}, {"Alan Pruitt", "DOB", "03/14/1961"},
      {"Alan Pruitt", "Salary", "52100"},    {"Kevin Nguyen", "Salary", "61350"}, {"Kevin Nguyen", "Status", "61351"},
      {"Kevin Nguyen", "DOB", "05/04/1971"},
  };
  std::uint64_t number = 0;
  for (const auto& line : lines) {
    const std::array<Cell, 3> cells = {Cell{line[0]}, Cell{line[1]}, Cell{line[2]}};
    table->row(++number, cells, true);
  }
  table->end();
  EXPECT_EQ(rows.told, (std::set<std::string>{"person_name:Alan Pruitt", "person_name:Kevin Nguyen", "us_ssn:312486193",
                                              "date_of_birth:03/14/1961", "date_of_birth:05/04/1971", "salary:52100",
                                              "salary:61350"}));
}

TEST_F(EngineTest, CommandLinesGiveTheirPasswordsAway) {
  struct Case {
    std::string_view line, password;
  };
  constexpr Case cases[] = {
      {"mysql -u root -pHunter22x shop", "Hunter22x"},
      {"  12  mysqldump --user=backup --password=Vr4nk0Zz customers", "Vr4nk0Zz"},
      {"mongosh --username app --password Vr4nk0Zz --host db", "Vr4nk0Zz"},
      {"PGPASSWORD=Vr4nk0Zz psql -h db1 -U app", "Vr4nk0Zz"},
      {"sudo sshpass -p 'Vr4nk 0Zz!' ssh root@srv01", "Vr4nk 0Zz!"},
      {"curl -s \\\n  --user \"svc_backup:Vr4nk0Zz\" https://intranet.example.org", "Vr4nk0Zz"},
      {"curl --user jd@example.org:Vr4nk0Zz https://x.example.org", "Vr4nk0Zz"},
      {"net use Z: \\\\srv01\\share /user:CORP\\jdoe Vr4nk0Zz", "Vr4nk0Zz"},
      {"net use \\\\srv01\\share Vr4nk0Zz /user:CORP\\jdoe /persistent:yes", "Vr4nk0Zz"},
      {"net user jdoe Vr4nk0Zz /add", "Vr4nk0Zz"},
      {"PsExec.exe \\\\10.0.94.120 -u CORP\\admin -p Vr4nk0Zz cmd.exe", "Vr4nk0Zz"},
      {"smbclient -U jdoe%Vr4nk0Zz //srv/share", "Vr4nk0Zz"},
      {"xfreerdp /v:10.0.0.5 /u:jdoe /p:Vr4nk0Zz", "Vr4nk0Zz"},
      {"sqlplus scott/Tiger77x@ORCL", "Tiger77x"},
      {"secretsdump.py CORP/admin:Vr4nk0Zz@10.0.0.9", "Vr4nk0Zz"},
      {"lftp -u jdoe,Vr4nk0Zz ftp.example.org", "Vr4nk0Zz"},
      {"<AutoLogon><Password><Value>Vr4nk0Zz</Value>", "Vr4nk0Zz"},
  };
  for (const Case& c : cases) {
    bool found = false;
    for (const Found& one : detect(c.line)) found = found || (one.value == c.password && one.confidence >= 0.5F);
    EXPECT_TRUE(found) << c.line;
  }
  for (const std::string_view line :
       {"mysql -u root -p shop", "docker run -u 1000:1000 image", "curl -u $USER:$PASSWORD https://example.org",
        "net use Z: \\\\srv01\\share /persistent:yes", "sqlplus / as sysdba", "sort -p Vr4nk0Zz", "psexec -p",
        "(get_passphrase): Add arg newsymkey.", "void glPass(GLfloat token);", "pri_psk->keyid", "curl -u", "mysql -p",
        "net user", "tool --password --verbose", "tool --password PASSWORD"}) {
    for (const Found& one : detect(line)) EXPECT_LT(one.confidence, 0.5F) << one.value << " in " << line;
  }
}

TEST_F(EngineTest, PayKeepsItsCurrencyAndPeriod) {
  struct Case {
    std::string_view text, canonical;
  };
  constexpr Case cases[] = {
      {"an annual gross salary of $85,000, paid bi-weekly", "85000 USD/year"},
      {"Your hourly rate will be $31.50 per hour.", "31.5 USD/hour"},
      {"Salaire de base   151,67 h   3 250,00 \u20AC", "3250 EUR"},
      {"Basic Pay   \u00A32,850.00 per month", "2850 GBP/month"},
      {"Sie erhalten ein Jahresgehalt von 62.400 EUR brutto.", "62400 EUR/year"},
  };
  for (const Case& c : cases) {
    std::string canonical;
    for (const Found& one : detect(c.text)) canonical = one.type == "salary" ? one.canonical : canonical;
    EXPECT_EQ(canonical, c.canonical) << c.text;
  }
}

TEST_F(EngineTest, OnlyFindingsThatStartInTheOwnedRangeAreTold) {
  const std::string text = "jane@example.org and joe@example.org and ann@example.org";
  Passage passage = Passage::whole(text, "");
  passage.owned_begin = 10;
  passage.owned_end = 30;
  const auto found = detect(passage);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].value, "joe@example.org");
}

TEST_F(EngineTest, ADiagnosisIsItsCode) {
  for (const std::string_view text : {"Diagnosis: F32.1", "Diagnose: F32.1", "Diagnostic principal : F32.1"}) {
    bool found = false;
    for (const Found& one : detect(text)) found = found || (one.value == "F32.1" && one.confidence >= 0.9F);
    EXPECT_TRUE(found) << text;
  }
  EXPECT_LT(confidence_of("medical_record_number", "Zm9vYmFyMTIzNDU2Nzg5/MRN/00482913k2lvbmcgdGV4dCBpbiBi"), 0.5F)
      << "three letters of base64";
  EXPECT_LT(confidence_of("health", "Diagnosis: pending"), 0.5F);
}

TEST_F(EngineTest, ValuesBehindLabels) {
  struct Case {
    std::string_view text;
    std::string_view type;
    std::string_view value;  // "" where nothing of the type may be shown (0.5 or more).
  };
  constexpr Case cases[] = {
      {"password: Summer2014!", "password", "Summer2014!"},
      {"Mot de passe : Azerty31!", "password", "Azerty31!"},
      {"<password>w8ord-Kz</password>", "password", "w8ord-Kz"},
      {"<add key=\"password\" value=\"w8ord-Kz\"/>", "password", "w8ord-Kz"},
      {"Server=db;User Id=app;Password=w8ord-Kz;Timeout=3", "password", "w8ord-Kz"},
      {"password=${DB_PASSWORD}", "password", ""},
      {"password: ********", "password", ""},
      {"the password is wrong", "password", ""},
      {"La contrase\xC3\xB1"
       "a es Verano2021!",
       "password", "Verano2021!"},
      {"//nas01/data /mnt cifs username=jdoe,password=Vr4nk0Zz,iocharset=utf8 0 0", "password", "Vr4nk0Zz"},
      {"login/pw: jdoe / Hunter22x", "password", "Hunter22x"},
      {"Username jdoe\nPassword Hunter22x\n", "password", "Hunter22x"},
      {"gpg: The option --passphrase= can be empty.", "password", ""},
      {"(parse_name): Pass \"-wholename\" as alternative", "password", ""},
      {"see above\nPassword version2\n", "password", ""},
      {"mot de passe : votre_mot_de_passe", "password", ""},
      {"mdp: \xC3\xA0_compl\xC3\xA9ter", "password", ""},
      {"Kennwort = geheim", "password", ""},
      {"Passwort: hier_eintragen", "password", ""},
      {"contrase\xC3\xB1"
       "a: tu_contrase\xC3\xB1"
       "a",
       "password", ""},
      {"password = cambiami", "password", ""},
      {"Le mot de passe du portail de paie est Tr0ub4dour!2024.", "password", "Tr0ub4dour!2024"},
      {"The password for the payroll portal is Tr0ub4dour!2024.", "password", "Tr0ub4dour!2024"},
      {"password for jane.doe@example.org: Sommer2024", "password", "Sommer2024"},
      {"Das Passwort f\xC3\xBCr das Portal lautet Sommer2024!x", "password", "Sommer2024!x"},
      {"La contrase\xC3\xB1"
       "a de la caja es Caja-4711x",
       "password", "Caja-4711x"},
      {"La password per il portale \xC3\xA8 Gatto99rosso", "password", "Gatto99rosso"},
      {"password: Michael-1984", "password", "Michael-1984"},
      {"user admin pass J1ra_adm!n", "password", "J1ra_adm!n"},
      {"son acc\xC3\xA8s (login kbenali / mdp Azerty!78)", "password", "Azerty!78"},
      {"username kbenali and password Azerty!78", "password", "Azerty!78"},
      {"login page / password reset2024 page", "password", ""},
      {"user kbenali, password expired 30d ago", "password", ""},
      {"the user must pass 3 tests", "password", ""},
      {"password: Michael-1984", "person_name", ""},
      {"the password of the week: sunshine", "password", ""},
      {"The password for the portal is wrong.", "password", ""},
      {"The password for this release was changed in version 2.4.1.", "password", ""},
      {"the password for a user of the old portal of the second house is 12monkeys", "password", ""},
      {"wachtwoord: uw_wachtwoord", "password", ""},
      {"password: !vault |", "password", ""},
      {"char auth[] = \"fa52f8b2b19b8f89a50f8a8e9bb8bdb5\"; // board", "token", "fa52f8b2b19b8f89a50f8a8e9bb8bdb5"},
      {"sonar-scanner -Dsonar.login=2d0938808ae8f3499e904f3b5888c1c5c2e51dc2", "token",
       "2d0938808ae8f3499e904f3b5888c1c5c2e51dc2"},
      {"client_secret: rUSCEiwvjBBHDI0W", "api_key", "rUSCEiwvjBBHDI0W"},
      {"client_secret: PaymentGateway2", "api_key", ""},
      {"token: 3fea6af1349166ea", "token", "3fea6af1349166ea"},
      {"Ihr Bruttojahresgehalt betr\xC3\xA4gt 62.000 Euro, zahlbar", "salary", "62.000 Euro"},
      {"Her MRN is 00482913 and her file is closed", "medical_record_number", "00482913"},
      {"MRN 73-48-21 WAS SENT", "medical_record_number", "73-48-21"},
      {"Diagn\xC3\xB3stico: J45.0", "health", "J45.0"},
      {"compass words: north7", "password", ""},
      {"passwordLabel:\"Password:\",rememberMe", "password", ""},
      {"var apiToken string = \"b9c27e25867102d301e795763e5a75c5\"", "token", "b9c27e25867102d301e795763e5a75c5"},
      {"Authorization: Bearer 22cb987851bc5659229114c62e60c79abd0d2c08", "token",
       "22cb987851bc5659229114c62e60c79abd0d2c08"},
      {"token = request.headers.token", "token", ""},
      {"date of birth: 12 March 1975, Lyon", "date_of_birth", "12 March 1975"},
      {"n\xC3\xA9"
       "e le 12/03/1975 \xC3\xA0 Lyon",
       "date_of_birth", "12/03/1975"},
      {"shipped 12/03/1975", "date_of_birth", ""},
      {"Base salary $85,000 per year", "salary", "$85,000"},
      {"salaire brut : 3 250,00 \xE2\x82\xAC", "salary", "3 250,00 \xE2\x82\xAC"},
      {"salary review 2014", "salary", ""},
      {"postgres://app:w8ord@db.example.org/hr", "connection_string", "postgres://app:w8ord@db.example.org/hr"},
      {"https://example.org/path:x@y", "connection_string", ""},
      {"AKIAIOSFODNN7EXAMPLE", "api_key", ""},
  };
  for (const Case& c : cases) {
    std::string value;
    for (const Found& one : detect(c.text)) {
      if (value.empty() && one.type == c.type && one.confidence >= 0.5F) value = one.value;
    }
    EXPECT_EQ(value, c.value) << c.text;
  }
}

// Groups of four hold shorter runs of digits: those are no tries of their own, or every list of cards would look like
// numbers that pass by chance.
TEST_F(EngineTest, CardsInGroupsDoNotSpeakAgainstEachOther) {
  std::size_t cards = 0;
  for (const Found& one : detect("we took 4539 1488 0343 6467 and 5425 2334 3010 9903, then 4539-1488-0343-6467")) {
    cards += one.type == "credit_card" && one.confidence >= 0.5F ? 1 : 0;
  }
  EXPECT_EQ(cards, 3U);
  std::string drawn;
  for (int number = 0; number < 200; ++number) drawn += std::to_string(4539148803430000 + number * 7) + " L ";
  for (const Found& one : detect(drawn)) {
    EXPECT_FALSE(one.type == "credit_card" && one.confidence >= 0.5F) << "one in ten passes by chance: " << one.value;
  }
}

// One number in ten passes a check digit: alone in its column it is what the others are.
TEST_F(EngineTest, InAColumnAValueThatPassesByChanceIsLow) {
  class Sink final : public TableFindingSink {
   public:
    void finding(const TableFinding& finding) override {
      ++all;
      shown += finding.confidence >= 0.5F ? 1 : 0;
    }
    void column_typed(std::uint32_t, std::string_view, std::string_view, float, std::string_view) override {}
    std::size_t all = 0;
    std::size_t shown = 0;
  };
  const auto found = [](const std::vector<std::string_view>& values) {
    Sink sink;
    const auto scratch = engine_->make_scratch();
    const auto table = engine_->table(TableInfo(), *scratch, sink);
    std::uint64_t row = 1;
    for (const std::string_view value : values) {
      const std::vector<Cell> cells = {{"bolt", CellKind::text, 0}, {value, CellKind::text, 0}};
      table->row(row++, cells, true);
    }
    table->end();
    return sink;
  };
  const Sink chance = found({"4539148803436466", "4539148803436467", "4539148803436469", "4539148803436460",
                             "4539148803436461", "4539148803436462"});
  EXPECT_EQ(chance.shown, 0U);
  EXPECT_GE(chance.all, 1U) << "kept, low";
  const Sink more = found({"4539148803436467", "5425233430109903", "4539148803436469", "4539148803436460",
                           "4539148803436461", "4539148803436462"});
  EXPECT_EQ(more.shown, 2U) << "a third is more than chance";
}

TEST_F(EngineTest, ACompiledCacheFindsTheSame) {
  auto set = load_rules({CONSTAT_SOURCE_DIR "/rules"});
  ASSERT_TRUE(set.has_value());
  // Those that the text is for, and a tenth of the others: compiling all three times takes long.
  std::size_t number = 0;
  std::erase_if(set->rules, [&number](const Rule& rule) {
    const bool meant = std::ranges::any_of(rule.finds, [](const std::string& one) {
      return one.find("AKIA") != std::string::npos || one.find("password") != std::string::npos;
    });
    return !meant && ++number % 10 != 0;
  });
  const auto cache = PatternDatabase::compile_cache(set->rules, set->hash);
  ASSERT_TRUE(cache.has_value());
  const std::string path = ::testing::TempDir() + "constat_rules.bin";
  const std::string text = "password: Summer2014! and AKIAQ3EGRZ5XK7MVWT2P";
  const auto matches_with = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    const auto database = PatternDatabase::load(set->rules, set->hash, {path});
    EXPECT_TRUE(database.has_value());
    const auto scratch = (*database)->make_scratch();
    std::vector<PatternMatch> matches;
    (*database)->scan(text, *scratch, matches);
    return matches.size();
  };
  const std::size_t plain = matches_with("");
  EXPECT_GT(plain, 1U);
  EXPECT_EQ(matches_with(*cache), plain);
  EXPECT_EQ(matches_with(cache->substr(0, cache->size() / 3)), plain) << "a cut cache is passed over";
}

// Every member of every rule: what is parsed and what is unpacked pack to the same bytes.
TEST_F(EngineTest, PackedRulesAreTheRulesThatWereParsed) {
  const std::vector<std::string> folders = {CONSTAT_SOURCE_DIR "/rules"};
  const auto parsed = load_rules(folders);
  ASSERT_TRUE(parsed.has_value());
  const std::string packed = pack_rules(parsed->rules);
  std::vector<Rule> rules;
  ASSERT_TRUE(unpack_rules(packed, rules));
  ASSERT_EQ(rules.size(), parsed->rules.size());
  EXPECT_TRUE(pack_rules(rules) == packed);
  for (std::size_t index = 0; index < rules.size(); ++index) {
    EXPECT_EQ(rules[index].info.id, parsed->rules[index].info.id);
    EXPECT_EQ(rules[index].validator, parsed->rules[index].validator);
    EXPECT_EQ(rules[index].context, parsed->rules[index].context);
    EXPECT_EQ(rules[index].finds, parsed->rules[index].finds);
  }
  // Damaged: refused at every length, never read beyond its end.
  for (std::size_t size = 0; size < packed.size(); size += 1 + size / 50) {
    EXPECT_FALSE(unpack_rules(std::string(packed, 0, size), rules)) << size;
  }
  EXPECT_FALSE(unpack_rules(packed + "x", rules));
}

TEST_F(EngineTest, RulesShareLabelsByName) {
  const TemporaryFolder folder;
  const std::string rule =
      "[[rule]]\nid = \"staff\"\ncategory = \"hr\"\nsource = \"a test\"\nshapes = [\"AA9{6}\"]\n"
      "finds = [\"AB123456\"]\nignores = [\"x\"]\ncontradicts = [\"@goods\", \"Room\"]\n";
  const std::string lot =
      "[[rule]]\nid = \"lot\"\ncategory = \"other\"\nsource = \"a test\"\nshapes = [\"AA9{7}\"]\n"
      "finds = [\"AB1234567\"]\nignores = [\"x\"]\n[rule.context]\nen = [\"lot\"]\n";
  folder.file("a.toml", rule + lot);
  const auto unknown = load_rules({folder.path()});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().what.find("@goods"), std::string::npos) << unknown.error().what;
  folder.file("labels.toml", "[[labels]]\nname = \"goods\"\nwords = [\"Part No\", \"@lot\"]\n");
  const auto known = load_rules({folder.path()});
  ASSERT_TRUE(known.has_value()) << known.error().what;
  ASSERT_EQ(known->rules.size(), 2U);
  EXPECT_EQ(known->rules[0].contradicts, (std::vector<std::string>{"part no", "lot", "room"}));
  for (const std::string_view broken : {"[[labels]]\nwords = [\"a\"]\n", "[[labels]]\nname = \"goods\"\n",
                                        "[[labels]]\nname = \"goods\"\nwords = [1]\n"}) {
    folder.file("labels.toml", std::string(broken));
    EXPECT_FALSE(load_rules({folder.path()}).has_value()) << broken;
  }
}

TEST_F(EngineTest, ACacheCountsOnlyForTheSameRules) {
  const TemporaryFolder folder;
  const std::string rule =
      "id = \"staff\"\ncategory = \"hr\"\nsource = \"a test\"\nshapes = [\"AA9{6}\"]\n"
      "finds = [\"AB123456\"]\nignores = [\"x\"]\n";
  folder.file("rules/staff.toml", rule);
  const std::vector<std::string> folders = {folder.path() + "/rules"};
  const auto parsed = load_rules(folders);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().what;
  std::vector<Rule> other = parsed->rules;
  other[0].info.source = "the cache";
  const std::vector<std::string> caches = {"/nowhere",
                                           folder.file("cut", RuleCache::head_of(other, parsed->hash).substr(0, 90)),
                                           folder.file("rules.bin", RuleCache::head_of(other, parsed->hash))};
  const auto cached = load_rules(folders, caches);
  ASSERT_TRUE(cached.has_value());
  EXPECT_EQ(cached->rules[0].info.source, "the cache");
  EXPECT_EQ(cached->hash, parsed->hash);
  folder.file("rules/staff.toml", rule + "\n");  // One byte more: parsed.
  const auto changed = load_rules(folders, caches);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->rules[0].info.source, "a test");
  EXPECT_NE(changed->hash, parsed->hash);
}

// A cost that grows with the square of a run would not come to an end here.
TEST_F(EngineTest, GiantRunsComeToAnEnd) {
  std::string groups;
  std::string commas;
  std::string lines;
  std::string ats;
  for (int index = 0; index < 100'000; ++index) {
    groups += "12 ";
    commas += "12,";
    lines += "123456\n";
    ats += "a@";
  }
  for (const std::string& text : {std::string(1 << 20, '7'), std::string(1 << 20, '@'), groups, commas, lines, ats,
                                  std::string(1 << 20, 'a') + "1", std::string(1 << 20, '(')}) {
    EXPECT_LE(detect(text).size(), text.size() / 8) << text.substr(0, 12);
  }
}

TEST(Rules, AWrongRuleIsNamed) {
  const std::string folder = ::testing::TempDir() + "constat_rules_test";
  std::filesystem::create_directories(folder);
  struct Case {
    std::string_view toml;
    std::string_view complaint;
  };
  constexpr Case cases[] = {
      {"id = \"x\"\nsource = \"s\"\ncategory = \"other\"\npattern = 'x[0-9]+'\nfinds = [\"x1\"]\n", "has no ignores"},
      {"id = \"x\"\nsource = \"s\"\ncategory = \"other\"\npattern = 'x[0-9]+'\nignores = [\"x1\"]\n", "has no finds"},
      {"id = \"x\"\n", "has no source"},
      {"id = \"x\"\nsource = \"s\"\ncategory = \"oter\"\n", "category"},
      {"id = \"x\"\nsource = \"s\"\ncategory = \"other\"\nvalidator = \"none\"\nshapes=[\"9\"]\n", "unknown validator"},
      {"id = \"x\"\nsource = \"s\"\ncategory = \"other\"\nshapes=[\"9{\"]\n", "cannot read shape"},
      {"id = \"x\"\nsource = \"s\"\ncategory = \"other\"\npattern = '('\nfinds=[\"a\"]\nignores=[\"b\"]\n", "pattern"},
      {"id = ", "line 1"},
      {"id = \"x\"\nsurce = \"s\"\n", "unknown key 'surce'"},
  };
  for (const Case& c : cases) {
    FILE* const file = std::fopen((folder + "/own.toml").c_str(), "w");
    std::fwrite(c.toml.data(), 1, c.toml.size(), file);
    std::fclose(file);
    EngineOptions options;
    options.rule_dirs = {folder};
    const auto engine = load_engine(options);
    ASSERT_FALSE(engine.has_value()) << c.toml;
    EXPECT_NE(engine.error().what.find(c.complaint), std::string::npos) << engine.error().what;
    EXPECT_NE(engine.error().what.find("own.toml"), std::string::npos) << engine.error().what;
  }
}

TEST(Mask, HidesTheMiddle) {
  EXPECT_EQ(mask_value("536-12-3499", MaskStyle::middle), "536-**-**99");
  EXPECT_EQ(mask_value("jane@example.org", MaskStyle::email), "j***@e***.org");
  EXPECT_EQ(mask_value("jane%40example.org", MaskStyle::email), "j***%40e***.org");
  EXPECT_EQ(mask_value("Jane Doe", MaskStyle::name), "J*** D**");
  EXPECT_EQ(mask_value("hunter2", MaskStyle::full), "********");
  EXPECT_EQ(mask_value("ab", MaskStyle::middle), "**");
}

}  // namespace
}  // namespace constat
