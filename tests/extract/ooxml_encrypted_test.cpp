#include <gtest/gtest.h>

#include "support/compound_builder.h"
#include "support/document_output.h"

namespace constat {
namespace {

using test::CompoundBuilder;

TEST(OoxmlEncrypted, APasswordIsToldFromAnyOtherCompoundFile) {
  struct Case {
    CompoundBuilder file;
    bool is_encrypted;
  };
  CompoundBuilder far;  // The directory lies behind more than the first bytes that are looked at.
  for (int index = 0; index < 60; ++index) far.add("a" + std::to_string(index), std::string(5000, 'x'));
  far.add("EncryptedPackage", "x");
  const Case cases[] = {
      {CompoundBuilder().add("EncryptionInfo", "\4").add("EncryptedPackage", std::string(9000, '\7')), true},
      {far, true},
      {CompoundBuilder().add("Contents", "EncryptedPackage"), false},
  };
  for (const Case& c : cases) {
    DocumentOutput out;
    const auto read = extract_bytes(c.file.build(), out);
    EXPECT_EQ(!read && read.error().fault == Fault::encrypted, c.is_encrypted);
  }
}

}  // namespace
}  // namespace constat
