#include <gtest/gtest.h>

#include "support/engine_fixture.h"

namespace constat {
namespace {

using test::Found;

class ScanPatterns : public test::EngineTest {};

TEST_F(ScanPatterns, HashesNameTheirAccount) {
  struct Case {
    std::string_view text, owner;
    bool hash = true;
  };
  constexpr Case cases[] = {
      {"jdoe:$apr1$v9vHKonJ$Y0ns1ZKITboXlbZGrBxe9O\n", "jdoe"},
      {"mweber:$P$BVY8b6VUNUbewnAa13PUVOIqJwOkKOu\n", "mweber"},
      {"17:jdoe:*3628BEF7A127F6C31D175A632F8EE42EA368B23F\n", "jdoe"},
      {"CORP.LOCAL/jdoe:$DCC2$10240#jdoe#96deb26384233328347eabee848f227e\n", "jdoe"},
      {"corp.local\\jdoe:1103:aad3b435b51404eeaad3b435b51404ee:8b0e7153bf7c3706d85c524e44006655:::\n", "jdoe"},
      {"corp.local\\jdoe_history0:1103:aad3b435b51404eeaad3b435b51404ee:8b0e7153bf7c3706d85c524e44006655:::\n", "jdoe"},
      {"DC01$:1000:aad3b435b51404eeaad3b435b51404ee:8b0e7153bf7c3706d85c524e44006655:::\n", ""},
      {"the hash is: $P$BVY8b6VUNUbewnAa13PUVOIqJwOkKOu\n", ""},
      {"12:$P$BVY8b6VUNUbewnAa13PUVOIqJwOkKOu\n", ""},
      {"ann:SCRYPT:16384:8:1:MDIwMzMwNTQw:8jtuHBaQMvCoDRFOQYrCQG2Nax8XjOBeVPcQtFSJaNQ=\n", "ann"},
      {"ann:$7$C6..../....$ozmG.oWMIJdFzNMZtewjhG$.l.EnDJaP5.DqbxWBpMYnB.1djm6mfRar1RyWkxLHu4\n", "ann"},
      {"ann:{x-issha, 1024}b28Dimrk1xDWSQaaYPw0QMzV7RdX7ZkxDXgKbwNo==\n", "ann"},
      {"WPA*01*32fed0abf4fc6f3712a607b1e9004488*7984f3dcadcb*bd05872b6544*b2690fea1eb7961e***\n", ""},
      {"commit:8b0e7153bf7c3706d85c524e44006655aad3b435\n", "", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(told(c.text, "username"), c.owner) << c.text;
    EXPECT_EQ(!told(c.text, "password_hash").empty(), c.hash) << c.text;
  }
  const std::string_view ticket =
      "$krb5asrep$23$jdoe@CORP.LOCAL:6fa87be676563cf08f6070d44c85a3a8$6bb5d5f7a159843e2348b81e7f7e558b6d018ad7\n";
  EXPECT_EQ(told(ticket, "email_address"), "jdoe@CORP.LOCAL");
  EXPECT_EQ(told(ticket, "password_hash"), ticket.substr(0, ticket.size() - 1));
}

TEST_F(ScanPatterns, CredentialsOfFilesThatKeepThem) {
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

TEST_F(ScanPatterns, ChecksumsAreNoPasswordsHashes) {
  for (const std::string_view text :
       {"sha256: 9b2c4f6e8a0d1b3c5e7f9a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8d0e2f4a6b8c0d",
        "md5 = 8a5f1b461595919cb589f6aec38bcacf", "setup.exe  md5: 8a5f1b461595919cb589f6aec38bcacf",
        "File: setup.exe\nSize: 4711\nSHA1: 8a5f1b461595919cb589f6aec38bcacf8a5f1b46\n",
        "commit hash: 8a5f1b461595919cb589f6aec38bcacf8a5f1b46",
        "\"file_hash\": \"8a5f1b461595919cb589f6aec38bcacf\""}) {
    for (const Found& one : detect(text)) EXPECT_LT(one.confidence, 0.5F) << one.type << " in " << text;
  }
  for (const std::string_view text :
       {"password md5: 8a5f1b461595919cb589f6aec38bcacf", "user=jane md5=8a5f1b461595919cb589f6aec38bcacf",
        "{\"mail\":\"jane@example.org\",\"md5\":\"8a5f1b461595919cb589f6aec38bcacf\"}",
        "password_hash: 8a5f1b461595919cb589f6aec38bcacf", "hash: 8a5f1b461595919cb589f6aec38bcacf"}) {
    EXPECT_GE(confidence_of("password_hash", text), 0.9F) << text;
  }
}

TEST_F(ScanPatterns, APrivateKeyIsOneFindingToItsEnd) {
  const std::string key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA5+xyz012\n-----END EC PRIVATE KEY-----";
  const auto found = detect("key:\n" + key + "\nmore");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].type, "private_key");
  EXPECT_EQ(found[0].value, key);
}

TEST_F(ScanPatterns, AKeyWithoutItsEndStopsWhereTheNextBegins) {
  const std::string cut = "-----BEGIN RSA PRIVATE KEY-----\n" + std::string(200, 'M') + "\n";
  const std::string whole = cut + "-----END RSA PRIVATE KEY-----";
  const std::vector<Found> found = detect(cut + whole);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].value, cut);
  EXPECT_EQ(found[1].value, whole);
}

}  // namespace
}  // namespace constat
