#include "extract/parquet_footer.h"

#include <algorithm>

#include "base/text.h"
#include "extract/thrift_compact.h"

namespace constat {

namespace {

constexpr std::size_t chunks_max = 2'000'000;
constexpr std::size_t parquet_name_bytes_max = 1000;

enum Repetition : std::int64_t { required = 0, optional = 1, repeated = 2 };

struct Node {
  std::string_view name;
  std::int64_t type = -1;  // -1: a group.
  std::int64_t type_bytes = 0;
  std::int64_t repetition = required;
  std::int64_t children = 0;
  std::int64_t scale = 0;
  ValueMeaning meaning = ValueMeaning::plain;
};

using Meaning = ValueMeaning;

Meaning converted(std::int64_t type) {
  switch (type) {
    case 0:  // UTF8, ENUM, JSON
    case 4:
    case 19: return Meaning::text;
    case 1:
    case 2: return Meaning::map;
    case 3: return Meaning::list;
    case 5: return Meaning::decimal;
    case 6: return Meaning::date;
    case 7: return Meaning::time_milliseconds;
    case 8: return Meaning::time_microseconds;
    case 9: return Meaning::milliseconds;
    case 10: return Meaning::microseconds;
    case 11:
    case 12:
    case 13:
    case 14: return Meaning::unsigned_integer;
    default: return Meaning::plain;
  }
}

// The unit of a TIME or TIMESTAMP: 0 to 2, milliseconds to nanoseconds.
int read_unit(ThriftReader& in) {
  int unit = 0;
  in.fields([&](std::int64_t id, unsigned type) {
    if (id != 2 || type != ThriftReader::structure) return false;
    in.fields([&](std::int64_t one, unsigned) {
      unit = static_cast<int>(std::clamp<std::int64_t>(one - 1, 0, 2));
      return false;
    });
    return true;
  });
  return unit;
}

void read_logical(ThriftReader& in, Node& node) {
  in.fields([&](std::int64_t id, unsigned type) {
    if (type != ThriftReader::structure) return false;
    switch (id) {
      case 1:
      case 4:
      case 12: node.meaning = Meaning::text; return false;
      case 2: node.meaning = Meaning::map; return false;
      case 3: node.meaning = Meaning::list; return false;
      case 5:
        node.meaning = Meaning::decimal;
        in.fields([&](std::int64_t field, unsigned kind) {
          if (field != 1 || !ThriftReader::is_integer(kind)) return false;
          node.scale = in.integer(kind);
          return true;
        });
        return true;
      case 6: node.meaning = Meaning::date; return false;
      case 7:
        node.meaning = static_cast<Meaning>(static_cast<int>(Meaning::time_milliseconds) + read_unit(in));
        return true;
      case 8: node.meaning = static_cast<Meaning>(static_cast<int>(Meaning::milliseconds) + read_unit(in)); return true;
      case 10:
        in.fields([&](std::int64_t field, unsigned kind) {
          if (field == 2 && kind == ThriftReader::false_value) node.meaning = Meaning::unsigned_integer;
          return false;
        });
        return true;
      case 14: node.meaning = Meaning::uuid; return false;
      default: return false;
    }
  });
}

Node read_node(ThriftReader& in) {
  Node node;
  in.fields([&](std::int64_t id, unsigned type) {
    if (id == 4 && type == ThriftReader::binary) {
      node.name = in.text();
      return true;
    }
    if (id == 10 && type == ThriftReader::structure) {
      read_logical(in, node);
      return true;
    }
    if (!ThriftReader::is_integer(type)) return false;
    const std::int64_t value = in.integer(type);
    if (id == 1) node.type = value;
    if (id == 2) node.type_bytes = value;
    if (id == 3) node.repetition = value;
    if (id == 5) node.children = value;
    if (id == 6 && node.meaning == Meaning::plain) node.meaning = converted(value);
    if (id == 7) node.scale = value;
    return true;
  });
  return node;
}

ParquetChunk read_chunk(ThriftReader& in) {
  ParquetChunk chunk;
  std::int64_t data = -1;
  std::int64_t dictionary = -1;
  const auto metadata = [&](std::int64_t id, unsigned type) {
    if (!ThriftReader::is_integer(type)) return false;
    const std::int64_t value = in.integer(type);
    if (id == 1) chunk.type = static_cast<int>(value);
    if (id == 4) chunk.codec = static_cast<int>(std::clamp<std::int64_t>(value, -1, 1000));
    if (id == 5) chunk.values = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    if (id == 7) chunk.size_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
    if (id == 9) data = value;
    if (id == 11) dictionary = value;
    return true;
  };
  bool has_metadata = false;
  in.fields([&](std::int64_t id, unsigned type) {
    if (id == 1 && type == ThriftReader::binary) chunk.elsewhere = !in.text().empty();
    if (id == 1 && type == ThriftReader::binary) return true;
    if (id == 3 && type == ThriftReader::structure) {
      in.fields(metadata);
      has_metadata = true;
      return true;
    }
    chunk.encrypted = chunk.encrypted || id == 8 || id == 9;
    return false;
  });
  // Some writers say 0 where there is no dictionary.
  const std::int64_t first = dictionary > 0 && dictionary < data ? dictionary : data;
  chunk.begin_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(first, 0));
  if (!has_metadata) chunk.encrypted = true;
  return chunk;
}

ParquetGroup read_group(ThriftReader& in, std::size_t& chunks) {
  ParquetGroup group;
  in.fields([&](std::int64_t id, unsigned type) {
    if (id == 1 && type == ThriftReader::list) {
      in.elements([&](unsigned element) {
        if (element != ThriftReader::structure || ++chunks > chunks_max) return false;
        group.chunks.push_back(read_chunk(in));
        return true;
      });
      return true;
    }
    if (id != 3 || !ThriftReader::is_integer(type)) return false;
    group.rows = static_cast<std::uint64_t>(std::max<std::int64_t>(in.integer(type), 0));
    return true;
  });
  return group;
}

// The leaves of the tree that the nodes are, from its root down.
Result<std::vector<ParquetColumn>> columns_of(const std::vector<Node>& nodes, const Limits& limits) {
  struct Level {
    std::int64_t left;
    std::string path;
    unsigned definition;
    unsigned repetition;
    ValueMeaning meaning;  // Of the group; plain for what stands within a list's own group.
    bool is_step;          // A group that only says that there is a list.
    std::int64_t children;
  };
  std::vector<ParquetColumn> columns;
  if (nodes.empty() || nodes[0].children <= 0) return fail(Fault::malformed, "the schema has no column");
  std::vector<Level> levels = {{nodes[0].children, "", 0, 0, Meaning::plain, false, nodes[0].children}};
  for (std::size_t index = 1; index < nodes.size() && !levels.empty(); ++index) {
    const Node& node = nodes[index];
    while (!levels.empty() && levels.back().left == 0) levels.pop_back();
    if (levels.empty()) break;
    if (levels.size() > limits.nesting_max) return fail(Fault::over_limit, "columns nested deeper than the bound");
    Level& parent = levels.back();
    --parent.left;
    const bool in_collection = parent.meaning == Meaning::list || parent.meaning == Meaning::map;
    const bool is_group = node.type < 0;
    // LogicalTypes.md, nested types: the group that repeats, and a single element within it.
    const bool is_step = is_group && in_collection && node.repetition == repeated;
    const bool is_element = (parent.is_step && parent.children == 1) || (in_collection && !is_group);
    std::string path = parent.path;
    if (!is_step && !is_element) {
      if (!path.empty()) path += '.';
      path += to_valid_utf8(node.name.substr(0, parquet_name_bytes_max));
      if (path.size() > parquet_name_bytes_max * 4)
        return fail(Fault::over_limit, "names of columns longer than the bound");
    }
    const unsigned definition = parent.definition + (node.repetition != required ? 1 : 0);
    const unsigned repetition = parent.repetition + (node.repetition == repeated ? 1 : 0);
    if (is_group) {
      if (node.children <= 0) continue;
      levels.push_back({node.children, std::move(path), definition, repetition, is_step ? Meaning::plain : node.meaning,
                        is_step, node.children});
      continue;
    }
    if (node.type > 7) return fail(Fault::unsupported, "a column of an unknown type");
    ParquetColumn column;
    column.name = std::move(path);
    column.type = static_cast<ParquetType>(node.type);
    column.type_bytes = static_cast<std::uint32_t>(std::clamp<std::int64_t>(node.type_bytes, 0, 1U << 30));
    column.meaning = node.meaning;
    column.scale = node.scale;
    column.definition_max = definition;
    column.repetition_max = repetition;
    columns.push_back(std::move(column));
  }
  if (columns.empty()) return fail(Fault::malformed, "the schema has no column");
  return columns;
}

}  // namespace

Result<ParquetFooter> read_parquet_footer(ByteView bytes, const Limits& limits) {
  ThriftReader in(bytes);
  std::vector<Node> nodes;
  ParquetFooter footer;
  std::size_t chunks = 0;
  in.fields([&](std::int64_t id, unsigned type) {
    if (id == 2 && type == ThriftReader::list) {
      in.elements([&](unsigned element) {
        if (element != ThriftReader::structure || nodes.size() >= 4 * limits.table_columns_max) return false;
        nodes.push_back(read_node(in));
        return true;
      });
      return true;
    }
    if (id == 4 && type == ThriftReader::list) {
      in.elements([&](unsigned element) {
        if (element != ThriftReader::structure || chunks > chunks_max) return false;
        footer.groups.push_back(read_group(in, chunks));
        return true;
      });
      return true;
    }
    if (id != 3 || !ThriftReader::is_integer(type)) return false;
    footer.rows = static_cast<std::uint64_t>(std::max<std::int64_t>(in.integer(type), 0));
    return true;
  });
  if (chunks > chunks_max) return fail(Fault::over_limit, "more pieces of columns than the bound");
  // What was read of a damaged one stands where its schema does.
  if (!in.good() && footer.groups.empty()) return fail(Fault::malformed, "the footer is damaged");
  TRY_ASSIGN(footer.columns, columns_of(nodes, limits));
  if (footer.columns.size() > limits.table_columns_max) {
    footer.columns.resize(limits.table_columns_max);
    footer.columns_left_out = true;
  }
  return footer;
}

Result<ParquetPage> read_parquet_page(ByteView bytes) {
  ThriftReader in(bytes);
  ParquetPage page;
  const auto count = [](std::int64_t value) { return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)); };
  const auto whole = [](std::int64_t value) { return static_cast<int>(std::clamp<std::int64_t>(value, -1, 1000)); };
  bool has_kind = false;
  in.fields([&](std::int64_t id, unsigned type) {
    if (type == ThriftReader::structure && (id == 5 || id == 7 || id == 8)) {
      in.fields([&](std::int64_t field, unsigned kind) {
        if (id == 8 && field == 7) page.compressed = kind != ThriftReader::false_value;
        if (!ThriftReader::is_integer(kind)) return false;
        const std::int64_t value = in.integer(kind);
        if (field == 1) page.values = count(value);
        if (field == (id == 8 ? 4 : 2)) page.encoding = whole(value);
        if (id == 5 && field == 3) page.definition_encoding = whole(value);
        if (id == 5 && field == 4) page.repetition_encoding = whole(value);
        if (id == 8 && field == 5) page.definition_bytes = count(value);
        if (id == 8 && field == 6) page.repetition_bytes = count(value);
        return true;
      });
      return true;
    }
    if (!ThriftReader::is_integer(type)) return false;
    const std::int64_t value = in.integer(type);
    has_kind = has_kind || id == 1;
    if (id == 1) page.kind = whole(value);
    if (id == 2) page.size_bytes = count(value);
    if (id == 3) page.packed_bytes = count(value);
    return true;
  });
  if (!in.good()) {
    return fail(in.truncated() ? Fault::truncated : Fault::malformed, "the header of a page is damaged");
  }
  if (!has_kind) return fail(Fault::malformed, "the header of a page is damaged");
  page.header_bytes = in.offset();
  return page;
}

}  // namespace constat
