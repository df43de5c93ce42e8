#include "detect/engine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "detect/pattern_database.h"
#include "detect/rule_cache.h"
#include "detect/rule_check.h"
#include "support/temporary.h"

namespace constat {
namespace {

struct Found {
  std::string type;
  std::string value;
  std::string canonical;
  std::size_t begin;
  float confidence;
  std::uint32_t mention;
};

class Collector final : public FindingSink {
 public:
  explicit Collector(const Types& types) : types_(types) {}
  void finding(const Finding& finding) override {
    all.push_back({types_.at(finding.type).name, std::string(finding.value), std::string(finding.canonical),
                   finding.begin, finding.confidence, finding.mention});
  }
  std::vector<Found> all;

 private:
  const Types& types_;
};

class EngineTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    EngineOptions options;
    options.rule_dirs = {CONSTAT_SOURCE_DIR "/rules"};
    options.data_dir = CONSTAT_SOURCE_DIR "/data";
    options.calibrated = false;  // Bands, as the rules give them; what they are worth is calibration_test's.
    auto engine = load_engine(options);
    ASSERT_TRUE(engine.has_value()) << engine.error().what;
    engine_ = std::move(*engine).release();
  }
  static void TearDownTestSuite() {
    delete engine_;
    engine_ = nullptr;
  }
  static std::vector<Found> detect(const Passage& passage) {
    Collector collector(engine_->types());
    const auto scratch = engine_->make_scratch();
    engine_->detect(passage, *scratch, collector);
    return collector.all;
  }
  static std::vector<Found> detect(std::string_view text) { return detect(Passage::whole(text, "")); }
  // The best confidence of `type` anywhere in `text`.
  static float confidence_of(std::string_view type, std::string_view text) {
    float best = 0;
    for (const Found& one : detect(text)) {
      if (one.type == type) best = std::max(best, one.confidence);
    }
    return best;
  }
  static Engine* engine_;
};
Engine* EngineTest::engine_ = nullptr;

TEST_F(EngineTest, EveryRuleMeetsItsOwnExamples) {
  std::size_t examples = 0;
  for (const RuleFailure& failure : check_rules(*engine_, examples)) {
    ADD_FAILURE() << failure.rule << ": " << failure.why << ": " << failure.text;
  }
  EXPECT_GT(examples, 150U);
}

TEST_F(EngineTest, ALabelRaisesAndAContradictingOneLowers) {
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "SSN: 512-48-6193"), 0.95F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "seen 512-48-6193 there"), 0.7F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "seen 512486193 there"), 0.3F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "order 512-48-6193"), 0.3F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "\"employeeSSN\": \"512486193\""), 0.95F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "512486193 (SSN)"), 0.95F);
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "SSN\n512486193\n"), 0.95F) << "label on the line above";
  EXPECT_GE(confidence_of("us_ssn", "name,ssn,city\nDoe,512486193,Lyon\nRoe,219486193,Lyon\n"), 0.95F) << "header";
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", "SSN: 123-45-6789"), 0.3F) << "everybody's example";
}

TEST_F(EngineTest, AKeyWithoutItsEndStopsWhereTheNextBegins) {
  const std::string cut = "-----BEGIN RSA PRIVATE KEY-----\n" + std::string(200, 'M') + "\n";
  const std::string whole = cut + "-----END RSA PRIVATE KEY-----";
  const std::vector<Found> found = detect(cut + whole);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].value, cut);
  EXPECT_EQ(found[1].value, whole);
}

TEST_F(EngineTest, LongRunsOfLoneDigitsHoldNoId) {
  std::string matrix;
  for (int index = 0; index < 300; ++index) matrix += std::to_string(index * 7 % 10) + " ";
  for (const Found& one : detect(matrix)) EXPECT_LT(one.confidence, 0.5F) << one.type << " " << one.value;
  EXPECT_FLOAT_EQ(confidence_of("us_ssn", matrix + "\nSSN: 512-48-6193\n"), 0.95F);
  EXPECT_GE(confidence_of("fr_nir", "NIR : 1 85 05 78 006 084 91"), 0.9F) << "a short run may be one";
}

TEST_F(EngineTest, HeadersOfWideTablesAreReadFromLeftToRightAndBack) {
  std::string header = "name";
  std::string row = "x";
  for (int column = 0; column < 100; ++column) {
    header += column == 40 ? ",ssn" : column == 80 ? ",\"tax, id\"" : ",c" + std::to_string(column);
    row += column == 40 ? ",512486193" : ",7" + std::to_string(column);
  }
  const std::string text = header + "\n" + row + "\n" + row + "\n" + row + "\n";
  std::size_t found = 0;
  for (const Found& one : detect(text)) found += one.type == "us_ssn" && one.confidence >= 0.9F ? 1 : 0;
  EXPECT_EQ(found, 3U);
}

TEST_F(EngineTest, DigitsInsideLongerRunsAreNoIds) {
  for (const std::string_view text :
       {"1.512486193", "512-48-61930", "0x512486193", "550e8400-e29b-41d4-a716-446655440000", "d=M512.48.6193.22",
        "YWJj512486193ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo0NTE0ODgwMzQzNjQ2Nw", "4539148803436467123456"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
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
      {"curl -s \\\n  --user \"svc_backup:Vr4nk0Zz\" https://intranet.example.org", "svc_backup:Vr4nk0Zz"},
      {"curl --user jd@example.org:Vr4nk0Zz https://x.example.org", "jd@example.org:Vr4nk0Zz"},
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

TEST_F(EngineTest, AnIbanInFourGroupsIsNoHexDump) {
  EXPECT_GT(confidence_of("iban", "DE89 3704 0044 0532 0130 00"), 0.9F);
  EXPECT_GT(confidence_of("iban", "AE07 0331 2345 6789 0123 456"), 0.9F);
  EXPECT_EQ(confidence_of("us_ssn", "00000010: 5124 8619 3a5b 5124 8619 3a5b"), 0.0F);
}

TEST_F(EngineTest, ASampleGoesToTheTypeItsLabelNames) {
  const auto found = detect("my social security number is 078051120");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].type, "us_ssn");
  EXPECT_LT(found[0].confidence, 0.5F);
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

TEST_F(EngineTest, OneSpanHasOneType) {
  const auto found = detect("IBAN FR14 2004 1010 0505 0001 3M02 606 and card 4539 1488 0343 6467");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].type, "iban");
  EXPECT_EQ(found[0].canonical, "FR1420041010050500013M02606");
  EXPECT_EQ(found[1].type, "credit_card");
  EXPECT_EQ(found[1].canonical, "4539148803436467");
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

TEST_F(EngineTest, UnicodeBlanksAndDashesAreFolded) {
  const auto found = detect(
      "SSN\xC2\xA0: 512\xE2\x80\x91"
      "48\xE2\x80\x91"
      "6193.");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].value,
            "512\xE2\x80\x91"
            "48\xE2\x80\x91"
            "6193");
  EXPECT_EQ(found[0].canonical, "512486193");
}

TEST_F(EngineTest, MailAddresses) {
  struct Case {
    std::string_view text;
    std::string_view value;  // "" where there is none.
  };
  constexpr Case cases[] = {
      {"write to jane.doe@example.org.", "jane.doe@example.org"},
      {"<Jane@Example.ORG>", "Jane@Example.ORG"},
      {"mailto:jane@example.co.uk?subject=x", "jane@example.co.uk"},
      {"'jane@example.org'", "jane@example.org"},
      {"https://user:secret@example.org/x", ""},
      {"a@b.notatld", ""},
      {"@handle and a@ b", ""},
      {"m\xC3\xBCller@stra\xC3\x9F"
       "e.de",
       "m\xC3\xBCller@stra\xC3\x9F"
       "e.de"},
      {"\xE2\x80\x9Cjane@example.org\xE2\x80\x9D", "jane@example.org"},
  };
  for (const Case& c : cases) {
    std::string value;
    for (const Found& one : detect(c.text)) {
      if (one.type == "email_address") value = one.value;
    }
    EXPECT_EQ(value, c.value) << c.text;
  }
}

TEST_F(EngineTest, TelephoneNumbersAreValidatedAndShareTheirCanonicalForm) {
  const auto found = detect("call +33 1 42 68 53 00 or t\xC3\xA9l. 01 42 68 53 00");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].canonical, "+33142685300");
  EXPECT_EQ(found[1].canonical, "+33142685300");
  EXPECT_EQ(confidence_of("phone_number", "2014-11-24 10:15:00"), 0.0F);
  EXPECT_EQ(confidence_of("phone_number", "1732492800123"), 0.0F);
}

TEST_F(EngineTest, LabelledTelephonesThatLookLikeDatesAreTelephones) {
  for (const std::string_view text :
       {"Tel : 06 12 34 56 78", "T\xC3\xA9l\xC3\xA9phone : 06.01.12.30.44", "06 12 11 10 30",
        "t\xC3\xA9l. 07 01 02 24 55", "Telefoon: 0470 12 34 56", "Mobilnummer: 0171 1234567", "Tel. 0470.123456"}) {
    EXPECT_GE(confidence_of("phone_number", text), 0.7F) << text;
    EXPECT_EQ(confidence_of("de_tax_number", text), 0.0F) << text;
  }
  for (const std::string_view text : {"phone: 0.680000", "mobile 48.856614", "call 3.14159265", "2014-11-24 10 30",
                                      "24.11.2014 10", "tel 24.11.2014"}) {
    EXPECT_EQ(confidence_of("phone_number", text), 0.0F) << text;
  }
}

TEST_F(EngineTest, PartsOfALongerRunOfGroupsAreNoIds) {
  for (const std::string_view text : {"Serial no. 4929 1234 5678 9012 3456", "seen 2341 2341 2346 1111 2222 there",
                                      "2222 4539 1488 0343 6467 here", "2341-2341-2346-1111", "1111.2341.2341.2346"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  EXPECT_GE(confidence_of("in_aadhaar", "seen 2341 2341 2346 there"), 0.7F);
  EXPECT_GE(confidence_of("in_aadhaar", "Aadhaar 2341 2341 2346 1111"), 0.9F) << "the label says which part";
  EXPECT_GE(confidence_of("in_aadhaar", "seen 2341 2341 2346-1111"), 0.7F) << "another sign";
  EXPECT_GE(confidence_of("in_aadhaar", "seen 2341 2341 2346 111"), 0.7F) << "another size";
}

TEST_F(EngineTest, NumbersOfNobodyAreLow) {
  for (const std::string_view text :
       {"999-99-9999", "ITIN 999-99-9999", "SSN 987-65-4320", "SSN: 987-65-4329", "ssn\n999-99-9999\n999-99-9999\n",
        "id,ssn\n1,999-99-9999\n2,999-99-9999\n3,999-99-9999\n", "id,ssn\n1,987-65-4321\n2,987-65-4321\n"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  EXPECT_GE(confidence_of("us_itin", "ITIN 987-65-4319"), 0.9F);
  EXPECT_GE(confidence_of("us_itin", "ITIN 987-65-4330"), 0.9F);
}

TEST_F(EngineTest, DecoysThatALabelGivesAway) {
  struct Case {
    std::string_view text, type;
  };
  constexpr Case cases[] = {
      {"Oracle Database 19.3.0.0", "ip_address"},
      {"SNMP OID 1.3.6.1", "ip_address"},
      {"product,version\nOracle,10.2.0.4\nOracle,10.2.0.5\n", "ip_address"},
      {"version\n10.2.0.1\n10.2.0.2\n10.2.0.3\n10.2.0.4\n10.2.0.5\n10.2.0.6\n", "ip_address"},
      {"Part no. 512-48-6193", "us_ssn"},
      {"Serial 512-48-6193", "us_ssn"},
      {"Ref: 512-48-6193", "us_ssn"},
      {"Case no 512-48-6193", "us_ssn"},
      {"Rechnungsnummer 512-48-6193", "us_ssn"},
      {"Ticket no. 2341 2341 2346", "in_aadhaar"},
      {"password = os.environ[\"DB_PW\"]", "password"},
      {"pwd: /home/user", "password"},
      {"passwd = '/etc/app/secret.txt'", "password"},
      {"password: C:\\Users\\jdoe", "password"},
  };
  for (const Case& c : cases) EXPECT_LT(confidence_of(c.type, c.text), 0.5F) << c.text;
  EXPECT_GE(confidence_of("us_ssn", "Ref: SSN 512-48-6193"), 0.9F) << "the id's own label";
  EXPECT_GE(confidence_of("ip_address", "peer 52.94.236.8 connected"), 0.7F);
  EXPECT_GE(confidence_of("password", "password: /x9Kd!/w2Q"), 0.5F) << "slashes in a password";
}

TEST_F(EngineTest, CredentialsOfFilesThatKeepThem) {
  struct Case {
    std::string_view text, value;
  };
  constexpr Case cases[] = {
      {"db.acme.test:5432:prod:admin:Vr9sQm22pp", "Vr9sQm22pp"},
      {"# a comment\n*:5433:*:svc_app:Vr9s\\:Qm22\r\n", "Vr9s\\:Qm22"},
      {"<AdministratorPassword><Value>Winter2024!adm</Value>", "Winter2024!adm"},
      {"<AutoLogon><Enabled>true</Enabled><Password><Value>Lgn#2231</Value>", "Lgn#2231"},
      {"otpauth://totp/ACME:jdoe?secret=KVKFKRCPNZQUYMLX&issuer=ACME",
       "otpauth://totp/ACME:jdoe?secret=KVKFKRCPNZQUYMLX&issuer=ACME"},
      {"login_totp: KVKFKRCPNZQUYMLX", "KVKFKRCPNZQUYMLX"},
      {"folder,name,login_username,login_password,login_totp\n,mail,jd,Vr9sQm22pp,KVKFKRCPNZQU2MLX\n"
       ",bank,jd,Kx77abcd,KVKFKRCPNZQU3MLX\n",
       "KVKFKRCPNZQU3MLX"},
  };
  for (const Case& c : cases) {
    bool found = false;
    for (const Found& one : detect(c.text)) found = found || (one.value == c.value && one.confidence >= 0.5F);
    EXPECT_TRUE(found) << c.text;
  }
  for (const std::string_view text :
       {"main.c:5432:error:unexpected:token here", "host:5432:db:user:", "x host:5432:db:user:Vr9sQm22pp",
        "totp: enabled", "login_totp: JBSWY3DPEHPK3PXP", "otp key: misconfigurations"}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.value << " in " << text;
  }
}

TEST_F(EngineTest, ADiagnosisIsItsCode) {
  for (const std::string_view text : {"Diagnosis: F32.1", "Diagnose: F32.1", "Diagnostic principal : F32.1"}) {
    bool found = false;
    for (const Found& one : detect(text)) found = found || (one.value == "F32.1" && one.confidence >= 0.9F);
    EXPECT_TRUE(found) << text;
  }
  EXPECT_LT(confidence_of("health", "Diagnosis: pending"), 0.5F);
}

TEST_F(EngineTest, AHeaderAboveAFixedWidthColumnIsItsLabel) {
  const std::string rows =
      "000123 GREENWAY SILAS   552227802  88000.00\n000124 MILLER JANE     219486193  78000.00\n"
      "000125 WARNER TOM      318447752  68000.00\n";
  EXPECT_GE(confidence_of("us_ssn", "EMPNO  NAME            SSN        SALARY\n" + rows), 0.9F);
  EXPECT_GE(
      confidence_of("us_ssn",
                    "EMPNO  NAME            SSN        SALARY\n------ --------------- --------- -----\n\n" + rows),
      0.9F);
  EXPECT_LT(confidence_of("us_ssn", "EMPNO  SSN             NAME       SALARY\n" + rows), 0.5F) << "another column";
  EXPECT_LT(confidence_of("us_ssn", "please write the name a ssn of the new one\n" + rows), 0.5F) << "a sentence";
  EXPECT_LT(confidence_of("us_ssn", rows), 0.5F);
}

TEST_F(EngineTest, TheItemsOfAListOverSeveralLinesAreOneMentionEach) {
  const auto found =
      detect("staff:\n- name: Silas Greenway\n  ssn: \"552-22-7802\"\n- name: Jane Miller\n  ssn: \"219-48-6193\"\n");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_NE(found[0].mention, found[2].mention);
}

TEST_F(EngineTest, AMailHeaderGivesNameAndAddressOneMention) {
  const std::string text = "Jane Doe <jane@example.org>, \"Roe, Richard\" <richard@example.org>";
  const auto found = detect(Passage::whole(text, "From", 0, PassageKind::mail_address));
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].type, "person_name");
  EXPECT_EQ(found[0].value, "Jane Doe");
  EXPECT_EQ(found[0].mention, found[1].mention);
  EXPECT_EQ(found[2].value, "Roe, Richard");
  EXPECT_EQ(found[2].mention, found[3].mention);
  EXPECT_NE(found[0].mention, 0U);
  EXPECT_NE(found[0].mention, found[2].mention);
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
      {"wachtwoord: uw_wachtwoord", "password", ""},
      {"password: !vault |", "password", ""},
      {"char auth[] = \"fa52f8b2b19b8f89a50f8a8e9bb8bdb5\"; // board", "token", "fa52f8b2b19b8f89a50f8a8e9bb8bdb5"},
      {"sonar-scanner -Dsonar.login=2d0938808ae8f3499e904f3b5888c1c5c2e51dc2", "token",
       "2d0938808ae8f3499e904f3b5888c1c5c2e51dc2"},
      {"client_secret: rUSCEiwvjBBHDI0W", "api_key", "rUSCEiwvjBBHDI0W"},
      {"client_secret: PaymentGateway2", "api_key", ""},
      {"token: 3fea6af1349166ea", "token", "3fea6af1349166ea"},
      {"Ihr Bruttojahresgehalt betr\xC3\xA4gt 62.000 Euro, zahlbar", "salary", "62.000"},
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
      if (one.type == c.type && one.confidence >= 0.5F) value = one.value;
    }
    EXPECT_EQ(value, c.value) << c.text;
  }
}

TEST_F(EngineTest, APrivateKeyIsOneFindingToItsEnd) {
  const std::string key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA5+xyz012\n-----END EC PRIVATE KEY-----";
  const auto found = detect("key:\n" + key + "\nmore");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].type, "private_key");
  EXPECT_EQ(found[0].value, key);
}

TEST_F(EngineTest, ACompiledCacheFindsTheSame) {
  const auto set = load_rules({CONSTAT_SOURCE_DIR "/rules"});
  ASSERT_TRUE(set.has_value());
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
  EXPECT_EQ(mask_value("Jane Doe", MaskStyle::name), "J*** D**");
  EXPECT_EQ(mask_value("hunter2", MaskStyle::full), "********");
  EXPECT_EQ(mask_value("ab", MaskStyle::middle), "**");
}

}  // namespace
}  // namespace constat
