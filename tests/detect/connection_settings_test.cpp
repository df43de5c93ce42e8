#include "detect/connection_settings.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "detect/engine.h"

namespace constat {
namespace {

// Made-up hosts, logins and passwords.
class Sink final : public FindingSink {
 public:
  explicit Sink(const Types& types) : types_(types) {}
  void finding(const Finding& finding) override {
    if (types_.at(finding.type).category != Category::credential) return;
    float& best = told[types_.at(finding.type).name + ":" + std::string(finding.value)];
    best = std::max(best, finding.confidence);
  }
  std::map<std::string, float> told;

 private:
  const Types& types_;
};

class TableSink final : public TableFindingSink {
 public:
  explicit TableSink(Sink& sink) : sink_(sink) {}
  void finding(const TableFinding& finding) override { sink_.finding(finding); }
  void column_typed(std::uint32_t, std::string_view, std::string_view, float, std::string_view) override {}

 private:
  Sink& sink_;
};

const Engine& engine() {
  static const std::unique_ptr<Engine> engine = [] {
    EngineOptions options{{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data"};
    options.calibrated = false;
    auto loaded = load_engine(options);
    return loaded ? std::move(*loaded) : nullptr;
  }();
  return *engine;
}

std::map<std::string, float> told(std::string_view text) {
  Sink sink(engine().types());
  const auto scratch = engine().make_scratch();
  engine().detect(Passage::whole(text, ""), *scratch, sink);
  return sink.told;
}

// Of a table with two columns.
std::map<std::string, float> told(const std::vector<std::string_view>& columns,
                                  const std::vector<std::array<std::string_view, 2>>& rows) {
  Sink sink(engine().types());
  TableSink table_sink(sink);
  const auto scratch = engine().make_scratch();
  TableInfo info;
  info.columns = columns;
  const auto table = engine().table(info, *scratch, table_sink);
  std::uint64_t number = 2;
  for (const auto& row : rows) {
    const std::array<Cell, 2> cells = {Cell{row[0], CellKind::text, 0}, Cell{row[1], CellKind::text, 0}};
    table->row(number++, cells, true);
  }
  table->end();
  return sink.told;
}

struct Case {
  std::string_view text;
  std::string_view found;  // "type:value"
  float confidence;        // Raw; 0 where it must not be found at all.
  std::string_view why;
};
constexpr Case cases[] = {
    // The parts of a URL, beside the whole.
    {"postgres://hr_app:Vr4nk0Zz@db01.example.org:5432/hr",
     "connection_string:postgres://hr_app:Vr4nk0Zz@db01.example.org:5432/hr", 0.95F, "the whole"},
    {"postgres://hr_app:Vr4nk0Zz@db01.example.org:5432/hr", "password:Vr4nk0Zz", 0.7F, "its password"},
    {"postgres://hr_app:Vr4nk0Zz@db01.example.org:5432/hr", "connection_string:hr_app", 0.7F,
     "its login, beside the whole"},
    {"postgres://hr_app:password@localhost/db", "connection_string:hr_app", 0.3F, "a login beside no password"},
    {"redis://:Vr4nk0Zz@cache01.example.org", "password:Vr4nk0Zz", 0.7F, "a password without a login"},
    {"jdbc:oracle:thin:scott7/Tiger77x@//dbhost:1521/ORCL", "password:Tiger77x", 0.7F, "Oracle's form"},
    {"postgres://user:password@localhost/db", "connection_string:postgres://user:password@localhost/db", 0.3F,
     "what every manual shows"},
    {"postgres://user:password@localhost/db", "password:password", 0.3F, "a placeholder is low"},
    {"https://b.example:rosa@example.org:contra1", "password:rosa", 0, "no URL: a line of a list"},
    // Names and values in pairs.
    {"env:\n  - name: DB_PASSWORD\n    value: \"Vr4nk0Zz\"\n", "password:Vr4nk0Zz", 0.7F, "an orchestrator's"},
    {"env:\n  - name: DB_PASSWORD\n    value: changeme\n", "password:changeme", 0.3F, "a placeholder"},
    {"[{\"name\": \"API_KEY\", \"slotSetting\": false, \"value\": \"9fK2s7LqX0vB4nM6tY8wZ1cD\"}]",
     "api_key:9fK2s7LqX0vB4nM6tY8wZ1cD", 0.7F, "a member between"},
    {"{\"Key\":\"DbPassword\",\"Value\":\"Vr4nk0Zz\"}", "password:Vr4nk0Zz", 0.7F, "a template's parameter"},
    {"{\"Key\":\"DbPassword\",\"Value\":\"Vr4nk0Zz\"}", "api_key:DbPassword", 0, "its name is no key"},
    {"postgres://crm:${PG_PASS:-Vr4nk0Zz}@db01/crm", "password:Vr4nk0Zz", 0.7F, "a shell's default"},
    // Strings of settings.
    {"conn = \"Driver={SQL Server};Server=db01;Database=hr;Uid=hr_app;Pwd=Vr4nk0Zz;\"",
     "connection_string:Driver={SQL Server};Server=db01;Database=hr;Uid=hr_app;Pwd=Vr4nk0Zz", 0.95F, "ODBC"},
    {"conn = \"Driver={SQL Server};Server=db01;Database=hr;Uid=hr_app;Pwd=Vr4nk0Zz;\"", "connection_string:hr_app",
     0.7F, "ODBC: Uid"},
    {"Data Source=db01;Initial Catalog=hr;User ID=hr_app;Password=Vr4nk0Zz;Timeout=3",
     "connection_string:Data Source=db01;Initial Catalog=hr;User ID=hr_app;Password=Vr4nk0Zz;Timeout=3", 0.95F,
     "ADO.NET"},
    {"spring.datasource.url=jdbc:mysql://db01:3306/hr?user=hr_app&password=Vr4nk0Zz&ssl=true",
     "connection_string:jdbc:mysql://db01:3306/hr?user=hr_app&password=Vr4nk0Zz&ssl=true", 0.95F, "JDBC with a query"},
    {"a=1;b=2;password=Vr4nk0Zz;c=3", "connection_string:a=1;b=2;password=Vr4nk0Zz;c=3", 0, "names no server"},
    {"https://example.org/login?user=jd&password=Vr4nk0Zz", "password:Vr4nk0Zz", 0.7F, "a page's query"},
    {"bind_dn=cn=svc-ldap,ou=svc,dc=corp\nbind_password=Vr4nk0Zz\n", "connection_string:cn=svc-ldap,ou=svc,dc=corp",
     0.7F, "a distinguished name, to its end"},
    {"bind_dn=cn=svc-ldap,ou=svc, and more\nbind_password=Vr4nk0Zz\n", "connection_string:cn=svc-ldap,ou=svc", 0.7F,
     "and no further"},
    {"ldap_default_authtok = Vr4nk0Zz\n", "password:Vr4nk0Zz", 0.7F, "sssd.conf(5)"},
    // Settings on lines of their own.
    {"hostname = '10.11.12.13'\nusername = 'svc_hr'\npassword = 'Vr4nk0Zz'\n", "connection_string:svc_hr", 0.7F,
     "before"},
    {"hostname = 'db01.internal'\nusername = 'svc_hr'\npassword = 'Vr4nk0Zz'\n", "connection_string:db01.internal",
     0.7F, "the server that they open"},
    {"hostname = 'db01.internal'\nusername = 'svc_hr'\npassword = 'changeme'\n", "connection_string:db01.internal",
     0.3F, "a server that nothing opens"},
    {"hostname = '10.11.12.13'\nusername = 'svc_hr'\npassword = 'Vr4nk0Zz'\n", "connection_string:10.11.12.13", 0,
     "an address is told as one"},
    {"hostname = 'localhost'\nusername = 'svc_hr'\npassword = 'Vr4nk0Zz'\n", "connection_string:localhost", 0.3F,
     "everybody's own machine"},
    {"host = 'db_host'\nusername = 'svc_hr'\npassword = 'Vr4nk0Zz'\n", "connection_string:db_host", 0.3F,
     "no server's name"},
    {"DB_PASSWORD=Vr4nk0Zz\nDB_USER=svc_hr\n", "connection_string:svc_hr", 0.7F, "behind"},
    {"$mail->Username = 'mailer-ops';  // login\n\n$mail->Password = 'Vr4nk0Zz';", "connection_string:mailer-ops", 0.7F,
     "PHP, a comment between"},
    {"OAUTH_CLIENT_ID=\"ptk5mAig7ibFKW1v\"\nOAUTH_CLIENT_SECRET=\"yJxZ1qycWHUzTUBKr20pUt6z\"",
     "connection_string:ptk5mAig7ibFKW1v", 0.7F, "a client and its secret"},
    {"credentials {\n  username 'svc_hr'\n  password 'Vr4nk0Zz'\n}", "connection_string:svc_hr", 0.7F, "Gradle"},
    {"machine api.example.org\n  login jane.d\n  password 012345abcdef\n", "connection_string:jane.d", 0.7F, ".netrc"},
    {"username = getUser()\npassword = 'Vr4nk0Zz'", "connection_string:getUser()", 0, "code is no login"},
    {"user: anna\ncity: Lyon\n", "connection_string:anna", 0, "no password beside it"},
    {"superuser_only = svc_hr\npassword = Vr4nk0Zz\n", "connection_string:svc_hr", 0, "another word"},
    // Arguments.
    {"new NetworkCredential(\"svc@example.org\", \"vzihlaquknriqlht\")", "password:vzihlaquknriqlht", 0.95F, "a call"},
    {"new DirectoryEntry(\"LDAP://dc01.example.org\",\n   \"CORP-ADM\",\n   \"Rrhh1234\")",
     "connection_string:CORP-ADM", 0.7F, "a call over lines"},
    {"new PDO($dsn, 'hr_app', 'Vr4nk0Zz')", "password:Vr4nk0Zz", 0.95F, "a variable before"},
    {"new NetworkCredential(user, \"a\" + secret)", "password:a", 0, "put together"},
    {"psexec \\\\10.0.94.120 -u CORP-ADM -p Vr4nk0Zz cmd.exe", "connection_string:CORP-ADM", 0.7F, "an option"},
    // A block or object between the label and its value.
    {"variable \"corp_api_token\" {\n  default = \"004EWTpRQT_HJtG_nL-agxacgzYH\"\n}",
     "token:004EWTpRQT_HJtG_nL-agxacgzYH", 0.7F, "Terraform"},
    {"\"adminPassword\": { \"value\": \"Vr4nk0Zz!\" }", "password:Vr4nk0Zz!", 0.7F, "Azure's parameter file"},
    // Pairs of elements.
    {"<String><Key>Password</Key><Value ProtectInMemory=\"True\">Tr0ub4dor3x</Value></String>\n"
     "<String><Key>UserName</Key><Value>netadmin</Value></String>",
     "password:Tr0ub4dor3x", 0.7F, "KeePass"},
    {"<String><Key>Password</Key><Value ProtectInMemory=\"True\">Tr0ub4dor3x</Value></String>\n"
     "<String><Key>UserName</Key><Value>netadmin</Value></String>",
     "connection_string:netadmin", 0.7F, "its login"},
    {"<key>password</key>\n\t<string>Tr0ub4dor3x</string>", "password:Tr0ub4dor3x", 0.7F, "a property list"},
    {"<key>password</key>\n\t<true/>", "password:true", 0, "no value"},
    {"<settings pass=\"oobeSystem\">", "password:oobeSystem", 0.3F, "a pass of Windows' setup"},
    {"PASS: step.exp: step over", "password:step.exp:", 0.3F, "the verdict of a test"},
};

// As JSON's and XML's records come: KeePass' strings, an orchestrator's environment, a template's parameters.
TEST(ConnectionSettings, ACellIsNamedByTheCellBesideIt) {
  using Found = std::map<std::string, float>;
  EXPECT_EQ(told({"Key", "Value"}, {{"Title", "Router"}, {"Password", "Eichel-Haeher*3"}}),
            (Found{{"password:Eichel-Haeher*3", 0.92F}}));
  EXPECT_EQ(told({"env.name", "env.value"}, {{"DB_PASSWORD", "Reg3npfeifer!"}, {"PORT", "8080"}}),
            (Found{{"password:Reg3npfeifer!", 0.7F}}));
  EXPECT_EQ(told({"ParameterKey", "ParameterValue"}, {{"DbPassword", "${DB_PASSWORD}"}, {"Size", "m5.large"}}),
            (Found{{"password:${DB_PASSWORD", 0.3F}}));
  EXPECT_EQ(told({"entry", "key"}, {{"Reg3npfeifer!", "db.password"}, {"8080", "db.port"}}),
            (Found{{"password:Reg3npfeifer!", 0.7F}}));
  EXPECT_EQ(told({"Key", "Value"}, {{"Title", "Mail"}, {"Password", "correct horse battery"}}),
            (Found{{"password:correct horse battery", 0.92F}}));
  EXPECT_EQ(told({"name", "price"}, {{"DB_PASSWORD", "Reg3npfeifer!"}, {"PORT", "8080"}}), Found()) << "no value";
}

TEST(ConnectionSettings, ThePartsOfWhatOpensAConnection) {
  for (const Case& c : cases) {
    const auto all = told(c.text);
    const auto one = all.find(std::string(c.found));
    EXPECT_FLOAT_EQ(one == all.end() ? 0.0F : one->second, c.confidence)
        << c.why << ": " << c.found << " in " << c.text;
  }
}

// Each password asks for its surroundings: the work stays in proportion to the text.
TEST(ConnectionSettings, ManyPasswordsInOneTextAreReadInTime) {
  std::string text;
  for (int line = 0; line < 6000; ++line)
    text += "user=a" + std::to_string(line) + ";password=Vr4nk0Zz" + std::to_string(line) + ";";
  EXPECT_GE(told(text).size(), 6000U);
}

}  // namespace
}  // namespace constat
