// The records that Excel's binary files up to 2003 are made of: a type, a size, that many bytes ([MS-XLS] 2.1.4; the
// same from Excel 2 on). Used by xls.cpp and xls4.cpp.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "evidence/window.h"
#include "extract/text_coding.h"

namespace constat {

struct BiffRecord {
  std::uint16_t type = 0;
  ByteView data;  // Dies at the next call of next().
};

class BiffRecords {
 public:
  BiffRecords(Source& stream, std::uint64_t offset) : window_(stream), offset_(offset) {}
  // nullopt at the end, and where a record is cut: then cut() says so.
  std::optional<BiffRecord> next() {
    const ByteView head = window_.at(offset_, 4);
    if (head.size() < 4) {
      cut_ = cut_ || !head.empty();
      return std::nullopt;
    }
    Cursor in(head);
    const std::uint16_t type = *in.u16_le();
    const std::uint16_t size = *in.u16_le();
    const ByteView data = window_.at(offset_ + 4, size);
    if (data.size() < size) {
      cut_ = true;
      return std::nullopt;
    }
    offset_ += 4 + std::uint64_t{size};
    return BiffRecord{type, data};
  }
  std::uint16_t next_type() {
    const ByteView head = window_.at(offset_, 4);
    return head.size() < 4 ? 0 : *Cursor(head).u16_le();
  }
  bool cut() const { return cut_; }

 private:
  Window window_;
  std::uint64_t offset_;
  bool cut_ = false;
};

// The name of a code page as charsets are called (CODEPAGE, 2.4.52); "" where the bytes are UTF-16.
inline std::string charset_of_code_page(std::uint16_t page) {
  if (page == 1200) return {};
  if (page == 932) return "Shift_JIS";
  if (page == 437 || page == 850) return "ibm-" + std::to_string(page);
  if (page == 10000 || page == 0x8000) return "macintosh";
  return page < 0x8000 ? "windows-" + std::to_string(page) : "windows-1252";
}

// 2.5.217: 30 bits of an integer or of a double's upper half, perhaps times 100.
inline double rk_value(std::uint32_t rk) {
  double value = 0;
  if ((rk & 2) != 0) {
    value = static_cast<double>(static_cast<std::int32_t>(rk) >> 2);
  } else {
    const std::uint64_t bits = static_cast<std::uint64_t>(rk & 0xFFFFFFFC) << 32;
    std::memcpy(&value, &bits, sizeof value);
  }
  return (rk & 1) != 0 ? value / 100 : value;
}

}  // namespace constat
