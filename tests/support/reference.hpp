#pragma once

#include <cstdlib>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Reads the tables of tests/reference. A file that is missing, empty or of another form throws, so that its test fails.

namespace tractable::test {

/// A row of special.csv or elementary.csv: fn,a,b,x,value. An empty field is NaN.
struct ReferenceRow {
  std::string function;
  double a, b, x;
  long double value;  // 25 digits, of which long double keeps 19 (x86) or all (WebAssembly, ARM)
};

inline long double parse_field(const std::string& field, const std::string& line) {
  if (field.empty()) return std::numeric_limits<long double>::quiet_NaN();
  char* end = nullptr;
  const long double value = std::strtold(field.c_str(), &end);
  if (end != field.c_str() + field.size()) throw std::runtime_error("not a number in the row " + line);
  return value;
}

inline double parse_double(const std::string& field, const std::string& line) {
  if (field.empty()) return std::numeric_limits<double>::quiet_NaN();
  char* end = nullptr;
  const double value = std::strtod(field.c_str(), &end);
  if (end != field.c_str() + field.size()) throw std::runtime_error("not a number in the row " + line);
  return value;
}

/// The rows of `function` in the file of that name in tests/reference. Throws if there are none.
inline std::vector<ReferenceRow> reference_rows(const std::string& file, std::string_view function) {
  std::ifstream in(std::string(TRACTABLE_TEST_DATA) + "/" + file);
  std::string line;
  if (!std::getline(in, line) || line != "fn,a,b,x,value")
    throw std::runtime_error("cannot read tests/reference/" + file);
  std::vector<ReferenceRow> rows;
  while (std::getline(in, line)) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',')
        fields.emplace_back();
      else
        fields.back().push_back(c);
    }
    if (fields.size() != 5) throw std::runtime_error("not five fields in the row " + line);
    if (fields[0] != function) continue;
    rows.push_back({fields[0], parse_double(fields[1], line), parse_double(fields[2], line),
                    parse_double(fields[3], line), parse_field(fields[4], line)});
  }
  if (rows.empty()) throw std::runtime_error("no row for " + std::string(function) + " in tests/reference/" + file);
  return rows;
}

}  // namespace tractable::test
