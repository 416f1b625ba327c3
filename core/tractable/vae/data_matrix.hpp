#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Training data: rows as they came, numbers of single precision or bytes (four times smaller: 60 000 digits are 47 MB),
// which a batch reads as numbers. And the order of an epoch.

namespace tractable {

struct Key;

class DataMatrix {
 public:
  DataMatrix() = default;
  /// (rows, cols), row by row. Throws Error{shape_mismatch} unless values.size() is rows * cols, Error{not_finite}.
  DataMatrix(std::vector<float> values, std::size_t rows, std::size_t cols);
  /// Bytes that stand for value / divisor: 255 for grey values, 1 for counts. Throws as above, and
  /// Error{invalid_argument} unless divisor > 0.
  DataMatrix(std::vector<std::uint8_t> bytes, std::size_t rows, std::size_t cols, double divisor = 255);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t cols() const { return cols_; }
  /// Row i into out (cols).
  void read_row(std::size_t i, std::span<float> out) const;
  void read_row(std::size_t i, std::span<double> out) const;
  /// Of all values; 0 and 0 for none.
  [[nodiscard]] double least() const;
  [[nodiscard]] double largest() const;

 private:
  std::vector<float> values_;
  std::vector<std::uint8_t> bytes_;
  float table_[256] = {};
  std::size_t rows_ = 0, cols_ = 0;
};

/// Rows and, for a conditional network, the label of each.
struct LabelledData {
  DataMatrix x;
  std::vector<std::uint8_t> labels = {};
};

/// 0 ... n - 1 in a random order: sorted by the 64 bits that (key, i) gives i. Every order is as likely as another, but
/// for ties (n^2 2^-65).
[[nodiscard]] std::vector<std::uint32_t> shuffled(Key key, std::size_t n);

}  // namespace tractable
