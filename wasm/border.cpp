#include "border.hpp"

#include <emscripten/em_js.h>

#include <algorithm>
#include <utility>

// What needs JavaScript's own words. Nothing here throws, whatever object is handed in: a getter of its own, a Proxy or
// a toString that throws gives the answer "not what it should be".

// clang-format off: these are JavaScript, which it does not know.

EM_JS(double, tractable_array_length, (emscripten::EM_VAL handle), {
  // The intrinsic getter: a subclass may say of itself what it likes.
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  const array = Emval.toValue(handle);
  try {
    const length = Object.getOwnPropertyDescriptor(typedArray, "length").get.call(array);
    if (length > 0) return length;
    try {
      // Throws if the buffer is detached. (ArrayBuffer.prototype.detached is newer than the browsers we support.)
      new Uint8Array(Object.getOwnPropertyDescriptor(typedArray, "buffer").get.call(array));
      return 0;
    } catch {
      return -1;
    }
  } catch {
    return -2;
  }
})

EM_JS(emscripten::EM_VAL, tractable_shown, (emscripten::EM_VAL handle), {
  const value = Emval.toValue(handle);
  let words;
  try {
    words = String(value);
  } catch {
    words = "an object that cannot be shown";
  }
  if (words.length > 40) words = words.slice(0, 37) + "...";
  return Emval.toHandle(new TextEncoder().encode(typeof value === "string" ? '"' + words + '"' : words));
})

EM_JS(emscripten::EM_VAL, tractable_utf8, (emscripten::EM_VAL handle),
      { return Emval.toHandle(new TextEncoder().encode(Emval.toValue(handle))); })

// clang-format on

namespace tractable::border {
namespace {

struct Failure {
  ErrorCode code = ErrorCode::internal_error;
  std::string where;
  std::string message;
};

Failure noted;

/// The exception that is being caught.
Failure current_failure(const char* where) {
  try {
    throw;
  } catch (const Error& error) {
    return {error.code(), error.where(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::out_of_memory, where, text(where, ": there is not enough memory for this call")};
  } catch (const std::exception& error) {
    return {ErrorCode::internal_error, where, text(where, ": ", error.what(), "; this is a fault of Tractable")};
  } catch (...) {
    // JavaScript's own error, thrown by an argument that fights back (a Proxy, a getter).
    return {ErrorCode::invalid_argument, where, text(where, ": an argument could not be read; it threw an error")};
  }
}

std::string to_string(const val& bytes) {
  const auto length = static_cast<std::size_t>(bytes["length"].as<double>());
  std::string copy(length, '\0');
  if (length > 0) {
    val view(emscripten::typed_memory_view(length, reinterpret_cast<unsigned char*>(copy.data())));
    view.call<void>("set", bytes);
  }
  return copy;
}

}  // namespace

void note_failure(const char* where) noexcept {
  try {
    noted = current_failure(where);
  } catch (...) {
    noted = {};  // no memory even for the message
    noted.code = ErrorCode::out_of_memory;
  }
}

void raise_noted() {
  const Failure failure = std::exchange(noted, {});  // nothing of it stays behind
  val error = val::global("Error").new_(failure.message);
  put(error, "name", "TractableError");
  put(error, "code", to_string(failure.code));
  put(error, "where", failure.where);
  error.throw_();
}

double array_length(const val& array) { return tractable_array_length(array.as_handle()); }

std::string shown(const val& value) { return to_string(val::take_ownership(tractable_shown(value.as_handle()))); }

// Embind's own conversion writes through the allocator's answer without a look: with too little memory it would write
// over the module's first bytes. So the text becomes bytes on JavaScript's side, and C++ makes room or throws.
std::string to_text(const val& value, std::string_view where, std::string_view name) {
  if (!value.isString()) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", shown(value), "; it must be a string");
  }
  const double characters = value["length"].as<double>();
  if (characters > static_cast<double>(kMaxTextBytes)) {
    throw_error(ErrorCode::too_large, where, name, " has ", characters, " characters; at most ", kMaxTextBytes,
                " fit in one call");
  }
  const val bytes = val::take_ownership(tractable_utf8(value.as_handle()));
  const auto size = static_cast<std::size_t>(bytes["length"].as<double>());
  if (size > kMaxTextBytes) {
    throw_error(ErrorCode::too_large, where, name, " has ", size, " bytes; at most ", kMaxTextBytes,
                " fit in one call");
  }
  return to_string(bytes);
}

std::vector<std::string> to_lines(const val& joined, std::string_view where, std::string_view name) {
  std::vector<std::string> lines;
  const std::string all = to_text(joined, where, name);
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\n', begin), all.size());
    lines.push_back(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

void put_value(val& object, const char* name, const val& value) { object.set(name, value); }
void put_number(val& object, const char* name, double value) { object.set(name, value); }
void put_flag(val& object, const char* name, bool value) { object.set(name, value); }
void put_text(val& object, const char* name, const std::string& value) { object.set(name, value); }

}  // namespace tractable::border
