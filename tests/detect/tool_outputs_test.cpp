#include "detect/tool_outputs.h"

#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

class ToolOutputs : public test::EngineTest {};

struct Case {
  std::string_view text;
  std::string_view password;  // "": none may be told.
};

TEST_F(ToolOutputs, TellPasswords) {
  constexpr Case cases[] = {
      {"harbor.local\\c.doyle:CLEARTEXT:Doyle1966\nnext\n", "Doyle1966"},
      {"[*] DefaultPassword\nHARBOR\\kiosk:Kiosk!Front\n", "Kiosk!Front"},
      {"SMB         10.1.1.5  445  DC01  [+] HARBOR\\c.doyle:Doyle1966 (Pwn3d!)\n", "Doyle1966"},
      {"SMB         10.1.1.5  445  DC01  [+] HARBOR\\c.doyle:Doyle1966\n", "Doyle1966"},
      {"SMB         10.1.1.5  445  DC01  [-] HARBOR\\c.doyle:Doyle1966 STATUS_LOGON_FAILURE\n", ""},
      {"Auth: (2211) Login OK: [jfinch/L4rkspur] (from client ap1 port 0)\n", "L4rkspur"},
      {"    DefaultPassword    REG_SZ    Mulb3rry!x\r\n", "Mulb3rry!x"},
      {"    ProductName    REG_SZ    Windows10Pro\r\n", ""},
      {"jfinch : EAP \"L4rkspur\"\n", "L4rkspur"},
      {"echo \"root:Mulb3rry!x\" | chpasswd\n", "Mulb3rry!x"},
      {"echo 'root:Mulb3rry!x' | sudo chpasswd\n", "Mulb3rry!x"},
      {"snmp-server community Str0ngC RW\n", "Str0ngC"},
      {"crypto isakmp key V3ryS3cret address 192.0.2.4\n", "V3ryS3cret"},
      {"username ann privilege 15 password 0 Mulb3rryx1\n", "Mulb3rryx1"},
      {"username ops password 7 094F471A1A0A\n", "094F471A1A0A"},
      {"enable password 7 CAFEBABE99\n", ""},
      {"radius-server host 10.1.1.1 key Rad1usK3y\n", "Rad1usK3y"},
      {"tacacs-server key 0 Tac4csKey\n", "Tac4csKey"},
      {"radius-server host 10.1.1.1 timeout 5\n", ""},
      {" key-string ospfK3y\n", "ospfK3y"},
      {"$ gcloud services api-keys get-key-string 1234\n", ""},
      {"ntp authentication-key 1 md5 ntpK3y9\n", "ntpK3y9"},
      {"        set psksecret ENC 9Qk2mVx7a0PzR5tYw3LdJ8hGbN1cXe4S\n", "9Qk2mVx7a0PzR5tYw3LdJ8hGbN1cXe4S"},
      {"The password encoding is set in the file\n", ""},
      {"    community Fuchsbau {\n        authorization read-only;\n", "Fuchsbau"},
      {"the community Fuchsbau {\n", ""},
      {"password 51:b:01000000D08C9DDF0115D1118C7A00C04FC297EB01000000\n",
       "01000000D08C9DDF0115D1118C7A00C04FC297EB01000000"},
      {"10.2.2.2 secret \"$9$aBcD1ehSyK8x-ws4aGU\"; ## SECRET-DATA\n", "$9$aBcD1ehSyK8x-ws4aGU"},
      {"echo eisblume | sudo -S apt update\n", "eisblume"},
      {"echo $PW | sudo -S apt update\n", ""},
      {"cat list | sudo -S tee x\n", ""},
      {"'Fr3ilauf' | ConvertTo-SecureString -AsPlainText -Force\n", "Fr3ilauf"},
      {"net user Administrator quitte\n", "quitte"},
      {"the net user growth\n", ""},
      {"s = smtplib.SMTP(h)\ns.login(\"mailer@example.org\", \"zitrone\")\n", "zitrone"},
      {"self.client.login(\"alice\", \"wonderland\")\n", ""},
      {"r = requests.get(url, auth=(\"api\", \"mandarine\"))\n", "mandarine"},
      {"r = requests.get(url, auth=(user, password))\n", ""},
      {"req.SetBasicAuth(\"deploy\", \"Mulb3rry!x\")\n", "Mulb3rry!x"},
      {"req.SetBasicAuth(\"Aladdin\", \"open sesame\")\n", ""},
      {"$ftp->login(\"anonymous\",'-anonymous@')\n", ""},
      {"curl -u admin:Mulb3rry!x https://h.example\n", "Mulb3rry!x"},
      {"keytool -list -storepass m1ckeym -keystore k.jks\n", "m1ckeym"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(c.text), c.password) << c.text;
}

TEST_F(ToolOutputs, TellLoginsAndKeys) {
  EXPECT_EQ(told("curl -u deploy:Mulb3rry!x https://h.example\n", "connection_string"), "deploy");
  const std::string key = "4d5b1c0f6a7e8d9c0b1a2f3e4d5c6b7a8f9e0d1c2b3a4f5e6d7c8b9a0f1e2d3c";
  EXPECT_EQ(told("harbor.local\\c.doyle:aes256-cts-hmac-sha1-96:" + key + "\n", "password_hash"), key);
}

}  // namespace
}  // namespace constat
