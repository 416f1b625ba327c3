#pragma once

#include <emscripten/val.h>

#include <cmath>
#include <cstdint>
#include <exception>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"

// The border between C++ and JavaScript: the only code that converts. Three rules hold for every binding:
//   1. Its body runs inside `guard`: a C++ exception never crosses; it becomes a JavaScript Error with `code` and
//   `where`.
//   2. Arrays come in as typed arrays and are copied in; results go out as copies. A view of WebAssembly's memory never
//      leaves this file: the memory may grow at any call and would leave it detached.
//   3. Numbers that a caller passes are checked here, before any work: an Error names the argument and its value.

namespace tractable::border {

using emscripten::val;

/// A key as JavaScript sees it: the pair [word0, word1].
EMSCRIPTEN_DECLARE_VAL_TYPE(KeyPair)

/// The most elements that one call may ask for or pass: 2^24 doubles are 128 MB of the module's 512.
inline constexpr std::size_t kMaxElements = std::size_t{1} << 24;

/// The longest text that one call may pass: what the CSV reader takes.
inline constexpr std::size_t kMaxTextBytes = std::size_t{48} << 20;

/// Keeps what is being caught, for `raise_noted`. Called in a catch block.
void note_failure(const char* where) noexcept;
/// Throws what was noted last as a JavaScript Error with `code` and `where`.
[[noreturn]] void raise_noted();

/// Runs `body` and returns its result; a C++ exception becomes a JavaScript Error. The JavaScript Error is thrown after
/// the catch block has ended, so that the C++ exception is freed.
template <class Body>
auto guard(const char* where, Body&& body) -> std::invoke_result_t<Body> {
  try {
    return body();
  } catch (...) {
    note_failure(where);
  }
  raise_noted();
}

// --- numbers in ------------------------------------------------------------------------------------------------------

/// A JavaScript value as it would be shown in a message, at most 40 characters of it. Never throws JavaScript's errors.
[[nodiscard]] std::string shown(const val& value);

inline double to_number(const val& value, std::string_view where, std::string_view name) {
  if (!value.isNumber()) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", shown(value), "; it must be a number");
  }
  return value.as<double>();
}

/// An integer between `low` and `high` (both within +-2^53); `too_high` is the code for one above.
inline double to_integer(const val& value, double low, double high, std::string_view where, std::string_view name,
                         ErrorCode too_high = ErrorCode::invalid_argument) {
  const double number = to_number(value, where, name);
  require_finite(number, where, name);
  if (number != std::trunc(number)) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", number, "; it must be an integer");
  }
  if (number < low) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", number, "; it must be at least ", low);
  }
  if (number > high) {
    throw_error(too_high, where, name, " is ", number, "; it must be at most ", high);
  }
  return number;
}

/// How many elements to make: an integer between 0 and kMaxElements; more is Error{too_large}.
inline std::size_t to_count(const val& value, std::string_view where, std::string_view name) {
  const auto most = static_cast<double>(kMaxElements);
  return static_cast<std::size_t>(to_integer(value, 0, most, where, name, ErrorCode::too_large));
}

/// Draws that one call may ask for: some milliseconds. Who wants more asks again with the next `begin`.
inline constexpr double kMostDraws = 1 << 17;

inline std::size_t to_draws(const val& value, std::string_view where) {
  return static_cast<std::size_t>(to_integer(value, 0, kMostDraws, where, "count", ErrorCode::too_large));
}

/// A number that is folded into a key: an integer between 0 and 2^53.
inline std::uint64_t to_index(const val& value, std::string_view where, std::string_view name) {
  return static_cast<std::uint64_t>(to_integer(value, 0, 0x1p53, where, name));
}

/// A place in an endless sequence, of which `count` elements are taken: all of them have places up to 2^53.
inline std::uint64_t to_begin(const val& value, std::size_t count, std::string_view where) {
  return static_cast<std::uint64_t>(to_integer(value, 0, 0x1p53 - static_cast<double>(count), where, "begin"));
}

inline std::uint32_t to_uint32(const val& value, std::string_view where, std::string_view name) {
  return static_cast<std::uint32_t>(to_integer(value, 0, 4294967295.0, where, name));
}

inline bool to_bool(const val& value, std::string_view where, std::string_view name) {
  if (value.isTrue() || value.isFalse()) return value.isTrue();
  throw_error(ErrorCode::invalid_argument, where, name, " is ", shown(value), "; it must be true or false");
}

/// A string as UTF-8. Throws Error{invalid_argument} for anything else, Error{too_large} beyond kMaxTextBytes.
[[nodiscard]] std::string to_text(const val& value, std::string_view where, std::string_view name);

/// The words of a text that stand between line feeds; none for "". Throws what to_text throws.
[[nodiscard]] std::vector<std::string> to_lines(const val& joined, std::string_view where, std::string_view name);

/// Options by name, as a catalogue's rows take them: each views a name, which must outlive it. Throws
/// Error{shape_mismatch} unless there is a number for each name.
template <class Setting>
std::vector<Setting> to_settings(std::span<const std::string> names, std::span<const double> numbers,
                                 std::string_view where) {
  if (names.size() != numbers.size()) {
    throw_error(ErrorCode::shape_mismatch, where, "values has ", numbers.size(), " numbers for ", names.size(),
                " options");
  }
  std::vector<Setting> settings;
  for (std::size_t i = 0; i < names.size(); ++i) settings.push_back({names[i], numbers[i]});
  return settings;
}

/// A key is the pair [word0, word1].
inline Key to_key(const val& value, std::string_view where) {
  if (!value.isArray() || value["length"].as<double>() != 2) {
    throw_error(ErrorCode::invalid_argument, where, "key is ", shown(value),
                "; it must be a pair of integers, as key_from_seed returns");
  }
  return {to_uint32(value[0], where, "key[0]"), to_uint32(value[1], where, "key[1]")};
}

// --- arrays in -------------------------------------------------------------------------------------------------------

template <class T>
constexpr const char* typed_array_name() {
  if constexpr (std::is_same_v<T, double>) return "Float64Array";
  if constexpr (std::is_same_v<T, float>) return "Float32Array";
  if constexpr (std::is_same_v<T, std::uint32_t>) return "Uint32Array";
  if constexpr (std::is_same_v<T, std::uint8_t>) return "Uint8Array";
}

template <class T>
bool is_typed_array(const val& value) {
  return value.instanceof(val::global(typed_array_name<T>()));
}

/// The length of a typed array, or one of the two below; not what the object says of itself.
[[nodiscard]] double array_length(const val& array);
inline constexpr double kDetached = -1;
inline constexpr double kNoTypedArray = -2;

/// A copy of a typed array's numbers. Throws Error{invalid_argument} for anything that is not that kind of typed array,
/// Error{detached_buffer} if its buffer was transferred away, Error{too_large} beyond kMaxElements.
template <class T>
std::vector<T> to_vector(const val& array, std::string_view where, std::string_view name) {
  if (!is_typed_array<T>(array)) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", shown(array), "; it must be a ",
                typed_array_name<T>());
  }
  const double found = array_length(array);
  if (found == kDetached) {
    throw_error(ErrorCode::detached_buffer, where, name,
                " has a detached buffer: it was transferred away, so its numbers are gone");
  }
  if (found == kNoTypedArray) {
    throw_error(ErrorCode::invalid_argument, where, name, " only looks like a ", typed_array_name<T>(),
                "; it must be one");
  }
  const auto length = static_cast<std::size_t>(found);
  if (length > kMaxElements) {
    throw_error(ErrorCode::too_large, where, name, " has ", length, " values; at most ", kMaxElements,
                " fit in one call");
  }
  std::vector<T> copy(length);
  if (length > 0) {
    val view(emscripten::typed_memory_view(length, copy.data()));
    view.call<void>("set", array);
  }
  return copy;
}

// --- results out -----------------------------------------------------------------------------------------------------

/// A typed array of its own with a copy of the numbers.
template <class T>
val to_typed_array(std::span<const T> values) {
  return val(emscripten::typed_memory_view(values.size(), values.data())).template call<val>("slice");
}

// Fields of an object that is a result: val's own set() is a function of each length of a name and each type.
void put_value(val& object, const char* name, const val& value);
void put_number(val& object, const char* name, double value);
void put_flag(val& object, const char* name, bool value);
void put_text(val& object, const char* name, const std::string& value);

template <class T>
void put(val& object, const char* name, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    put_flag(object, name, value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    put_number(object, name, static_cast<double>(value));
  } else if constexpr (std::is_convertible_v<const T&, const val&>) {
    put_value(object, name, value);
  } else {
    put_text(object, name, std::string(value));
  }
}

/// The options of a catalogue's row, with their summaries where the rows have them.
template <class Option>
val list_options(std::span<const Option> rows) {
  val options = val::array();
  for (const Option& row : rows) {
    val option = val::object();
    put(option, "name", row.name);
    if constexpr (requires { row.summary; }) put(option, "summary", row.summary);
    put(option, "usual", row.usual);
    put(option, "low", row.low);
    put(option, "high", row.high);
    put(option, "integer", row.integer);
    options.call<void>("push", option);
  }
  return options;
}

inline KeyPair to_js(Key key) {
  val pair = val::array();
  pair.set(0, key.word0);
  pair.set(1, key.word1);
  return KeyPair(pair);
}

}  // namespace tractable::border
