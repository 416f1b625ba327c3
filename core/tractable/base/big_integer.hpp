#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

// Whole numbers of any size that turning doubles into decimal text and back needs.

namespace tractable::detail {

/// An unsigned integer of at most 100 limbs of 32 bits, the lowest first. Reading a double needs at most 89: 801 digits
/// are 2 661 bits and 5^1125 is 2 613 bits; what is divided is at most 95 bits longer than either. Writing one
/// needs 36.
class BigInteger {
 public:
  explicit BigInteger(std::uint64_t value)
      : limbs_{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)},
        size_(value == 0       ? 0
              : limbs_[1] == 0 ? 1
                               : 2) {}

  void multiply_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::size_t i = 0; i < size_; ++i) {
      carry += std::uint64_t{limbs_[i]} * factor;
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs_[size_++] = static_cast<std::uint32_t>(carry);
  }

  void multiply_by_power_of_five(std::int64_t exponent) {
    constexpr std::uint32_t kFiveTo13 = 1'220'703'125;  // the largest power of five in a limb
    for (; exponent >= 13; exponent -= 13) multiply_add(kFiveTo13, 0);
    for (; exponent > 0; --exponent) multiply_add(5, 0);
  }

  void multiply_by_power_of_ten(std::int64_t exponent) {
    multiply_by_power_of_five(exponent);
    shift_left(static_cast<int>(exponent));
  }

  void shift_left(int bits) {
    multiply_add(std::uint32_t{1} << (bits % 32), 0);
    const auto limbs = static_cast<std::ptrdiff_t>(bits / 32);
    const auto end = limbs_.begin() + static_cast<std::ptrdiff_t>(size_);
    std::copy_backward(limbs_.begin(), end, end + limbs);
    std::fill_n(limbs_.begin(), limbs, 0U);
    size_ += static_cast<std::size_t>(limbs);
  }

  [[nodiscard]] bool is_zero() const { return size_ == 0; }
  [[nodiscard]] int bit_length() const { return static_cast<int>(size_) * 32 - std::countl_zero(limbs_[size_ - 1]); }

  friend BigInteger operator+(BigInteger a, const BigInteger& b) {
    const std::size_t size = std::max(a.size_, b.size_);
    std::fill(a.limbs_.begin() + static_cast<std::ptrdiff_t>(a.size_),
              a.limbs_.begin() + static_cast<std::ptrdiff_t>(size), 0U);
    a.size_ = size;
    std::uint32_t carry = a.add_lowest(b);
    for (std::size_t i = b.size_; carry != 0 && i < size; ++i) carry = ++a.limbs_[i] == 0 ? 1 : 0;
    if (carry != 0) a.limbs_[a.size_++] = carry;
    return a;
  }

  /// Negative, zero or positive as a is below, equal to or above b.
  friend int compare(const BigInteger& a, const BigInteger& b) {
    if (a.size_ != b.size_) return a.size_ < b.size_ ? -1 : 1;
    for (std::size_t i = a.size_; i-- > 0;) {
      if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] < b.limbs_[i] ? -1 : 1;
    }
    return 0;
  }

  /// The quotient *this / divisor, below 2^32; the remainder stays. The divisor's highest bit is the highest of its
  /// limb. One step of algorithm D: Knuth, The Art of Computer Programming, volume 2, section 4.3.1.
  std::uint32_t divide(const BigInteger& divisor) {
    const std::size_t n = divisor.size_;
    std::fill(limbs_.begin() + static_cast<std::ptrdiff_t>(size_), limbs_.begin() + static_cast<std::ptrdiff_t>(n + 1),
              0U);
    const std::uint64_t top = (std::uint64_t{limbs_[n]} << 32) | limbs_[n - 1];
    std::uint64_t digit = std::min<std::uint64_t>(top / divisor.limbs_[n - 1], 0xffffffff);  // at most 2 too large
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
      borrow += digit * divisor.limbs_[i];
      const auto low = static_cast<std::uint32_t>(borrow);
      borrow = (borrow >> 32) + (limbs_[i] < low ? 1 : 0);
      limbs_[i] -= low;
    }
    auto highest = static_cast<std::int64_t>(limbs_[n]) - static_cast<std::int64_t>(borrow);
    for (; highest < 0; --digit) highest += add_lowest(divisor);
    for (size_ = n; size_ > 0 && limbs_[size_ - 1] == 0;) --size_;
    return static_cast<std::uint32_t>(digit);
  }

 private:
  // Adds to as many limbs as `other` has and returns the carry out of them.
  std::uint32_t add_lowest(const BigInteger& other) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < other.size_; ++i) {
      carry += std::uint64_t{limbs_[i]} + other.limbs_[i];
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    return static_cast<std::uint32_t>(carry);
  }

  std::array<std::uint32_t, 100> limbs_;
  std::size_t size_;
};

}  // namespace tractable::detail
