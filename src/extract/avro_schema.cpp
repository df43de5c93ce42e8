#include "extract/avro_schema.h"

#include <simdjson.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace constat {

namespace {

using simdjson::dom::element;

constexpr std::size_t types_max = 200'000;
constexpr std::size_t schema_depth_max = 200;
constexpr std::size_t schema_name_bytes_max = 4000;

std::string_view schema_text(element value, const char* key) {
  std::string_view text;
  if (value[key].get(text) != simdjson::SUCCESS) return {};
  return text;
}
std::int64_t schema_number(element value, const char* key) {
  std::int64_t number = 0;
  return value[key].get(number) == simdjson::SUCCESS ? number : 0;
}

struct Primitive {
  std::string_view name;
  AvroKind kind;
};
constexpr Primitive primitives[] = {
    {"null", AvroKind::null},   {"boolean", AvroKind::boolean}, {"int", AvroKind::int32},
    {"long", AvroKind::int64},  {"float", AvroKind::real32},    {"double", AvroKind::real64},
    {"bytes", AvroKind::bytes}, {"string", AvroKind::string},
};
struct Logical {
  std::string_view name;
  ValueMeaning meaning;
};
constexpr Logical logicals[] = {
    {"decimal", ValueMeaning::decimal},
    {"uuid", ValueMeaning::uuid},
    {"date", ValueMeaning::date},
    {"time-millis", ValueMeaning::time_milliseconds},
    {"time-micros", ValueMeaning::time_microseconds},
    {"timestamp-millis", ValueMeaning::milliseconds},
    {"timestamp-micros", ValueMeaning::microseconds},
    {"timestamp-nanos", ValueMeaning::nanoseconds},
    {"local-timestamp-millis", ValueMeaning::milliseconds},
    {"local-timestamp-micros", ValueMeaning::microseconds},
    {"local-timestamp-nanos", ValueMeaning::nanoseconds},
};

class SchemaReader {
 public:
  SchemaReader(const Limits& limits, AvroSchema& schema) : limits_(limits), schema_(schema) {}

  Result<std::uint32_t> type(element value, const std::string& space, std::size_t depth) {
    if (depth > schema_depth_max) return fail(Fault::over_limit, "a schema nested deeper than the bound");
    std::string_view name;
    if (value.get(name) == simdjson::SUCCESS) return named(name, space);
    if (simdjson::dom::array branches; value.get(branches) == simdjson::SUCCESS) {
      TRY_ASSIGN(const std::uint32_t id, add(AvroKind::any_of));
      for (const element branch : branches) {
        TRY_ASSIGN(const std::uint32_t child, type(branch, space, depth + 1));
        schema_.types[id].children.push_back(child);
      }
      return id;
    }
    if (!value.is_object()) return wrong();
    element inner;
    if (value["type"].get(inner) != simdjson::SUCCESS) return wrong();
    if (inner.get(name) != simdjson::SUCCESS) return type(inner, space, depth + 1);  // {"type": {"type": ...}}
    if (name == "array" || name == "map") {
      TRY_ASSIGN(const std::uint32_t id, add(name == "map" ? AvroKind::map : AvroKind::array));
      element items;
      if (value[name == "map" ? "values" : "items"].get(items) != simdjson::SUCCESS) return wrong();
      TRY_ASSIGN(const std::uint32_t child, type(items, space, depth + 1));
      schema_.types[id].children.push_back(child);
      return id;
    }
    if (name == "record" || name == "error" || name == "enum" || name == "fixed") {
      return defined(value, name, space, depth);
    }
    TRY_ASSIGN(const std::uint32_t id, named(name, space));
    // A primitive with a meaning is a type of its own; what refers to a named type has none.
    if (schema_.types[id].kind > AvroKind::string || schema_text(value, "logicalType").empty()) return id;
    TRY_ASSIGN(const std::uint32_t meant, add(schema_.types[id].kind));
    take_meaning(value, meant);
    return meant;
  }

  // The columns of a type at `path`, from `place` down.
  void columns(std::uint32_t type_id, std::uint32_t place_id, const std::string& path) {
    const AvroType& type = schema_.types[type_id];
    const bool has_parts = type.kind == AvroKind::record || type.kind == AvroKind::array ||
                           type.kind == AvroKind::map || type.kind == AvroKind::any_of;
    const bool is_within_itself = std::ranges::find(open_, type_id) != open_.end();
    const std::size_t parts = type.children.size() + (type.kind == AvroKind::map ? 1 : 0);
    if (!has_parts || is_within_itself || open_.size() >= schema_depth_max ||
        schema_.places.size() + parts > 4 * limits_.table_columns_max) {
      // What is of no value has no column.
      if (type.kind != AvroKind::null) schema_.places[place_id].column = column(path.empty() ? "value" : path);
      return;
    }
    open_.push_back(type_id);
    const auto first = static_cast<std::uint32_t>(schema_.places.size());
    for (std::size_t part = 0; part < parts; ++part) {
      schema_.places[place_id].children.push_back(first + static_cast<std::uint32_t>(part));
    }
    schema_.places.resize(schema_.places.size() + parts);
    for (std::size_t part = 0; part < parts; ++part) {
      const auto child = first + static_cast<std::uint32_t>(part);
      const auto below = [&](std::string_view name) {
        std::string longer = path;
        if (longer.size() > schema_name_bytes_max) return longer;
        if (!longer.empty()) longer += '.';
        return longer += name;
      };
      if (type.kind == AvroKind::map && part == 0) {
        schema_.places[child].column = column(below("key"));
      } else if (type.kind == AvroKind::map) {
        columns(type.children[0], child, below("value"));
      } else if (type.kind == AvroKind::record) {
        columns(type.children[part], child, below(type.names[part]));
      } else {
        columns(type.children[part], child, path);
      }
    }
    open_.pop_back();
  }

 private:
  static tl::unexpected<Error> wrong() { return fail(Fault::malformed, "the schema is damaged"); }

  Result<std::uint32_t> add(AvroKind kind) {
    if (schema_.types.size() >= types_max) return fail(Fault::over_limit, "a schema of more types than the bound");
    schema_.types.emplace_back().kind = kind;
    return static_cast<std::uint32_t>(schema_.types.size() - 1);
  }

  Result<std::uint32_t> named(std::string_view name, const std::string& space) {
    for (const Primitive& one : primitives) {
      if (one.name == name) return add(one.kind);
    }
    const auto full = names_.find(space.empty() ? std::string(name) : space + '.' + std::string(name));
    if (full != names_.end() && name.find('.') == std::string_view::npos) return full->second;
    const auto found = names_.find(std::string(name));
    if (found == names_.end()) return wrong();
    return found->second;
  }

  Result<std::uint32_t> defined(element value, std::string_view kind, const std::string& space, std::size_t depth) {
    const AvroKind known = kind == "enum" ? AvroKind::choice : kind == "fixed" ? AvroKind::fixed : AvroKind::record;
    TRY_ASSIGN(const std::uint32_t id, add(known));
    // The name's own space, or the one that is declared, or that of what it stands in.
    std::string full(schema_text(value, "name"));
    std::string own_space = space;
    if (const std::string_view declared = schema_text(value, "namespace"); !declared.empty()) own_space = declared;
    if (const std::size_t dot = full.rfind('.'); dot != std::string::npos) {
      own_space = full.substr(0, dot);
    } else if (!own_space.empty()) {
      full = own_space + '.' + full;
    }
    names_.emplace(full, id);
    if (known == AvroKind::fixed) {
      schema_.types[id].size_bytes =
          static_cast<std::uint64_t>(std::max<std::int64_t>(schema_number(value, "size"), 0));
      take_meaning(value, id);
    } else if (known == AvroKind::choice) {
      simdjson::dom::array symbols;
      if (value["symbols"].get(symbols) != simdjson::SUCCESS) return wrong();
      for (const element symbol : symbols) {
        std::string_view text;
        if (symbol.get(text) == simdjson::SUCCESS) schema_.types[id].names.push_back(to_valid_utf8(text));
      }
    } else {
      simdjson::dom::array fields;
      if (value["fields"].get(fields) != simdjson::SUCCESS) return wrong();
      for (const element field : fields) {
        element field_type;
        if (field["type"].get(field_type) != simdjson::SUCCESS) return wrong();
        TRY_ASSIGN(std::uint32_t child, type(field_type, own_space, depth + 1));
        // Some writers say the meaning beside the type, not in it.
        if (schema_.types[child].kind <= AvroKind::string && !schema_text(field, "logicalType").empty()) {
          take_meaning(field, child);
        }
        schema_.types[id].children.push_back(child);
        schema_.types[id].names.push_back(to_valid_utf8(schema_text(field, "name").substr(0, schema_name_bytes_max)));
      }
    }
    return id;
  }

  void take_meaning(element value, std::uint32_t id) {
    AvroType& type = schema_.types[id];
    const std::string_view name = schema_text(value, "logicalType");
    for (const Logical& one : logicals) {
      if (one.name != name) continue;
      const bool is_number = type.kind == AvroKind::int32 || type.kind == AvroKind::int64;
      const bool of_bytes = one.meaning == ValueMeaning::decimal || one.meaning == ValueMeaning::uuid;
      if (is_number != of_bytes) type.meaning = one.meaning;
    }
    type.scale = schema_number(value, "scale");
  }

  // Of the same path, one column: the branches of a union.
  std::uint32_t column(const std::string& path) {
    const auto known = columns_.find(path);
    if (known != columns_.end()) return known->second;
    if (schema_.columns.size() >= limits_.table_columns_max) {
      schema_.columns_left_out = true;
      return AvroPlace::none;
    }
    const auto number = static_cast<std::uint32_t>(schema_.columns.size());
    schema_.columns.push_back(path);
    columns_.emplace(path, number);
    return number;
  }

  const Limits& limits_;
  AvroSchema& schema_;
  std::unordered_map<std::string, std::uint32_t> names_;
  std::unordered_map<std::string, std::uint32_t> columns_;
  std::vector<std::uint32_t> open_;
};

}  // namespace

Result<AvroSchema> read_avro_schema(std::string_view text, const Limits& limits) {
  simdjson::dom::parser parser;
  element root;
  const simdjson::padded_string padded(text);
  if (parser.parse(padded).get(root) != simdjson::SUCCESS) {
    return fail(Fault::malformed, "the schema is damaged");
  }
  AvroSchema schema;
  SchemaReader reader(limits, schema);
  TRY_ASSIGN(schema.root, reader.type(root, "", 0));
  schema.places.emplace_back();
  reader.columns(schema.root, 0, "");
  return schema;
}

}  // namespace constat
