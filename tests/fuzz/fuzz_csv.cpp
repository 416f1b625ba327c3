// CsvTable on any bytes: it refuses with an Error, or every cell can be read, and the table that is written with all
// cells in quotes reads as the same table.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/data/csv.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void append_quoted(std::string& out, std::string_view cell) {
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string written(const tractable::CsvTable& table) {
  std::string out;
  for (std::size_t j = 0; j < table.columns(); ++j) {
    if (j > 0) out += table.separator();
    append_quoted(out, table.name(j));
  }
  for (std::size_t i = 0; i < table.rows(); ++i) {
    out += "\r\n";
    for (std::size_t j = 0; j < table.columns(); ++j) {
      if (j > 0) out += table.separator();
      append_quoted(out, table.cell(i, j));
    }
  }
  return out;
}

void check_table(const tractable::CsvTable& table) {
  tractable::CsvOptions options;
  options.separator = table.separator();
  const tractable::CsvTable again(written(table), options);
  require(again.rows() == table.rows() && again.columns() == table.columns());
  for (std::size_t j = 0; j < table.columns(); ++j) {
    require(again.name(j) == table.name(j));
    for (std::size_t i = 0; i < table.rows(); ++i) require(again.cell(i, j) == table.cell(i, j));
    try {
      require(table.numeric_column(j, tractable::CsvNumbers::any).size() == table.rows());
    } catch (const tractable::Error& error) {
      require(error.message().starts_with("line "));
    }
  }
  for (std::size_t i = 1; i < table.rows(); ++i) require(table.line(i) > table.line(i - 1));
}

}  // namespace

// The first byte chooses the options, the rest is the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr char kSeparators[] = {'\0', ',', ';', '\t', '|', 'a', '1', ' '};
  tractable::CsvOptions options;
  options.separator = kSeparators[data[0] % 8];
  options.header = (data[0] & 8) == 0;
  options.max_columns = (data[0] & 16) == 0 ? 1000 : 3;
  try {
    check_table(tractable::CsvTable(std::string(data + 1, data + size), options));
  } catch (const tractable::Error& error) {
    const auto code = error.code();
    require(code == tractable::ErrorCode::parse_error || code == tractable::ErrorCode::too_large);
    require(error.message().size() < 500);
  }
  return 0;
}
