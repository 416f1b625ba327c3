#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Misuse is an exception; numbers that go wrong are values. A function throws `Error` only for arguments that no
// caller should pass (a negative count, NaN in data, an unknown name), before it changes anything. The message is
// one sentence that names the argument and its value; `where` names the function as the caller knows it.
// The border turns an Error into a JavaScript Error with the same `code` and `where` (wasm/border.hpp).

namespace tractable {

/// Every code that a caller can meet, in C++ and in JavaScript: a closed list (TypeScript's union is generated from
/// it). The last three never leave the core: the worker client speaks them.
#define TRACTABLE_ERROR_CODES(X)                                                                     \
  X(invalid_argument) /* a value outside the range that the argument allows */                       \
  X(not_finite)       /* NaN or an infinity where a finite number is needed */                       \
  X(too_few_values)   /* fewer data than the method needs */                                         \
  X(too_large)        /* more elements or bytes than one call may ask for */                         \
  X(shape_mismatch)   /* sizes that do not fit together */                                           \
  X(unknown_name)     /* a name that the catalogue does not hold; the message lists those it does */ \
  X(parse_error)      /* text that does not follow its format; the message names line and column */  \
  X(out_of_memory)    /* the allocator said no; the call had no effect */                            \
  X(deleted_object)   /* an object was used after it was deleted */                                  \
  X(internal_error)   /* a fault of ours: please report it */                                        \
  X(detached_buffer)  /* a typed array whose buffer was transferred away */                          \
  X(cancelled)        /* the caller cancelled the job */                                             \
  X(worker_lost)      /* the worker crashed or was stopped; a new one takes the next job */

enum class ErrorCode : std::uint8_t {
#define TRACTABLE_ENUMERATOR(name) name,
  TRACTABLE_ERROR_CODES(TRACTABLE_ENUMERATOR)
#undef TRACTABLE_ENUMERATOR
};

/// The code's name as it stands in the enum ("not_finite").
[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;

/// All codes, in the enum's order.
[[nodiscard]] std::span<const ErrorCode> error_codes() noexcept;

class Error : public std::exception {
 public:
  /// `where`: the function the caller called ("bandwidth"). `message`: one sentence, no full stop needed.
  Error(ErrorCode code, std::string where, std::string message);

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const std::string& where() const noexcept { return where_; }
  [[nodiscard]] const std::string& message() const noexcept { return message_; }
  /// "where: message".
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

 private:
  ErrorCode code_;
  std::string where_;
  std::string message_;
  std::string what_;
};

/// Joins text and numbers; a double is written with the fewest digits that read back to the same bits.
template <class... Parts>
[[nodiscard]] std::string text(const Parts&... parts);

/// Throws Error{code, where, text(parts...)}. A check is then a comparison and a call: an exception made in place is
/// ten times that, and there are hundreds.
template <class Where, class... Parts>
[[noreturn]] void throw_error(ErrorCode code, const Where& where, const Parts&... parts);

// Checks that most functions begin with. `name` is the argument as the caller knows it.

/// Throws Error{not_finite} naming the first index whose value is NaN or infinite.
void require_finite(std::span<const double> values, std::string_view where, std::string_view name);
/// Throws Error{not_finite} unless `value` is finite.
void require_finite(double value, std::string_view where, std::string_view name);
/// Throws Error{not_finite} unless finite, Error{invalid_argument} unless > 0.
void require_positive(double value, std::string_view where, std::string_view name);
/// Throws Error{invalid_argument} unless 0 <= value <= 1 (NaN: Error{not_finite}).
void require_probability(double value, std::string_view where, std::string_view name);

namespace detail {

/// A part of a message as it waits in a list: a text by its address, a number as it is.
struct Part {
  enum class Kind : std::uint32_t { letters, view, string, character, real, integer, natural } kind;
  union {
    const char* letters;
    const std::string_view* view;
    const std::string* string;
    char character;
    double real;
    std::int64_t integer;
    std::uint64_t natural;
  };
  Part(const char* x) : kind(Kind::letters), letters(x) {}
  Part(const std::string_view& x) : kind(Kind::view), view(&x) {}
  Part(const std::string& x) : kind(Kind::string), string(&x) {}
  Part(char x) : kind(Kind::character), character(x) {}
  Part(double x) : kind(Kind::real), real(x) {}
  Part(std::int64_t x) : kind(Kind::integer), integer(x) {}
  Part(std::uint64_t x) : kind(Kind::natural), natural(x) {}
};

[[nodiscard]] std::string join(std::span<const Part> parts);
/// The first part is where.
[[noreturn]] void throw_parts(ErrorCode code, std::span<const Part> parts);

// How a part is handed over: few types, so that few functions are made of the two templates below.
inline const char* passed(const char* part) { return part; }
inline const std::string_view& passed(const std::string_view& part) { return part; }
inline const std::string& passed(const std::string& part) { return part; }
template <class Number>
  requires std::is_arithmetic_v<Number>
auto passed(Number part) {
  if constexpr (std::is_floating_point_v<Number>) {
    return static_cast<double>(part);
  } else if constexpr (std::is_same_v<Number, char>) {
    return part;
  } else if constexpr (std::is_signed_v<Number>) {
    return static_cast<std::int64_t>(part);
  } else {
    return static_cast<std::uint64_t>(part);
  }
}
template <class Part>
using Passed = decltype(passed(std::declval<const Part&>()));

template <class... Parts>
[[nodiscard, gnu::noinline]] std::string text_of(Parts... parts) {
  const Part list[] = {Part(parts)...};
  return join(list);
}
template <class... Parts>
[[noreturn, gnu::noinline]] void throw_error_of(ErrorCode code, Parts... parts) {
  const Part list[] = {Part(parts)...};
  throw_parts(code, list);
}

}  // namespace detail

template <class... Parts>
std::string text(const Parts&... parts) {
  if constexpr (sizeof...(parts) == 0) {
    return {};
  } else {
    return detail::text_of<detail::Passed<Parts>...>(detail::passed(parts)...);
  }
}

template <class Where, class... Parts>
void throw_error(ErrorCode code, const Where& where, const Parts&... parts) {
  detail::throw_error_of<detail::Passed<Where>, detail::Passed<Parts>...>(code, detail::passed(where),
                                                                          detail::passed(parts)...);
}

}  // namespace tractable
