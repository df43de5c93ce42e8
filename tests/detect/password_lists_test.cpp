#include "detect/password_lists.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "detect/engine.h"

namespace constat {
namespace {

class Sink final : public FindingSink {
 public:
  explicit Sink(const Types& types) : types_(types) {}
  void finding(const Finding& finding) override {
    if (finding.confidence < 0.5F || types_.at(finding.type).category != Category::credential) return;
    told.push_back(types_.at(finding.type).name + ":" + std::string(finding.value));
  }
  std::vector<std::string> told;

 private:
  const Types& types_;
};

std::vector<std::string> told(std::string_view text, std::string_view item = "") {
  static const std::unique_ptr<Engine> engine = [] {
    auto loaded = load_engine({{CONSTAT_SOURCE_DIR "/rules"}, CONSTAT_SOURCE_DIR "/data"});
    return loaded ? std::move(*loaded) : nullptr;
  }();
  Sink sink(engine->types());
  const auto scratch = engine->make_scratch();
  scratch->set_item_name(item);
  engine->detect(Passage::whole(text, ""), *scratch, sink);
  return sink.told;
}

struct Case {
  std::string_view text;
  std::size_t found;
  std::string_view first;
  std::string_view why;
};
constexpr Case cases[] = {
    {"anna:rEK1ecacw.7.c\nbob:xcoE3hPa5rTrQ\ncarl:Zq8nW1uWTZkqU\ndora:ab0.XcoE3hPak\nemil:kl9nW1uWTZk2o\n"
     "fred:nm/nW1uWTZk2A\n",
     6, "password_hash:rEK1ecacw.7.c", "DES crypt, as Apache's files have it"},
    {"anna:rEK1ecacw.7.c:1:1:Anna:/home/anna:/bin/sh\nbob:xcoE3hPa5rTrQ:2:1::/home/bob:/bin/sh\n"
     "carl:Zq8nW1uWTZkqU:3:1::/:/bin/sh\ndora:ab0.XcoE3hPak:4:1::/:/bin/sh\nemil:kl9nW1uWTZk2o:5:1::/:/bin/sh\n"
     "fred:nm/nW1uWTZk2A:6:1::/:/bin/sh\n",
     6, "password_hash:rEK1ecacw.7.c", "and old Unix'"},
    {"root:rEK1ecacw.7.c:0:0:Super-User:/:/sbin/sh\ndaemon:x:1:1::/:/bin/false\nnobody:*:60001:60001::/:\n", 1,
     "password_hash:rEK1ecacw.7.c", "one account among those that are locked"},
    {"root:rEK1ecacw.7.c:15000:0:99999:7:::\nbin:*:15000:0:99999:7:::\nann:xcoE3hPa5rTrQ:15000::::::\n", 2,
     "password_hash:rEK1ecacw.7.c", "shadow(5)"},
    {"backup:rEK1ecacw.7.c\n", 1, "password_hash:rEK1ecacw.7.c", "a file of one line"},
    {"backup:rEK1ecacw.7.c", 1, "password_hash:rEK1ecacw.7.c", "without its end"},
    {"subject:Konfiguration\n", 0, "", "thirteen letters of a word"},
    {"backup:rEK1ecacw.7.c\nkeep this file\n", 0, "", "and another line"},
    {"nobody:*:60001:60001::/:\ndaemon:*:1:1::/:\nbin:*:2:2::/:\nsys:*:3:3::/:\nadm:*:4:4::/:\nlp:*:71:8::/:\n", 0, "",
     "all of them are locked"},
    {"anna:rEK1ecacw.7.b\nbob:xcoE3hPa5rTrR\ncarl:Zq8nW1uWTZkqV\ndora:ab0.XcoE3hPal\nemil:kl9nW1uWTZk2p\n"
     "fred:nm0nW1uWTZk2B\n",
     0, "", "no hash ends so"},
    {"a@example.org:Sum0mer!\nb@example.org:Sum1mer!\nc@example.org:Sum2mer!\nd@example.org:Sum3mer!\n"
     "e@example.org:Sum4mer!\n",
     5, "password:Sum0mer!", "five lines"},
    {"a@example.org:Sum0mer!\nb@example.org:Sum1mer!\nc@example.org:Sum2mer!\n", 3, "password:Sum0mer!",
     "three lines, whatever the file is called"},
    {"a@example.org:Sum0mer!\nb@example.org:Sum1mer!\n", 0, "", "two lines are chance"},
    {"ann@example.org: thanks\nbob@example.org: perhaps\ncal@example.org: maybe\n", 0, "", "answers of people"},
    {"a@example.org:Sum0mer!\nb@example.org;Sum1mer!\nc@example.org|Sum2mer!\nd@example.org:Sum3mer!\n", 4,
     "password:Sum0mer!", "a list put together from several"},
    {"a@example.org Sum0mer!\nb@example.org kW3-xz\nc@example.org princess-tiger2\nd@example.org x9KdQ\n", 4,
     "password:Sum0mer!", "parted by a blank"},
    {"a@example.org::Sum0mer!\nb@example.org::kW3-xz\nc@example.org::princess-tiger2\nd@example.org::x9KdQ\n", 4,
     "password:Sum0mer!", "parted by two colons"},
    {"a@example.org - Sum0mer!\nb@example.org - sunshine\nc@example.org - dragon\nd@example.org - x9KdQ\n", 4,
     "password:Sum0mer!", "parted by a dash"},
    {"a@example.org--monkey\nb@example.org--sunshine\nc@example.org--dragon\nd@example.org--elefant\n", 4,
     "password:monkey", "words alone, three of them as people choose them"},
    {"a@example.org => monkey\nb@example.org => sunshine1\nc@example.org => dragon\nd@example.org => elefant\n", 4,
     "password:monkey", "parted by an arrow"},
    {"a@example.org - Chair\nb@example.org - Treasurer\nc@example.org - Secretary\nd@example.org - Member\n", 0, "",
     "offices of people"},
    {"a@example.org/home\nb@example.org/mobile\nc@example.org/work\nd@example.org/Gajim\n", 0, "",
     "resources of chat accounts"},
    {"a@example.org -> b@example.org\nc@example.org -> d@example.org\ne@example.org -> f@example.org\n", 0, "",
     "addresses that moved"},
    {"annak:sunshine\nbmeier:elefant\ncarl77:fussball\ndorish:princess\nemil:schalke\nfreds:monkey\ngabi:hallo\n", 7,
     "password:sunshine", "words behind logins, many of them as people choose them"},
    {"color:red\nwidth:auto\nheight:full\nmargin:none\nborder:thin\nfont:serif\nfloat:left\n", 0, "", "settings"},
    {"jdoe:$y$j9T$rUfLhzyG9LAoQ34dZx9IvQ$qePEKiBDR4TNDmvNmhzksWmeV5HbCXmYTVmXqmJWS1s:19000:0:99999:7:::\n"
     "ann:$y$j9T$sUfLhzyG9LAoQ34dZx9IvQ$rePEKiBDR4TNDmvNmhzksWmeV5HbCXmYTVmXqmJWS1s:19001:0:99999:7:::\n"
     "bob:$y$j9T$tUfLhzyG9LAoQ34dZx9IvQ$sePEKiBDR4TNDmvNmhzksWmeV5HbCXmYTVmXqmJWS1s:19002:0:99999:7:::\n",
     3, "password_hash:$y$j9T$rUfLhzyG9LAoQ34dZx9IvQ$qePEKiBDR4TNDmvNmhzksWmeV5HbCXmYTVmXqmJWS1s",
     "days and flags of /etc/shadow are no passwords"},
    {"jdoe:A08C8514E62DAD17\nann:882BB9B3AD6E95CD\nbob:C10BCCB37B709882\ncal:A7D861DB55576075\n"
     "dan:0646684B97EF597E\neve:F894844C34402B67\n",
     6, "password_hash:A08C8514E62DAD17", "Oracle's of old"},
    {"[smtp.example.org]:587    mailer@example.org:Loewenzahn1\nsmtp2.example.net relay:W3gwarte\n", 0, "",
     "of no file of passwords"},
    {"a@example.org Anna\nb@example.org Boston\nc@example.org owner\nd@example.org x9\n", 0, "", "names and notes"},
    {"jdoe:Sum0mer!\nasmith:Tr1umph9\nbking:Qw3rtz11\nmholt:Zx8kkp21x\nrosa:geheim1\nluis:Madrid2020\n", 6,
     "password:Sum0mer!", "six logins"},
    {"https://b.example:rosa@example.org:contra1\nhttps://c.example/x:luis@example.org:Madrid20\n"
     "https://b.example:pepe@example.org:hunde11\n",
     3, "password:contra1", "site, address, password: the address' name is no password"},
    {"https://b.example:rosa@example.org:contra1\n", 0, "", "one line of it"},
    {"root:x:0:0:root:/root:/bin/bash\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\nman:x:6:12:man:/var:/bin/false\n", 0, "",
     "accounts of a machine"},
    {"10:15:23 start\n10:16:11 stop\n10:17:00 begin\n11:00:01 x\n11:00:09 y\n11:03:02 z\n", 0, "", "times"},
    {"port: 8080\nhost: abc1\nuser: xy12\nname: q9w2\nzone: eu1a\nsize: m5xl\n", 0, "", "settings"},
    {"https://a.example/login:ann:Az31erty\nhttps://b.example/x:bob:k9Dragon\nhttps://c.example:cal:Summer14\n"
     "https://d.example/q:dee:hunt3r\nhttps://e.example:eve:pass1W\n",
     5, "password:Az31erty", "stealer's log"},
    {"8a5f1b461595919cb589f6aec38bcacf:x9Kd2\n7b5f1b461595919cb589f6aec38bcac1:Jw82k\n"
     "6c5f1b461595919cb589f6aec38bcac2:pQ91z\n5d5f1b461595919cb589f6aec38bcac3:mN4tR\n"
     "4e5f1b461595919cb589f6aec38bcac4:vB7yU\n",
     5, "password_hash:8a5f1b461595919cb589f6aec38bcacf:x9Kd2", "digest and salt"},
    {"jdoe1:jdoe1@example.org:5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8\n"
     "mbrown:mary@example.org:7c4a8d09ca3762af61e59520943dc26494f8941b\n"
     "skip77:s.k@example.org:b1b3773a05c0ed0176787a4f1574ff0075f7521e\n",
     3, "password_hash:5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", "login, address, digest"},
    {"id:username:email:hash\n1:jdoe1:jdoe1@example.org:5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8\n"
     "2:mbrown:mary@example.org:7c4a8d09ca3762af61e59520943dc26494f8941b\n"
     "3:skip77:s.k@example.org:b1b3773a05c0ed0176787a4f1574ff0075f7521e\n",
     3, "password_hash:5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", "a header line, and a number before each"},
    {"libc6:amd64\nlibx11:amd64\nlibxau6:amd64\nlibxcb1:amd64\nzlib1g:amd64\nlibgcc:amd64\nlibpng:amd64\ntar:amd64\n",
     0, "", "packages"},
    {"top:12px\nleft:9px\nright:8px\nwidth:100px\nheight:77px\nmargin:1em\npadding:2em\nborder:3em\nbottom:4px\n", 0,
     "", "styles"},
    {"host1:8080\nhost2:8081\nhost3:8082\nhost4:8083\nhost5:8084\nhost6:8085\nhost7:8086\nhost8:8087\n", 0, "",
     "ports"},
    {"8a5f1b461595919cb589f6aec38bcacf  a.bin\n7b5f1b461595919cb589f6aec38bcac1  b.bin\n", 0, "", "md5sum"},
};

// Lists as they are traded, most of whose passwords are words or digits, with what checkers and crackers write beside.
TEST(PasswordLists, WordsAndDigitsArePasswordsToo) {
  constexpr Case lists[] = {
      {"anna1@gmail.com;qwerty\njoe2@web.de;123456\np3@libero.it;dragon\nx4@o2.pl;monkey12\n", 4, "password:qwerty",
       "by a semicolon"},
      {"anna1@gmail.com,qwerty\njoe2@web.de,123456\np3@libero.it,dragon\nx4@o2.pl,monkey12\n", 4, "password:qwerty",
       "by a comma"},
      {"anna1@gmail.com qwerty\njoe2@web.de 123456\np3@libero.it dragon\nx4@o2.pl monkey12\n", 4, "password:qwerty",
       "by a blank"},
      {"anna1@gmail.com:apfel\njoe2@web.de:letmein\np3@libero.it:gatto\nx4@o2.pl:monkey\n", 4, "password:apfel",
       "by a colon, words alone"},
      {"a@x.example;Boston\nb@x.example;Leeds\nc@x.example;Lyon\nd@x.example;Metz\n", 0, "", "towns"},
      {"a@x.example;sales\nb@x.example;legal\nc@x.example;sales\nd@x.example;itdept2\ne@x.example;sales\n", 0, "",
       "departments"},
      {"anna.berg@x.example;anna91\njoe.lee@x.example;joe77\nkim.fox@x.example;kim.fox\nlea.ott@x.example;lea0tt\n"
       "max.roe@x.example;max.r\n",
       0, "", "logins"},
      {"anna1@x.example:Sunshine1 | Plan = Premium | Country = FR\njoe2@x.example:Dragon77! | Plan = Free | Country = "
       "IT\n"
       "kim3@x.example:Berlin2004 | Plan = Free | Country = DE\n",
       3, "password:Sunshine1", "a checker's notes"},
      {"anna1@x.example:Sunshine1|FR\njoe2@x.example:Dragon77!|IT\nkim3@x.example:Berlin2004|DE\n", 3,
       "password:Sunshine1", "a column behind"},
      {"anna1@x.example:Sunshine1 - Premium\njoe2@x.example:Dragon77! - Free\nkim3@x.example:Berlin2004 - Free\n", 3,
       "password:Sunshine1", "a dash behind"},
      {"https://s1.example/login anna12@x.example Sunshine1\nhttps://s2.example/ joe@x.example Dragon77!\n"
       "https://s3.example/a kim Berlin2004\n",
       3, "password:Sunshine1", "site, login, password by blanks"},
      {"https://s1.example/login|anna12|Sunshine1\nhttps://s2.example/|joe|Dragon77!\nhttps://s3.example/"
       "a|kim|Berlin2004\n",
       3, "password:Sunshine1", "by bars"},
      {"site1.example/login:anna12:Sunshine1\nsite2.example:joe_b:Dragon77!\nsite3.example/a:kim7:Berlin2004\n"
       "site4.example/a:lea7:kW3-xz\nsite5.example/a:max7:tiger99\n",
       5, "password:Sunshine1", "no scheme"},
      {"anna1@x.example:Sunshine1:https://s1.example/\njoe2@x.example:Dragon77!:https://s2.example/\n"
       "kim3@x.example:Berlin2004:https://s3.example/\n",
       3, "password:Sunshine1", "the site behind"},
      {"src/main.cpp:12:int "
       "main()\nsrc/main.cpp:19:return0;\nsrc/main.cpp:23:x1=y2;\nsrc/a.cpp:3:z9()\nsrc/b.cpp:7:q0\n",
       0, "", "a search in sources"},
  };
  for (const Case& each : lists) {
    const auto found = told(each.text);
    EXPECT_EQ(found.size(), each.found) << each.why;
    if (!found.empty() && each.found != 0) {
      EXPECT_EQ(found.front(), each.first) << each.why;
    }
  }
}

// What a telephone number opens is told beside the number; what hashes were cracked to, beside the hash.
TEST(PasswordLists, BehindTelephonesAndHashes) {
  const auto phones =
      told("+33612981201:Sunshine1\n+33612981202:Dragon77!\n+33612981203:Berlin2004\n+33612981204:tiger\n");
  EXPECT_EQ(phones.size(), 4U);
  const auto cracked = told(
      "8a5f1b461595919cb589f6aec38bcacf:Kevin2008\n7b5f1b461595919cb589f6aec38bcac1:dragon\n"
      "6c5f1b461595919cb589f6aec38bcac2:Sommer!1\n");
  EXPECT_EQ(cracked, (std::vector<std::string>{"password_hash:8a5f1b461595919cb589f6aec38bcacf", "password:Kevin2008",
                                               "password_hash:7b5f1b461595919cb589f6aec38bcac1", "password:dragon",
                                               "password_hash:6c5f1b461595919cb589f6aec38bcac2", "password:Sommer!1"}));
  const auto mails = told(
      "a@x.example:8a5f1b461595919cb589f6aec38bcacf:Kevin2008\nb@x.example:7b5f1b461595919cb589f6aec38bcac1:dragon\n"
      "c@x.example:6c5f1b461595919cb589f6aec38bcac2:Sommer!1\n");
  EXPECT_EQ(mails.size(), 6U);
  const auto crypt = told(
      "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy:welcome\n"
      "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWa:sunrise\n"
      "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWb:lantern\n");
  EXPECT_EQ(std::count(crypt.begin(), crypt.end(), "password:welcome"), 1);
  const auto sums = told(
      "8a5f1b461595919cb589f6aec38bcacf:setup1.exe\n7b5f1b461595919cb589f6aec38bcac1:notes.txt\n"
      "6c5f1b461595919cb589f6aec38bcac2:image-2.iso\n");
  for (const std::string& each : sums) EXPECT_FALSE(each.starts_with("password:")) << each;
}

TEST(PasswordLists, NotesInAFileThatIsNamedForThem) {
  const std::string notes =
      "Gmail  jd@example.org  Kaffee-2020\nBank anna91 Tr0ub4dor\nVPN: jdoe / c0rrect-h0rse\nto do: ask Tom\n";
  const auto named = told(notes, "home/Passw\xC3\xB6rter.txt");
  EXPECT_EQ(named, (std::vector<std::string>{"password:Kaffee-2020", "password:Tr0ub4dor", "password:c0rrect-h0rse"}));
  EXPECT_TRUE(told(notes, "home/notes.txt").empty());
  const std::string_view relays =
      "[smtp.example.org]:587    mailer@example.org:Loewenzahn1\nsmtp2.example.net relay:W3gwarte\n";
  EXPECT_EQ(told(relays, "etc/postfix/sasl_passwd"),
            (std::vector<std::string>{"password:Loewenzahn1", "password:W3gwarte"}));
  EXPECT_TRUE(told("How to choose a good password\nUse 12 letters or more.\nSee page 4.\n", "passwords.txt").empty());
}

TEST(PasswordLists, CookiesOfSessions) {
  const std::string text =
      "# Netscape HTTP Cookie File\n.example.org\tTRUE\t/\tTRUE\t1700000000\tSESSIONID\tk2Jd8sKq0PzXvB7nMwR4tY1u\n"
      ".example.org\tTRUE\t/\tFALSE\t1700000000\tlanguage_choice\tdeutsch-und-mehr\n"
      ".example.org\tTRUE\t/\tFALSE\tsoon\tauth_token\tk2Jd8sKq0PzXvB7nMwR4tY1u\n";
  EXPECT_EQ(told(text), (std::vector<std::string>{"token:k2Jd8sKq0PzXvB7nMwR4tY1u"}));
}

TEST(PasswordLists, AreToldByTheFormOfTheirLines) {
  for (const Case& each : cases) {
    const auto found = told(each.text);
    EXPECT_EQ(found.size(), each.found) << each.why;
    if (!found.empty() && each.found != 0) {
      EXPECT_EQ(found.front(), each.first) << each.why;
    }
  }
}

TEST(PasswordLists, AHeaderOfATableIsNoPassword) {
  for (const std::string& each :
       told("Service;Benutzer;Kennwort\nSAP;priya.r;Sevilla96*\nSAP;priya.r;Princess12!\nVPN;root;Sevilla64@\n"
            "Mail;root;Dragon48@\nMail;sa;Katze19!\nVPN;sa;Katze33!\n")) {
    EXPECT_EQ(each.find(';'), std::string::npos) << each;
  }
}

TEST(PasswordLists, AFileMaySayWhatItHolds) {
  constexpr std::string_view words = "Summer14!\ndragon99\nAzerty31\nhunter2x\nSoleil_7\n";
  EXPECT_TRUE(told(words, "share/readme.txt").empty());
  EXPECT_EQ(told(words, "share/Passwords.txt").size(), 5U);
  EXPECT_TRUE(names_passwords("dump.zip!/it/mdp.txt"));
  EXPECT_TRUE(names_passwords("Mots de passe.xlsx"));
  EXPECT_FALSE(names_passwords("src/password.py")) << "a program about passwords";
  EXPECT_FALSE(names_passwords("passwords/readme.txt")) << "a folder";
}

TEST(PasswordLists, PasswordsAreToldFromOtherWords) {
  for (const std::string_view text : {"Summer14!", "azerty31", "P@ssword", "kW3-xz", "hunter2"})
    EXPECT_TRUE(looks_like_password(text)) << text;
  for (const std::string_view text :
       {"123456789", "Boston", "main.cpp", "2014-11-24", "1.2.3-rc1", "a b1", "ab1", "x/y1"})
    EXPECT_FALSE(looks_like_password(text)) << text;
  EXPECT_TRUE(is_digest("8a5f1b461595919cb589f6aec38bcacf"));
  EXPECT_FALSE(is_digest("8a5f1b461595919cb589f6aec38bcac"));
  EXPECT_FALSE(is_digest("00000000000000000000000000000000"));
}

}  // namespace
}  // namespace constat
