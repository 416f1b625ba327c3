#include "tractable/base/error.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "tractable/base/shortest.hpp"

namespace tractable {
namespace {

constexpr std::array kCodes{
#define TRACTABLE_CODE(name) ErrorCode::name,
    TRACTABLE_ERROR_CODES(TRACTABLE_CODE)
#undef TRACTABLE_CODE
};

constexpr std::array<std::string_view, kCodes.size()> kNames{
#define TRACTABLE_NAME(name) #name,
    TRACTABLE_ERROR_CODES(TRACTABLE_NAME)
#undef TRACTABLE_NAME
};

template <class Integer>
void append_number(std::string& out, Integer value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept { return kNames[static_cast<std::size_t>(code)]; }

std::span<const ErrorCode> error_codes() noexcept { return kCodes; }

Error::Error(ErrorCode code, std::string where, std::string message)
    : code_(code), where_(std::move(where)), message_(std::move(message)), what_(where_ + ": " + message_) {}

void require_finite(std::span<const double> values, std::string_view where, std::string_view name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw_error(ErrorCode::not_finite, where, name, "[", i, "] is ", values[i],
                  "; every value must be a finite number");
    }
  }
}

void require_finite(double value, std::string_view where, std::string_view name) {
  if (!std::isfinite(value)) {
    throw_error(ErrorCode::not_finite, where, name, " is ", value, "; it must be a finite number");
  }
}

void require_positive(double value, std::string_view where, std::string_view name) {
  require_finite(value, where, name);
  if (!(value > 0)) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", value, "; it must be greater than 0");
  }
}

void require_probability(double value, std::string_view where, std::string_view name) {
  if (std::isnan(value)) {
    throw_error(ErrorCode::not_finite, where, name, " is nan; it must be a probability");
  }
  if (!(value >= 0 && value <= 1)) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", value, "; a probability lies between 0 and 1");
  }
}

namespace detail {
namespace {

void append(std::string& out, const Part& part) {
  switch (part.kind) {
    case Part::Kind::letters:
      out.append(part.letters);
      break;
    case Part::Kind::view:
      out.append(*part.view);
      break;
    case Part::Kind::string:
      out.append(*part.string);
      break;
    case Part::Kind::character:
      out.push_back(part.character);
      break;
    case Part::Kind::real:
      out.append(shortest_text(part.real));
      break;
    case Part::Kind::integer:
      append_number(out, part.integer);
      break;
    case Part::Kind::natural:
      append_number(out, part.natural);
      break;
  }
}

}  // namespace

std::string join(std::span<const Part> parts) {
  std::string out;
  for (const Part& part : parts) append(out, part);
  return out;
}

void throw_parts(ErrorCode code, std::span<const Part> parts) {
  throw Error(code, join(parts.first(1)), join(parts.subspan(1)));
}

}  // namespace detail

}  // namespace tractable
