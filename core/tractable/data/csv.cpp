#include "tractable/data/csv.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/data/number.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "CsvTable";

[[noreturn]] void refuse(std::size_t line, std::size_t column, std::string_view why) {
  throw_error(ErrorCode::parse_error, kWhere, "line ", line, ", column ", column, ": ", why);
}

void require_at_most(std::size_t count, std::size_t limit, const char* what) {
  if (count <= limit) return;
  throw_error(ErrorCode::too_large, kWhere, "the text has more than ", limit, " ", what);
}

std::string shown(std::string_view name) {
  constexpr std::size_t kShown = 40;
  return name.size() <= kShown ? text('"', name, '"') : text('"', name.substr(0, kShown), "...\"");
}

// Where the text begins behind a byte order mark.
std::size_t check_encoding(std::string_view contents) {
  if (contents.starts_with("\xFF\xFE") || contents.starts_with("\xFE\xFF")) {
    refuse(1, 1, "the text is UTF-16; save it as UTF-8");
  }
  const auto nul = contents.find('\0');
  if (nul != std::string_view::npos) {
    const auto line = 1 + std::count(contents.begin(), contents.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
    refuse(static_cast<std::size_t>(line), 1, "a NUL byte: the text is UTF-16 or no text at all; save it as UTF-8");
  }
  return contents.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

char find_separator(std::string_view contents) {
  constexpr std::string_view kCandidates = ",;\t";
  std::size_t counts[kCandidates.size()] = {};
  bool quoted = false;
  for (const char c : contents) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) break;
    const auto candidate = kCandidates.find(c);
    if (!quoted && candidate != std::string_view::npos) ++counts[candidate];
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts, counts + kCandidates.size()) - counts)];
}

// Reads records one cell after the other and moves the cells together at the front of the same text: what is written
// never overtakes what is read, as a cell without its quotes and separator is shorter.
class Reader {
 public:
  Reader(std::string& text, std::size_t begin, char separator, std::vector<std::uint32_t>& ends)
      : text_(text), read_(begin), separator_(separator), ends_(ends) {}

  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t written() const { return written_; }

  // Skips empty lines; false at the end of the text.
  bool next_record() {
    while (at_line_end()) skip_line_end();
    column_ = 0;
    return read_ < text_.size();
  }

  // Reads the next cell of the record; false if it was the last.
  bool read_cell() {
    ++column_;
    if (read_ < text_.size() && text_[read_] == '"') {
      read_quoted();
    } else {
      read_plain();
    }
    ends_.push_back(static_cast<std::uint32_t>(written_));
    if (read_ == text_.size()) return false;
    if (at_line_end()) {
      skip_line_end();
      return false;
    }
    ++read_;  // the separator
    return true;
  }

 private:
  [[nodiscard]] bool at_line_end() const {
    return read_ < text_.size() && (text_[read_] == '\n' || text_[read_] == '\r');
  }

  void skip_line_end() {
    read_ += text_.compare(read_, 2, "\r\n") == 0 ? 2 : 1;
    ++line_;
  }

  void read_plain() {
    for (; read_ < text_.size() && text_[read_] != separator_ && !at_line_end(); ++read_) {
      if (text_[read_] == '"') {
        refuse(line_, column_, "a quote inside a cell; put the cell in quotes and write the quote twice");
      }
      text_[written_++] = text_[read_];
    }
  }

  void read_quoted() {
    const std::size_t first_line = line_;
    for (++read_;;) {
      if (read_ == text_.size()) refuse(first_line, column_, "the quote that opens this cell is never closed");
      const char c = text_[read_++];
      const char next = read_ < text_.size() ? text_[read_] : separator_;
      if (c == '"' && next != '"') break;
      if (c == '"') ++read_;
      if (c == '\n' || (c == '\r' && next != '\n')) ++line_;
      text_[written_++] = c;
    }
    if (read_ < text_.size() && text_[read_] != separator_ && !at_line_end()) {
      refuse(line_, column_, "text behind the closing quote; a quote inside a cell is written twice");
    }
  }

  std::string& text_;
  std::size_t read_;
  std::size_t written_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 0;
  char separator_;
  std::vector<std::uint32_t>& ends_;
};

double number_in(std::string_view cell, CsvNumbers allowed) {
  const auto begin = cell.find_first_not_of(" \t");
  if (begin != std::string_view::npos) cell = cell.substr(begin, cell.find_last_not_of(" \t") - begin + 1);
  const bool missing = begin == std::string_view::npos || cell == "NA";
  const double value = missing ? std::numeric_limits<double>::quiet_NaN() : parse_number(cell, kWhere);
  if (allowed == CsvNumbers::any || std::isfinite(value)) return value;
  if (std::isnan(value)) {
    throw_error(ErrorCode::parse_error, kWhere, "the cell is missing (empty, NA or NaN) and a number is needed");
  }
  throw_error(ErrorCode::not_finite, kWhere, shown(cell), " is not a finite number");
}

}  // namespace

CsvTable::CsvTable(std::string contents, const CsvOptions& options) : text_(std::move(contents)) {
  constexpr std::size_t kMostBytes = std::numeric_limits<std::uint32_t>::max();
  require_at_most(text_.size(), std::min(options.max_bytes, kMostBytes), "bytes");
  if (options.separator == '"' || options.separator == '\n' || options.separator == '\r') {
    throw_error(ErrorCode::invalid_argument, kWhere,
                "separator is a quote or a line end; it must be another character");
  }
  const std::size_t begin = check_encoding(text_);
  separator_ = options.separator != '\0' ? options.separator : find_separator(std::string_view(text_).substr(begin));
  first_record_ = options.header ? 1 : 0;
  const auto ends_cell = [this](char c) { return c == separator_ || c == '\n' || c == '\r'; };
  ends_.reserve(1 + static_cast<std::size_t>(std::count_if(text_.begin(), text_.end(), ends_cell)));

  Reader reader(text_, begin, separator_, ends_);
  while (reader.next_record()) {
    const std::size_t line = reader.line();
    lines_.push_back(static_cast<std::uint32_t>(line));
    require_at_most(lines_.size() - std::min(first_record_, lines_.size()), options.max_rows, "rows");
    std::size_t cells = 0;
    for (bool more = true; more;) {
      more = reader.read_cell();
      ++cells;
      if (lines_.size() == 1) {
        require_at_most(columns_ = cells, options.max_columns, "columns");
      } else if (cells > columns_) {
        refuse(line, cells,
               text("the first line has ", columns_, " cells and this row more (is a \"", separator_,
                    "\" part of a cell? then put the cell in quotes)"));
      }
    }
    if (cells < columns_) {
      refuse(line, cells + 1, text("the row ends after ", cells, " cells and the first line has ", columns_));
    }
  }
  if (lines_.empty()) refuse(1, 1, "the text is empty; a table needs at least one line");
  rows_ = lines_.size() - first_record_;
  text_.resize(reader.written());
}

std::string_view CsvTable::stored(std::size_t record, std::size_t column) const {
  const std::size_t i = record * columns_ + column;
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
  return std::string_view(text_).substr(begin, ends_[i] - begin);
}

std::string_view CsvTable::cell(std::size_t row, std::size_t column) const {
  if (row >= rows_ || column >= columns_) {
    throw_error(ErrorCode::invalid_argument, "CsvTable::cell", "row is ", row, " and column is ", column,
                "; the table has ", rows_, " rows and ", columns_, " columns");
  }
  return stored(first_record_ + row, column);
}

std::size_t CsvTable::line(std::size_t row) const {
  (void)cell(row, 0);
  return lines_[first_record_ + row];
}

std::string CsvTable::name(std::size_t column) const {
  if (column >= columns_) {
    throw_error(ErrorCode::invalid_argument, "CsvTable::name", "column is ", column, "; the table has ", columns_,
                " columns");
  }
  return first_record_ == 0 ? text(column + 1) : std::string(stored(0, column));
}

std::size_t CsvTable::column(std::string_view wanted) const {
  constexpr std::size_t kListed = 20;
  std::size_t found = columns_;
  std::string names;
  for (std::size_t j = 0; j < columns_; ++j) {
    const std::string candidate = name(j);
    if (candidate == wanted && found < columns_) {
      throw_error(ErrorCode::invalid_argument, "CsvTable::column", "columns ", found + 1, " and ", j + 1,
                  " are both called ", shown(wanted));
    }
    if (candidate == wanted) found = j;
    if (j < kListed) names += text(j == 0 ? "" : ", ", shown(candidate));
    if (j == kListed) names += " ...";
  }
  if (found < columns_) return found;
  throw_error(ErrorCode::unknown_name, "CsvTable::column", "there is no column ", shown(wanted), "; the columns are ",
              names);
}

std::vector<double> CsvTable::numeric_column(std::size_t column, CsvNumbers allowed) const {
  const std::string title = name(column);
  std::vector<double> numbers(rows_);
  for (std::size_t row = 0; row < rows_; ++row) {
    try {
      numbers[row] = number_in(cell(row, column), allowed);
    } catch (const Error& error) {
      throw_error(error.code(), "CsvTable::numeric_column", "line ", line(row), ", column ", column + 1, " (",
                  shown(title), "): ", error.message());
    }
  }
  return numbers;
}

std::vector<double> CsvTable::numeric_column(std::string_view name, CsvNumbers allowed) const {
  return numeric_column(column(name), allowed);
}

}  // namespace tractable
