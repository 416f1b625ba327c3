#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

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
void append(std::string& out, std::string_view part);
void append(std::string& out, double part);
void append_integer(std::string& out, std::int64_t part);
void append_integer(std::string& out, std::uint64_t part);

template <class Part>
void append_part(std::string& out, const Part& part) {
  if constexpr (std::is_floating_point_v<Part>) {
    append(out, static_cast<double>(part));
  } else if constexpr (std::is_same_v<Part, char>) {
    out.push_back(part);
  } else if constexpr (std::is_integral_v<Part> && std::is_signed_v<Part>) {
    append_integer(out, static_cast<std::int64_t>(part));
  } else if constexpr (std::is_integral_v<Part>) {
    append_integer(out, static_cast<std::uint64_t>(part));
  } else {
    append(out, std::string_view(part));
  }
}
}  // namespace detail

template <class... Parts>
std::string text(const Parts&... parts) {
  std::string out;
  (detail::append_part(out, parts), ...);
  return out;
}

}  // namespace tractable
