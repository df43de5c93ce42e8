// Writes small tar archives for tests.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace constat::test {

class TarBuilder {
 public:
  TarBuilder& add(std::string_view name, std::string_view text, char type = '0', std::string_view link = "",
                  bool ustar = true) {
    return raw(name, text, text.size(), type, link, ustar);
  }
  // `size` is what the header promises.
  TarBuilder& raw(std::string_view name, std::string_view text, std::size_t size, char type, std::string_view link,
                  bool ustar = true) {
    std::string header(512, '\0');
    header.replace(0, std::min<std::size_t>(name.size(), 100), name.substr(0, 100));
    header.replace(100, 8, std::string_view("0000644\0", 8));
    header.replace(108, 8, std::string_view("0000000\0", 8));
    header.replace(116, 8, std::string_view("0000000\0", 8));
    char number[16];
    std::snprintf(number, sizeof number, "%011lo", static_cast<unsigned long>(size));
    header.replace(124, 12, number, 12);
    header.replace(136, 12, std::string_view("12345670000\0", 12));
    header[156] = type;
    header.replace(157, std::min<std::size_t>(link.size(), 100), link.substr(0, 100));
    if (ustar) header.replace(257, 8, std::string_view("ustar\00000", 8));
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::snprintf(number, sizeof number, "%06o", sum);
    header.replace(148, 8, std::string(number, 6) + std::string("\0 ", 2));
    bytes_ += header;
    bytes_ += text;
    bytes_.resize((bytes_.size() + 511) / 512 * 512, '\0');
    return *this;
  }
  static std::string record(std::string_view key, std::string_view value) {
    std::string body = " " + std::string(key) + "=" + std::string(value) + "\n";
    std::size_t size = body.size() + 1;
    while (std::to_string(size).size() + body.size() != size) ++size;
    return std::to_string(size) + body;
  }
  TarBuilder& append(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  const std::string& open_ended() const { return bytes_; }
  std::string build() const { return bytes_ + std::string(1024, '\0'); }

 private:
  std::string bytes_;
};

}  // namespace constat::test
