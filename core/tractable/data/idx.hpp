#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// IDX, the format of MNIST's files (LeCun, Cortes and Burges: The MNIST database of handwritten digits, "the IDX file
// format"): two zero bytes, the type of the numbers, the number of dimensions, each dimension as a 32-bit integer, then
// the numbers, the last index fastest; all with the highest byte first.
//
//   type  08 unsigned byte, 09 signed byte, 0B 16-bit, 0C 32-bit integer, 0D float, 0E double
//
// Whatever is refused is Error{parse_error}, and the message begins with the byte, from 0.

namespace tractable {

enum class IdxType : std::uint8_t { u8 = 0x08, i8 = 0x09, i16 = 0x0B, i32 = 0x0C, f32 = 0x0D, f64 = 0x0E };

class IdxArray {
 public:
  /// A view of a whole file, which must outlive it. Throws Error{parse_error} for a header that is none, a dimension of
  /// 0 or more numbers than can be addressed, and when the file is shorter or longer than its header says.
  explicit IdxArray(std::span<const std::uint8_t> file);

  [[nodiscard]] IdxType type() const { return type_; }
  /// One number a dimension, all > 0; (60000, 28, 28) for MNIST's training images.
  [[nodiscard]] std::span<const std::size_t> shape() const { return shape_; }
  /// The product of the shape.
  [[nodiscard]] std::size_t size() const { return size_; }

  /// The numbers of a file of unsigned bytes, without a copy. Throws Error{invalid_argument} for another type.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const;
  /// The numbers begin ... begin + out.size() - 1 of any type; every type fits a double.
  /// Throws Error{invalid_argument} if they are not all there.
  void numbers(std::size_t begin, std::span<double> out) const;

 private:
  std::span<const std::uint8_t> data_;  // without the header
  IdxType type_ = IdxType::u8;
  std::vector<std::size_t> shape_;
  std::size_t size_ = 1;
};

}  // namespace tractable
