#include "detect/password_phrases.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

class PasswordPhrases : public test::EngineTest {};

struct Case {
  std::string_view text;
  std::string_view value;  // "": none may be told.
};

TEST_F(PasswordPhrases, MarksOfMarkdownHideNoValue) {
  constexpr Case cases[] = {
      {"**Password:** Mulb3rry!x\n", "Mulb3rry!x"},
      {"**Password**: Mulb3rry!x\n", "Mulb3rry!x"},
      {"*Kennwort:* Mulb3rry!x\n", "Mulb3rry!x"},
      {"- **Mot de passe :** Mulb3rry!x\n", "Mulb3rry!x"},
      {"Password: **Mulb3rry!x**\n", "Mulb3rry!x"},
      {"**PIN:** 4711\n", "4711"},
      {"Password: ***\n", ""},
      {"**Password:** ********\n", ""},
      {"**Password:**\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.value) << c.text;
  EXPECT_EQ(told("**CVV:** 338\n", "card_security_code"), "338");
  EXPECT_EQ(told("* **API key:** 9f8e7d6c5b4a39281706f5e4d3c2b1a0\n", "api_key"), "9f8e7d6c5b4a39281706f5e4d3c2b1a0");
  EXPECT_EQ(told("**Mother's maiden name:** Lindqvist\n", "security_answer"), "Lindqvist");
}

TEST_F(PasswordPhrases, PasswordsMayHaveBlanksAndDots) {
  constexpr Case cases[] = {
      {"{\"password\":\"correct horse battery\"}", "correct horse battery"},
      {"EMAIL_HOST_PASSWORD = \"abcd efgh ijkl mnop\"\n", "abcd efgh ijkl mnop"},
      {"password='Rosebud 1941'\n", "Rosebud 1941"},
      {"Password: Rosebud 1941\n", "Rosebud 1941"},
      {"<Key>Password</Key><Value ProtectInMemory=\"True\">correct horse battery</Value>", "correct horse battery"},
      {"{\"password\":\"Enter your new password\"}", ""},
      {"{\"password\":\"Mot de passe\"}", ""},
      {"Password: correct horse battery", "correct horse battery"},
      {"Password: correct horse battery\nand so on\n", ""},
      {"Password: please ask the owner", ""},
      {"{\"password\": \"must be longer\"}", ""},
      {"\"password\": \"Passwort vergessen\"", ""},
      {"Password: see page 1941\n", ""},
      {"Password: St.Patrick17\n", "St.Patrick17"},
      {"Password: john.smith1\n", "john.smith1"},
      {"password: config.pass1\n", ""},
      {"password=obj.member1;\n", ""},
      {"Password: $ecret99\n", "$ecret99"},
      {"password=$DBPASS99\n", ""},
      {"password: $user_2020\n", ""},
      {"s:8:\"password\";s:8:\"Tulp2019\";", "Tulp2019"},
      {"{\\\"password\\\":\\\"Kaduna99\\\"}", "Kaduna99"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.value) << c.text;
}

TEST_F(PasswordPhrases, TheEndIsNotCutAndWordsMayStandBetween) {
  constexpr Case cases[] = {
      {"password is Mulb3rry!\n", "Mulb3rry!"},
      {"Password for Amazon: Mulb3rry!\n", "Mulb3rry!"},
      {"pw for the adp portal is still Adp-March#23\n", "Adp-March#23"},
      {"Mdp session de Sylvie: Mulb3rry!x\n", "Mulb3rry!x"},
      {"Passwort Amazon: Mulb3rry!x\n", "Mulb3rry!x"},
      {"Passwort (neu): Mulb3rry!x\n", "Mulb3rry!x"},
      {"Password Hint: Fluffy2020\n", ""},
      {"Password (min eight characters)\n", ""},
      {"code wifi = lavande13\n", "lavande13"},
      {"WPA2 key: Mulb3rry!x\n", "Mulb3rry!x"},
      {"    Key Content            : sailaway2022\n", "sailaway2022"},
      {"\xD0\xBF\xD0\xB0\xD1\x80\xD0\xBE\xD0\xBB\xD1\x8C: x7korova\n", "x7korova"},
      {"Zugang: admin/Mulb3rry!x\n", "Mulb3rry!x"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.value) << c.text;
}

TEST_F(PasswordPhrases, PinsOfForms) {
  constexpr Case cases[] = {
      {"PIN: 4711\n", "4711"},
      {"PIN 4711\n", "4711"},
      {"{\"pin\":\"4711\"}", "4711"},
      {"Safe PIN: 4711\n", "4711"},
      {"PUK: 44718822\n", "44718822"},
      {"<input name=\"pin\" value=\"4471\">", "4471"},
      {"The pin of the connector is 4711.\n", ""},
      {"PIN: 560001\n", ""},  // India's postal index number.
      {"pin: 17\n", ""},
      {"the tie pin 4711\n", ""},
      {"GPIO pin: 4711 ohm\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.value) << c.text;
}

TEST_F(PasswordPhrases, NoneIsInvented) {
  for (const std::string_view text : {"PASS: test_login_1\n",
                                      "--- PASS: Test_Bar2 (0.01s)\n",
                                      "Boarding pass: ABC123\n",
                                      "first pass: 0.44s\n",
                                      "class LoopPass : public Pass {\n",
                                      "class ForgotPassword : PageModel\n",
                                      "#define SSL_TXT_kPSK \"kPSK\"\n",
                                      "pass: FormControl\n",
                                      "password: SecretString\n",
                                      "password: String!\n",
                                      "password: !Ref DBPassword\n",
                                      "Password: ask Bob\n",
                                      "Password: unchanged\n",
                                      "Password: LDAP\n",
                                      "Password: Expired\n",
                                      "Password: confidential\n",
                                      "Password: set\n",
                                      "Password: blank\n",
                                      "Password: changed\n",
                                      "Password: Mandatory\n",
                                      "Mot de passe: obligatoire\n",
                                      "login.password=Mot de passe\n"}) {
    EXPECT_EQ(told(text), "") << text;
  }
  EXPECT_EQ(told("PublicKeyToken=\"b77a5c561934e089\"", "token"), "");
  EXPECT_EQ(told("WLAN-Key: Mulb3rry!x\n", "connection_string"), "");
}

}  // namespace
}  // namespace constat
