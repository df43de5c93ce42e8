#include "detect/told_passwords.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ToldPasswords : public test::EngineTest {
 protected:
  // What is told of type password, 0.5 or more, parted by blanks.
  static std::string told(std::string_view text) {
    std::string all;
    for (const Found& one : detect(text)) {
      if (one.type == "password" && one.confidence >= 0.5F) all += (all.empty() ? "" : " ") + one.value;
    }
    return all;
  }
};

struct Case {
  std::string_view text;
  std::string_view password;  // "": none may be told.
};

TEST_F(ToldPasswords, BelowTheirLabel) {
  constexpr Case cases[] = {
      {"Account\nPassword\nGuitar16\nNotes\n", "Guitar16"},
      {"VPN\n\nMot de passe provisoire\n\nVerano-77x\n", "Verano-77x"},
      {"Admin password:\r\nGuitar16\r\n", "Guitar16"},
      {"Username\njdoe\nPassword\nkatze2009\n", "katze2009"},
      {"Kennwort:\nkatze2009\n", "katze2009"},
      {"Password\nMinimum12 characters\n", ""},
      {"Password\nRemember me\n", ""},
      {"Password\nWindows10\n", ""},
      {"Password\n2014-05-04T10:22\n", ""},
      {"Password\nReport2014.pdf\n", ""},
      {"Password\nann.lee@example.org\n", ""},
      {"Password\nsha256\nbase64\n", ""},
      {"Password\nhttps://id.example.org/Reset1\n", ""},
      {"We changed the rules of the password\nGuitar16\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToldPasswords, OnTheLineOfAForm) {
  constexpr Case cases[] = {
      {"Admin password Guitar16\n", "Guitar16"},
      {"  Has\xC5\x82o P@ssw0rd42\n", "P@ssw0rd42"},
      {"Mot de passe provisoire: 9y+e17SWjA\n", "9y+e17SWjA"},
      {"Contrase\xC3\xB1"
       "a temporal : Verano77\n",
       "Verano77"},
      {"requirepass dEjL60LkumN3pOdTZu9k\n", "dEjL60LkumN3pOdTZu9k"},
      {"requirepass thymian\n", "thymian"},
      {"rootpw kamille\n", "kamille"},
      {"rootpw {SSHA}x\n", ""},
      {"line vty 0 4\n exec-timeout 5\n password zebra9\n login\n", "zebra9"},
      {"router bgp 1\n neighbor 10.0.0.2 password bgpPass9\n", "bgpPass9"},
      {" ppp chap password 0 chapPw12\n", "chapPw12"},
      {"the line vty 0 4\nhas no password here\n", ""},
      {"K 8\npassword\nV 10\nkoriander7\nK 15\nsvn:realmstring\n", "koriander7"},
      {"enable secret 0 Maison1987\n", "Maison1987"},
      {"CREATE USER app IDENTIFIED BY 'Biscuit23*';\n", "Biscuit23*"},
      {"see above\nPassword version2\n", ""},
      {"Password Office365\n", ""},
      {"Pass Level2x!\n", ""},
      {"password hint: Biscuit23\n", ""},
      {"mot de passe oubli\xC3\xA9 : cliquez\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToldPasswords, InSentences) {
  constexpr Case cases[] = {
      {"I reset your password to Dragon_88x, log in and change it.", "Dragon_88x"},
      {"password changed to Dragon88 on Friday", "Dragon88"},
      {"mon mdp c'est 3Ia7h50vf", "3Ia7h50vf"},
      {"La password \xC3\xA8 bjI!hRzxfu, cambiala", "bjI!hRzxfu"},
      {"the password is Wrong! Try again", ""},
      {"the password is Case-Sensitive", ""},
      {"a senha do sistema \xC3\xA9 Biscuit42$", "Biscuit42$"},
      {"has\xC5\x82o do panelu to Winter_44", "Winter_44"},
      {"log in with tomasz.k and password Tiger2017!", "Tiger2017!"},
      {"connecte-toi avec deploy et le mot de passe Katze1989!", "Katze1989!"},
      {"Use L0nd0n2012!25 as the password for the zip.", "L0nd0n2012!25"},
      {"mets Katze1989! comme mot de passe", "Katze1989!"},
      {"Nimm Sommer_2024 als Passwort.", "Sommer_2024"},
      {"the password was sent to Bob123", ""},
      {"reset the password to continue", ""},
      {"password reset to 2014-05-04", ""},
      {"Windows10 as the password manager", ""},
      {"with password Manager2 of the year", ""},
      {"the user and password Base64 encoding", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToldPasswords, AnAnswerToAQuestion) {
  constexpr Case cases[] = {
      {"[09:12] ana: whats the password for the nas?\n[09:13] bob: Shadow38?\n", "Shadow38?"},
      {"ana: the mdp?\nbob: P@ssw0rd18\nana: thx\n", "P@ssw0rd18"},
      {"ana: the password?\nbob: ask Tom in room2B\n", ""},
      {"ana: the password?\nbob: tomorrow\n", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToldPasswords, BehindALogin) {
  constexpr Case cases[] = {
      {"Login priya.r / Welcome123", "Welcome123"},
      {"Login for Jenkins: `deploy` / `J3nkins#Deploy`\n", "J3nkins#Deploy"},
      {"Zugangsdaten f\xC3\xBCr den Router: admin / Katze-2009\n", "Katze-2009"},
      {"Login: **deploy** / **Katze-2009**\n", "Katze-2009"},
      {"Login for Jenkins: ask the team / Office365\n", ""},
      {"Login for all. Note: read / Write2Disk\n", ""},
      {"Wifi guest: **Tulpen-2024!**\n", "Tulpen-2024!"},
      {"WLAN Gast: `Moin!Moin77`\n", "Moin!Moin77"},
      {"Guest wifi: available\n", ""},
      {"Zugangsdaten: mmartin / CMM2w33wJ9vL", "CMM2w33wJ9vL"},
      {"Identifiants : jdoe / Sevilla1994!", "Sevilla1994!"},
      {"credentials: lchen:d_Xgt2Co", "d_Xgt2Co"},
      {"login: ann.lee@example.org / katze77", "katze77"},
      {"the VPN login is priya.r / Welcome123 and the badge is ready", "Welcome123"},
      {"Your credentials are jdoe / k9_Dragon.", "k9_Dragon"},
      {"les identifiants sont mmartin / Sevilla1994!", "Sevilla1994!"},
      {"the login is read/Write22 for all", ""},
      {"the login is optional / see above", ""},
      {"Login page / Step2of3", ""},
      {"Login: 2014-05-04 / 10:22:11", ""},
      {"login: jdoe / asmith", ""},
      {"Login / Register2024", ""},
      {"see https://a.example/login:ann:k9Dragon", ""},
      {"credentials: see vault / KeePass2", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToldPasswords, PersonalIdentificationNumbers) {
  constexpr Case cases[] = {
      {"The PIN is 7866.", "7866"},
      {"Die PIN lautet 3126", "3126"},
      {"el PIN es 9794", "9794"},
      {"Your PIN for the door is 1864", "1864"},
      {"Le code PIN de la carte est 3173", "3173"},
      {"Voicemail PIN 5578", "5578"},
      {"the pin is 4482 mm long", ""},
      {"The PIN is 4 digits long", ""},
      {"your PIN is required in 2024", ""},
      {"pin 4 of the connector is 3300 mV", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToldPasswords, WhatIsNone) {
  for (const std::string_view text :
       {"clave: importante", "Boarding pass: Gate B12", "PASS: test_login (0.02s)", "Password: minimum 12 characters",
        "password: \"\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\"", "token:null,password:void 0})",
        "the cord identified by 'cord' for a method", "SecureString pw = ConvertTo-SecureString -String $x"}) {
    EXPECT_EQ(told(text), "") << text;
  }
  EXPECT_EQ(told("USER: ann\nPASS: sunshine\n"), "sunshine");
  EXPECT_EQ(told("clave: Verano77"), "Verano77");
}

TEST_F(ToldPasswords, AMixedWordHasADigitAndTwoOfThreeOthers) {
  for (const std::string_view word : {"Welcome123", "k2-Pq!", "P@ssw0rd", "winter_44"})
    EXPECT_TRUE(is_mixed_word(word)) << word;
  for (const std::string_view word : {"welcome123", "Welcome", "12345678", "Office365", "A1b", "10.0.0.4", "v2.3.1-Rc4",
                                      "Report2014.pdf", "ann@example.org", "2014-05-04T10:22"})
    EXPECT_FALSE(is_mixed_word(word)) << word;
}

}  // namespace
}  // namespace constat
