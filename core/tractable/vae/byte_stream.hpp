#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

// Numbers as bytes, lowest byte first on every machine that we build for, and a sum over them that tells damage.

namespace tractable::detail {

/// FNV-1a, 64 bits.
class Fnv {
 public:
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) value_ = (value_ ^ byte) * 0x100000001b3ULL;
  }
  void add(std::string_view text) {
    for (const char c : text) value_ = (value_ ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
    value_ = (value_ ^ 0xffU) * 0x100000001b3ULL;
  }
  void add(std::uint64_t number) {
    for (int k = 0; k < 64; k += 8) value_ = (value_ ^ ((number >> k) & 0xffU)) * 0x100000001b3ULL;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

class ByteWriter {
 public:
  template <class Number>
  void put(Number value) {
    put_all(std::span<const Number>(&value, 1));
  }
  template <class Number>
  void put_all(std::span<const Number> values) {
    static_assert(std::is_trivially_copyable_v<Number>);
    const std::size_t at = bytes_.size();
    bytes_.resize(at + values.size_bytes());
    if (!values.empty()) std::memcpy(bytes_.data() + at, values.data(), values.size_bytes());
  }
  [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

/// Reads what a ByteWriter wrote; beyond the end everything is 0 and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  template <class Number>
  Number get() {
    Number value{};
    get_all(std::span<Number>(&value, 1));
    return value;
  }
  template <class Number>
  void get_all(std::span<Number> out) {
    ok_ = ok_ && out.size_bytes() <= bytes_.size() - at_;
    if (!ok_) return;
    if (!out.empty()) std::memcpy(out.data(), bytes_.data() + at_, out.size_bytes());
    at_ += out.size_bytes();
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace tractable::detail
