#include "tractable/data/csv.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// All cells, the header's names first.
Rows cells(const CsvTable& table) {
  Rows all(1);
  for (std::size_t j = 0; j < table.columns(); ++j) all[0].push_back(table.name(j));
  for (std::size_t i = 0; i < table.rows(); ++i) {
    all.emplace_back();
    for (std::size_t j = 0; j < table.columns(); ++j) all.back().emplace_back(table.cell(i, j));
  }
  return all;
}

Rows read(const std::string& text, const CsvOptions& options = {}) { return cells(CsvTable(text, options)); }

// "code: message" of the Error that reading, then every column as numbers, throws.
std::string refusal(const std::string& text_read, const CsvOptions& options = {}) {
  try {
    const CsvTable table(text_read, options);
    for (std::size_t j = 0; j < table.columns(); ++j) (void)table.numeric_column(j);
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.message());
  }
  return "nothing was thrown";
}

std::string repeated(const std::string& part, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += part;
  return all;
}

}  // namespace

TEST_CASE("a table is read with any line end, with and without an end of the last line, and with a byte order mark") {
  const Rows expected = {{"x", "y"}, {"1", "2"}, {"3", ""}};
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    CHECK(read("x,y" + end + "1,2" + end + "3,") == expected);
    CHECK(read("x,y" + end + "1,2" + end + "3," + end) == expected);
    CHECK(read("\xEF\xBB\xBFx,y" + end + end + "1,2" + end + end + end + "3," + end + end) == expected);
  }
  CHECK(read("x") == Rows{{"x"}});
  CHECK(read("x\n") == Rows{{"x"}});
  CHECK(read(",\n") == Rows{{"", ""}});
}

TEST_CASE("quotes keep separators, line ends and quotes, and are taken away") {
  CHECK(read("\"a,b\",\"c\nd\"\n\"\",\"\"\"\"\n\"\"\"x\"\"\",\"y\r\nz\"\n") ==
        Rows{{"a,b", "c\nd"}, {"", "\""}, {"\"x\"", "y\r\nz"}});
  CHECK(read("\"x\"\r\n\"1\"") == Rows{{"x"}, {"1"}});
  CHECK(read("x\n\"\"\n") == Rows{{"x"}, {""}});                          // not an empty line
  CHECK(read(" x , y\n 1 ,2 \n") == Rows{{" x ", " y"}, {" 1 ", "2 "}});  // spaces belong to the cell
}

TEST_CASE("the separator is the one that stands most often in the first line, outside quotes") {
  CHECK(CsvTable("a;b;c\n1,5;2;3\n").separator() == ';');
  CHECK(CsvTable("a\tb\n1\t2\n").separator() == '\t');
  CHECK(CsvTable("a,b;c,d\n1,2,3\n").separator() == ',');
  CHECK(CsvTable("\"a;b;c;d\",e\n1,2\n").separator() == ',');
  CHECK(CsvTable("\"a\n;;;;\",e\n1,2\n").separator() == ',');
  CHECK(CsvTable("alone\n1\n").separator() == ',');
  CsvOptions bar;
  bar.separator = '|';
  CHECK(read("a|b\n1,5|2;3", bar) == Rows{{"a", "b"}, {"1,5", "2;3"}});
}

TEST_CASE("without a header the columns are called by their number") {
  CsvOptions options;
  options.header = false;
  const CsvTable table("1,2\n3,4\n", options);
  CHECK(table.rows() == 2);
  CHECK(cells(table) == Rows{{"1", "2"}, {"1", "2"}, {"3", "4"}});
  CHECK(table.numeric_column("2") == std::vector{2.0, 4.0});
}

TEST_CASE("a column is found by its name, and the error lists the names or the double") {
  const CsvTable table("x,y,x\n1,2,3\n");
  CHECK(table.column("y") == 1);
  CHECK_THROWS_WITH_AS((void)table.column("z"),
                       "CsvTable::column: there is no column \"z\"; the columns are \"x\", \"y\", \"x\"", Error);
  CHECK_THROWS_WITH_AS((void)table.column("x"), "CsvTable::column: columns 1 and 3 are both called \"x\"", Error);
  const CsvTable many(repeated("c,", 24) + std::string(60, 'n') + "\n");
  CHECK_THROWS_WITH_AS(
      (void)many.column("z"),
      ("CsvTable::column: there is no column \"z\"; the columns are " + repeated("\"c\", ", 19) + "\"c\" ...").c_str(),
      Error);
  CHECK_THROWS_WITH_AS(
      (void)table.column(std::string(50, 'q')),
      ("CsvTable::column: there is no column \"" + std::string(40, 'q') + "...\"; the columns are \"x\", \"y\", \"x\"")
          .c_str(),
      Error);
}

TEST_CASE("numbers of a column are the nearest doubles; missing cells are NaN if that is allowed") {
  const CsvTable table("a;b\n 1.5 ;0.1\n-2e3;NA\n;nan\n+.25;-inf\n");
  CHECK(table.numeric_column("a", CsvNumbers::any)[0] == 1.5);
  const std::vector<double> a = table.numeric_column("a", CsvNumbers::any);
  CHECK((a[1] == -2000 && std::isnan(a[2]) && a[3] == 0.25));
  const std::vector<double> b = table.numeric_column(1, CsvNumbers::any);
  CHECK((b[0] == 0.1 && std::isnan(b[1]) && std::isnan(b[2]) && b[3] == -std::numeric_limits<double>::infinity()));
  CHECK_THROWS_WITH_AS(
      (void)table.numeric_column("a"),
      "CsvTable::numeric_column: line 4, column 1 (\"a\"): the cell is missing (empty, NA or NaN) and a number "
      "is needed",
      Error);
  CHECK_THROWS_AS((void)table.numeric_column("c"), Error);
  CHECK_THROWS_AS((void)table.numeric_column(2), Error);
  CHECK(CsvTable("x\n").numeric_column("x").empty());
}

TEST_CASE("the line of a row counts the line ends inside quotes and the lines that were skipped") {
  const CsvTable table("x,y\n\n\"a\r\nb\nc\rd\",1\r\n2,3\n");
  CHECK(table.line(0) == 3);
  CHECK(table.line(1) == 7);
  CHECK_THROWS_WITH_AS((void)table.numeric_column("x"),
                       "CsvTable::numeric_column: line 3, column 1 (\"x\"): \"a\r\nb\nc\rd\" is not a number", Error);
}

TEST_CASE("malformed tables are refused with line and column") {
  struct Row {
    std::string contents;
    std::string refusal;
  };
  const std::string utf16 = "the text is UTF-16; save it as UTF-8";
  const std::string nul = "a NUL byte: the text is UTF-16 or no text at all; save it as UTF-8";
  const std::string bare = "a quote inside a cell; put the cell in quotes and write the quote twice";
  const std::string open = "the quote that opens this cell is never closed";
  const std::string behind = "text behind the closing quote; a quote inside a cell is written twice";
  const std::string long_row = " and this row more (is a \",\" part of a cell? then put the cell in quotes)";
  const std::string comma = "has a comma; write the decimal point as \".\" and leave out thousands separators";
  const std::string missing = "the cell is missing (empty, NA or NaN) and a number is needed";
  const Row rows[] = {
      {"", "parse_error: line 1, column 1: the text is empty; a table needs at least one line"},
      {"\n\r\n\n", "parse_error: line 1, column 1: the text is empty; a table needs at least one line"},
      {"\xEF\xBB\xBF", "parse_error: line 1, column 1: the text is empty; a table needs at least one line"},
      {std::string("\xFF\xFEx\0,\0", 6), "parse_error: line 1, column 1: " + utf16},
      {std::string("\xFE\xFF\0x\0,", 6), "parse_error: line 1, column 1: " + utf16},
      {std::string("x\0,\0y\0\n\0", 8), "parse_error: line 1, column 1: " + nul},
      {std::string("x,y\n1,2\n3,\0\n", 12), "parse_error: line 3, column 1: " + nul},
      {"x,y\n1,2\n3\n", "parse_error: line 3, column 2: the row ends after 1 cells and the first line has 2"},
      {"x,y\n1,2\n3", "parse_error: line 3, column 2: the row ends after 1 cells and the first line has 2"},
      {"x,y\r\n\r\n1,2,3\r\n", "parse_error: line 3, column 3: the first line has 2 cells" + long_row},
      {"x,y\n1,5,2\n", "parse_error: line 2, column 3: the first line has 2 cells" + long_row},
      {"x,y\n1," + repeated(",", 1'000'000), "parse_error: line 2, column 3: the first line has 2 cells" + long_row},
      {"x,y\n1,a\"b\n", "parse_error: line 2, column 2: " + bare},
      {"x,y\n1, \"b\"\n", "parse_error: line 2, column 2: " + bare},
      {"x,y\n1,\"b\n2,3\n", "parse_error: line 2, column 2: " + open},
      {"x,y\n1,\"", "parse_error: line 2, column 2: " + open},
      {"x,y\n1,\"b\"\"", "parse_error: line 2, column 2: " + open},
      {"x,y\n\"a\n\"b,1\n", "parse_error: line 3, column 1: " + behind},
      {"x,y\n1,\"b\" \n", "parse_error: line 2, column 2: " + behind},
      {"x\ny\n", "parse_error: line 2, column 1 (\"x\"): \"y\" is not a number"},
      {"x;y\n1;1,5\n", "parse_error: line 2, column 2 (\"y\"): \"1,5\" " + comma},
      {"x;y\n1;1.234,5\n", "parse_error: line 2, column 2 (\"y\"): \"1.234,5\" " + comma},
      {"x\n1e999\n", "parse_error: line 2, column 1 (\"x\"): \"1e999\" is too large for a double (at most 1.8e308)"},
      {"x\n1\ninf\n", "not_finite: line 3, column 1 (\"x\"): \"inf\" is not a finite number"},
      {"x\n1\n -Infinity\n", "not_finite: line 3, column 1 (\"x\"): \"-Infinity\" is not a finite number"},
      {"x\n1\nnan\n", "parse_error: line 3, column 1 (\"x\"): " + missing},
      {"x\n1\nNA\n", "parse_error: line 3, column 1 (\"x\"): " + missing},
      {"x\n1\n \n", "parse_error: line 3, column 1 (\"x\"): " + missing},
      {"x\n1\n\"\"\n", "parse_error: line 3, column 1 (\"x\"): " + missing},
      {"x\n0x10\n", "parse_error: line 2, column 1 (\"x\"): \"0x10\" is not a number"},
      {"x\n1 000\n", "parse_error: line 2, column 1 (\"x\"): \"1 000\" is not a number"},
      {"x\n12%\n", "parse_error: line 2, column 1 (\"x\"): \"12%\" is not a number"},
      {"x\n\xE2\x88\x92"
       "5\n",
       "parse_error: line 2, column 1 (\"x\"): \"\xE2\x88\x92"
       "5\" is not a number"},  // a typographic minus
  };
  for (const auto& [contents, expected] : rows) {
    CAPTURE(contents.substr(0, 40));
    CHECK(refusal(contents) == expected);
  }
}

TEST_CASE("limits are kept, and named in the message") {
  CsvOptions options;
  options.max_bytes = 10;
  CHECK(refusal("x\n1\n2\n3\n4\n", options) == "nothing was thrown");
  CHECK(refusal("x\n1\n2\n3\n4\n5", options) == "too_large: the text has more than 10 bytes");
  options = {};
  options.max_columns = 3;
  CHECK(refusal("a,b,c\n1,2,3\n", options) == "nothing was thrown");
  CHECK(refusal("a,b,c,d\n", options) == "too_large: the text has more than 3 columns");
  options = {};
  options.max_rows = 2;
  CHECK(refusal("x\n1\n2\n", options) == "nothing was thrown");
  CHECK(refusal("x\n1\n2\n3\n", options) == "too_large: the text has more than 2 rows");
  options.header = false;
  CHECK(refusal("1\n2\n", options) == "nothing was thrown");
  CHECK(refusal("1\n2\n3", options) == "too_large: the text has more than 2 rows");
  for (const char separator : {'"', '\n', '\r'}) {
    options.separator = separator;
    CHECK(refusal("x", options) ==
          "invalid_argument: separator is a quote or a line end; it must be another character");
  }
}

TEST_CASE("a cell outside of the table is refused") {
  const CsvTable table("x,y\n1,2\n");
  CHECK(table.cell(0, 1) == "2");
  CHECK_THROWS_WITH_AS((void)table.cell(1, 0),
                       "CsvTable::cell: row is 1 and column is 0; the table has 1 rows and 2 columns", Error);
  CHECK_THROWS_AS((void)table.cell(0, 2), Error);
  CHECK_THROWS_AS((void)table.line(1), Error);
  CHECK_THROWS_WITH_AS((void)table.name(2), "CsvTable::name: column is 2; the table has 2 columns", Error);
}

TEST_CASE("a million columns, and a million rows, take less than a second") {
  for (const bool wide : {true, false}) {
    std::string contents = wide ? repeated("c,", 999'999) + "c\n" + repeated("1.5,", 999'999) + "1.5\n"
                                : "a,b\n" + repeated("0.1234567890123456,-7e-3\n", 1'000'000);
    const auto start = std::chrono::steady_clock::now();
    const CsvTable table(std::move(contents));
    const std::vector<double> last = table.numeric_column(table.columns() - 1);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    CHECK(table.rows() * table.columns() == (wide ? 1'000'000 : 2'000'000));
    CHECK(last.back() == (wide ? 1.5 : -7e-3));
#ifdef NDEBUG
    CHECK(seconds.count() < 1);
#endif
  }
}

TEST_CASE("whatever is written with quotes is read back, for 1 000 random tables") {
  std::vector<std::uint32_t> bits(20'000);
  fill_bits(key_from_seed(3), bits);
  std::size_t next = 0;
  const auto random = [&](std::uint32_t n) { return bits[next++ % bits.size()] % n; };
  constexpr std::string_view kAlphabet = "ab1.,;\t\"\r\n \xC3\xA4";
  for (int trial = 0; trial < 1000; ++trial) {
    const std::size_t columns = 1 + random(4);
    Rows expected(1 + random(4));
    std::string contents;
    const char* ends[] = {"\n", "\r\n", "\r"};
    const std::string end = ends[random(3)];
    for (auto& row : expected) {
      for (std::size_t j = 0; j < columns; ++j) {
        std::string cell;
        for (std::uint32_t k = random(5); k > 0; --k) cell.push_back(kAlphabet[random(kAlphabet.size())]);
        row.push_back(cell);
        const bool bare = cell.find_first_of(",;\t\"\r\n") == std::string::npos && !(columns == 1 && cell.empty());
        std::string written;
        for (const char c : cell) written += c == '"' ? "\"\"" : std::string(1, c);
        contents += (j == 0 ? "" : ",") + (bare && random(2) == 0 ? cell : '"' + written + '"');
      }
      contents += end;
    }
    CsvOptions options;
    options.separator = ',';
    CHECK(read(contents, options) == expected);
  }
}
