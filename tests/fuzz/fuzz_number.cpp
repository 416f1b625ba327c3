// read_number against the C library's strtod, which is exact in glibc, on any bytes.

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tractable/base/error.hpp"
#include "tractable/data/number.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What strtod reads and read_number does not: leading space, hexadecimal digits, nan(...).
bool is_shared_syntax(const std::string& text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::string_view rest = std::string_view(text).substr(sign);
  if (rest.empty() || std::string_view(" \t\n\v\f\r").find(rest[0]) != std::string_view::npos) return false;
  if (rest.starts_with("0x") || rest.starts_with("0X")) return false;
  return !(rest.size() > 3 && (rest[0] == 'n' || rest[0] == 'N') && rest[3] == '(');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const tractable::NumberRead read = tractable::read_number(text);
  require(read.used <= size);
  require(read.used > 0 || read.value == 0);
  require(!read.overflow || std::isinf(read.value));

  if (is_shared_syntax(text)) {
    char* end = nullptr;
    const double expected = std::strtod(text.c_str(), &end);
    require(read.used == static_cast<std::size_t>(end - text.c_str()));
    if (std::isnan(expected)) {
      require(std::isnan(read.value));
    } else {
      require(std::bit_cast<std::uint64_t>(read.value) == std::bit_cast<std::uint64_t>(expected));
    }
  }

  try {
    const double value = tractable::parse_number(text);
    require(std::isnan(value) || !std::isinf(value) || text.find_first_of("iI") != std::string::npos);
  } catch (const tractable::Error& error) {
    require(error.code() == tractable::ErrorCode::parse_error && error.message().size() < 200);
  }
  return 0;
}
