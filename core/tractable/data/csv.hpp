#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Tables in text: RFC 4180 (Shafranovich 2005), with the liberties that files take.
//
//   separator   a comma, semicolon or tab: the one that stands most often in the first line, or the one in the options
//   lines       end with LF, CRLF or CR; a line with nothing on it is skipped; the last needs no end
//   quotes      a cell may stand in "..."; separators and line ends inside are part of it, "" is one quote. A quote
//               anywhere else is refused: it is more often damage than meant.
//   encoding    UTF-8, with a byte order mark or not; UTF-16 is refused. Spaces belong to a cell.
//   rows        every row has as many cells as the first line
//   missing     a cell that is empty or NA, or NaN in any case; see `numeric_column`
//
// Whatever is refused is Error{parse_error}, and the message begins with the line in the text and the column, from 1.

namespace tractable {

struct CsvOptions {
  char separator = '\0';  ///< '\0': found in the first line
  bool header = true;     ///< the first line holds the columns' names; else they are called "1", "2" ...
  std::size_t max_bytes = std::size_t{48} << 20;  ///< memory is at most five times the text; below 2^32
  std::size_t max_columns = std::size_t{1} << 20;
  std::size_t max_rows = 10'000'000;
};

/// Which cells a column of numbers may hold.
enum class CsvNumbers : std::uint8_t {
  finite,  ///< finite numbers and nothing else
  any,     ///< infinities too, and missing cells, which read as NaN
};

class CsvTable {
 public:
  /// Throws Error{parse_error}, Error{too_large} beyond a limit, Error{invalid_argument} if the separator is a quote or
  /// a line end.
  explicit CsvTable(std::string contents, const CsvOptions& options = {});

  [[nodiscard]] std::size_t rows() const { return rows_; }  ///< without the header
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] char separator() const { return separator_; }

  /// The cell without its quotes. Throws Error{invalid_argument} if there is no such row or column (both from 0).
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const;
  /// The line of the text where the row begins, from 1.
  [[nodiscard]] std::size_t line(std::size_t row) const;
  [[nodiscard]] std::string name(std::size_t column) const;
  /// The place of the column of that name. Throws Error{unknown_name} listing the names (the first twenty), or
  /// Error{invalid_argument} if two columns have it.
  [[nodiscard]] std::size_t column(std::string_view name) const;

  /// The column's numbers, one per row; spaces around them are allowed (number.hpp says what a number looks like).
  /// Throws Error{parse_error} for the first cell that is no number, a number too large for a double or missing, and
  /// Error{not_finite} for an infinity; both begin with line and column.
  [[nodiscard]] std::vector<double> numeric_column(std::size_t column, CsvNumbers allowed = CsvNumbers::finite) const;
  [[nodiscard]] std::vector<double> numeric_column(std::string_view name,
                                                   CsvNumbers allowed = CsvNumbers::finite) const;

 private:
  [[nodiscard]] std::string_view stored(std::size_t record, std::size_t column) const;

  std::string text_;                  // all cells one after the other, without separators and quotes
  std::vector<std::uint32_t> ends_;   // where each cell ends in text_
  std::vector<std::uint32_t> lines_;  // where each record began
  std::size_t columns_ = 0;
  std::size_t rows_ = 0;
  std::size_t first_record_ = 0;  // 1 after a header
  char separator_ = ',';
};

}  // namespace tractable
