#include "detect/calibration.h"

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"

namespace constat {
namespace {

bool number(std::string_view text, float& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 && value <= 1;
}

}  // namespace

Result<Calibration> Calibration::load(const std::string& data_dir, const Types& types) {
  const std::string path = data_dir + "/calibration.tsv";
  std::ifstream file(path, std::ios::binary);
  if (!file) return Calibration();
  std::ostringstream text;
  text << file.rdbuf();
  auto calibration = parse(text.str(), types);
  if (!calibration) return fail(calibration.error().fault, path + ": " + calibration.error().what);
  return calibration;
}

Result<Calibration> Calibration::parse(std::string_view text, const Types& types) {
  struct Knot {
    float raw = 0;
    float worth = 0;
  };
  std::map<std::string, std::vector<Knot>, std::less<>> classes;
  std::size_t line_number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++line_number;
    if (trim(line).empty() || line.front() == '#') continue;
    const auto wrong = [&](const char* what) {
      return fail(Fault::malformed, "line " + std::to_string(line_number) + " " + what);
    };
    const std::vector<std::string_view> fields = split(line, '\t');
    Knot knot;
    if (fields.size() < 3 || fields[0].empty() || !number(fields[1], knot.raw) || !number(trim(fields[2]), knot.worth))
      return wrong("is not: class, raw score, probability");
    std::vector<Knot>& knots = classes[std::string(fields[0])];
    if (!knots.empty() && (knot.raw <= knots.back().raw || knot.worth < knots.back().worth))
      return wrong("is out of order: within a class scores ascend and probabilities do not fall");
    knots.push_back(knot);
  }
  Calibration calibration;
  std::map<std::string, std::uint16_t, std::less<>> index;
  for (const auto& [name, knots] : classes) {
    Curve curve{};
    std::size_t next = 0;
    Knot before;
    for (std::size_t step = 0; step <= steps; ++step) {
      const float raw = static_cast<float>(step) / static_cast<float>(steps);
      while (next < knots.size() && knots[next].raw < raw) before = knots[next++];
      const Knot after = next < knots.size() ? knots[next] : Knot{1, 1};
      const float width = after.raw - before.raw;
      curve[step] = width <= 0 ? after.worth : before.worth + (after.worth - before.worth) * (raw - before.raw) / width;
    }
    index.emplace(name, static_cast<std::uint16_t>(calibration.curves_.size()));
    calibration.curves_.push_back(curve);
  }
  for (std::size_t type = 0; type < types.size(); ++type) {
    const TypeInfo& info = types.at(static_cast<TypeId>(type));
    std::uint16_t chosen = none;
    for (const std::string& name : {info.name, "*" + std::string(category_name(info.category)), std::string("*")}) {
      const auto found = index.find(name);
      if (found == index.end()) continue;
      chosen = found->second;
      break;
    }
    calibration.curve_of_.push_back(chosen);
  }
  return calibration;
}

}  // namespace constat
