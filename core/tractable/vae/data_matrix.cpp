#include "tractable/vae/data_matrix.hpp"

#include <algorithm>
#include <cmath>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

void require_size(std::size_t size, std::size_t rows, std::size_t cols) {
  const bool fits = cols == 0 ? size == 0 : size % cols == 0 && size / cols == rows;
  if (fits) return;
  throw_error(ErrorCode::shape_mismatch, "data", "x has ", size, " values, not ", rows, " rows of ", cols);
}

}  // namespace

DataMatrix::DataMatrix(std::vector<float> values, std::size_t rows, std::size_t cols)
    : values_(std::move(values)), rows_(rows), cols_(cols) {
  require_size(values_.size(), rows, cols);
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (std::isfinite(values_[i])) continue;
    throw_error(ErrorCode::not_finite, "data", "x(", i / cols, ", ", i % cols, ") is ", double{values_[i]});
  }
}

DataMatrix::DataMatrix(std::vector<std::uint8_t> bytes, std::size_t rows, std::size_t cols, double divisor)
    : bytes_(std::move(bytes)), rows_(rows), cols_(cols) {
  require_size(bytes_.size(), rows, cols);
  require_positive(divisor, "data", "divisor");
  for (int i = 0; i < 256; ++i) table_[i] = static_cast<float>(i / divisor);
}

void DataMatrix::read_row(std::size_t i, std::span<float> out) const {
  if (bytes_.empty()) {
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(i * cols_), cols_, out.begin());
    return;
  }
  const std::uint8_t* row = bytes_.data() + i * cols_;
  for (std::size_t j = 0; j < cols_; ++j) out[j] = table_[row[j]];
}

void DataMatrix::read_row(std::size_t i, std::span<double> out) const {
  for (std::size_t j = 0; j < cols_; ++j) {
    out[j] = double{bytes_.empty() ? values_[i * cols_ + j] : table_[bytes_[i * cols_ + j]]};
  }
}

double DataMatrix::least() const {
  if (!bytes_.empty()) return double{table_[*std::ranges::min_element(bytes_)]};
  return values_.empty() ? 0 : double{*std::ranges::min_element(values_)};
}

double DataMatrix::largest() const {
  if (!bytes_.empty()) return double{table_[*std::ranges::max_element(bytes_)]};
  return values_.empty() ? 0 : double{*std::ranges::max_element(values_)};
}

}  // namespace tractable
