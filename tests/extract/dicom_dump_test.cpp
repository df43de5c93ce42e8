#include <gtest/gtest.h>

#include "extract/record_cells.h"

namespace constat {
namespace {

using test::cell;
using test::passages;

TEST(DicomDump, AHeadersPatientIsARow) {
  constexpr std::string_view dcmtk =
      "# Dicom-File-Format\n# Dicom-Meta-Information-Header\n"
      "(0002,0010) UI =LittleEndianExplicit                    #  20, 1 TransferSyntaxUID\n"
      "(0008,0090) PN [HOUSE^GREGORY]                          #  14, 1 ReferringPhysicianName\n"
      "(0010,0010) PN [FONTAINE^AURELIE]                       #  16, 1 PatientName\n"
      "(0010,0020) LO [P-4711]                                 #   6, 1 PatientID\n"
      "(0010,0030) DA [19620817]                               #   8, 1 PatientBirthDate\n"
      "(0010,0040) CS [F]                                      #   2, 1 PatientSex\n"
      "(0010,2110) LO (no value available)                     #   0, 0 Allergies\n"
      "# Dicom-File-Format\n"
      "(0010,0010) PN [YATES^ANN]                              #  10, 1 PatientName\n"
      "(0010,0020) LO [P-4712]                                 #   6, 1 PatientID\n";
  constexpr std::string_view pydicom =
      "(0008, 0005) Specific Character Set              CS: 'ISO_IR 100'\n"
      "(0010, 0010) Patient's Name                      PN: 'FONTAINE^AURELIE'\n"
      "(0010, 0020) Patient ID                          LO: 'P-4711'\n"
      "(0010, 0030) Patient's Birth Date                DA: '19620817'\n"
      "(0010, 0040) Patient's Sex                       CS: 'F'\n"
      "(0008, 0005) Specific Character Set              CS: 'ISO_IR 100'\n"
      "(0010, 0010) Patient's Name                      PN: 'YATES^ANN'\n"
      "(0010, 0020) Patient ID                          LO: 'P-4712'\n";
  for (const std::string_view text : {dcmtk, pydicom}) {
    DocumentOutput out;
    std::string format;
    ASSERT_TRUE(extract_bytes(text, out, &format));
    EXPECT_EQ(format, "dicom-dump");
    const struct {
      std::size_t row;
      std::string_view column, value, stands;
    } cases[] = {
        {0, "last name", "FONTAINE", "FONTAINE^"}, {0, "first name", "AURELIE", "AURELIE"},
        {0, "patient id", "P-4711", "P-4711"},     {0, "date of birth", "1962-08-17", "19620817"},
        {1, "last name", "YATES", "YATES^ANN"},    {1, "patient id", "P-4712", "P-4712"},
    };
    for (const auto& c : cases) {
      const test::PlacedCell found = cell(out, c.row, c.column);
      EXPECT_EQ(found.value, c.value) << c.column;
      EXPECT_EQ(text.substr(found.offset, c.stands.size()), c.stands) << c.column;
    }
    EXPECT_NE(passages(out).find("(0008"), std::string::npos) << "other elements are text";
  }
}

}  // namespace
}  // namespace constat
