#include "tractable/diagnostics/autocovariance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kTwoPi = 6.283185307179586476925;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kBatch = 4;  // transforms side by side: the inner loops stay long at every stage

}  // namespace

void MeanAutocovariance::plan(std::size_t size) {
  if (size == size_) return;
  size_ = size;
  std::vector<double> angle(size);
  for (std::size_t k = 0; k < angle.size(); ++k) {
    angle[k] = kTwoPi * static_cast<double>(k) / static_cast<double>(size);
  }
  cos_.resize(angle.size());
  sin_.resize(angle.size());
  cos(angle, cos_);
  sin(angle, sin_);
}

/// Stockham's transform: butterflies of radix 4, and one of radix 2 if need be, that sort as they go. Element k of
/// transform b is at k * batch + b.
void MeanAutocovariance::transform(std::size_t batch) {
  std::size_t run = batch;
  std::size_t left = size_;
  for (; left >= 4; left /= 4, run *= 4) {
    const std::size_t quarter = left / 4;
    for (std::size_t p = 0; p < quarter; ++p) {
      const std::size_t angle = p * (size_ / left);
      radix4(p * run, quarter * run, 4 * p * run, run,
             {cos_[angle], -sin_[angle], cos_[2 * angle], -sin_[2 * angle], cos_[3 * angle], -sin_[3 * angle]});
    }
    re_.swap(to_re_);
    im_.swap(to_im_);
  }
  if (left == 1) return;
  for (std::size_t q = 0; q < run; ++q) {
    to_re_[q] = re_[q] + re_[run + q];
    to_im_[q] = im_[q] + im_[run + q];
    to_re_[run + q] = re_[q] - re_[run + q];
    to_im_[run + q] = im_[q] - im_[run + q];
  }
  re_.swap(to_re_);
  im_.swap(to_im_);
}

void MeanAutocovariance::radix4(std::size_t from, std::size_t apart, std::size_t to, std::size_t run, const Turns& w) {
  const double* re = &re_[from];
  const double* im = &im_[from];
  double* to_re = &to_re_[to];
  double* to_im = &to_im_[to];
  for (std::size_t q = 0; q < run; ++q) {
    const double sum_re = re[q] + re[q + 2 * apart];
    const double sum_im = im[q] + im[q + 2 * apart];
    const double gap_re = re[q] - re[q + 2 * apart];
    const double gap_im = im[q] - im[q + 2 * apart];
    const double odd_re = re[q + apart] + re[q + 3 * apart];
    const double odd_im = im[q + apart] + im[q + 3 * apart];
    // i (b - d)
    const double turned_re = im[q + 3 * apart] - im[q + apart];
    const double turned_im = re[q + apart] - re[q + 3 * apart];
    const double one_re = gap_re - turned_re;
    const double one_im = gap_im - turned_im;
    const double two_re = sum_re - odd_re;
    const double two_im = sum_im - odd_im;
    const double three_re = gap_re + turned_re;
    const double three_im = gap_im + turned_im;
    to_re[q] = sum_re + odd_re;
    to_im[q] = sum_im + odd_im;
    to_re[q + run] = one_re * w[0] - one_im * w[1];
    to_im[q + run] = one_re * w[1] + one_im * w[0];
    to_re[q + 2 * run] = two_re * w[2] - two_im * w[3];
    to_im[q + 2 * run] = two_re * w[3] + two_im * w[2];
    to_re[q + 3 * run] = three_re * w[4] - three_im * w[5];
    to_im[q + 3 * run] = three_re * w[5] + three_im * w[4];
  }
}

void MeanAutocovariance::operator()(std::span<const double> centred, std::size_t chains, std::span<double> out) {
  const std::size_t n = centred.size() / chains;
  std::size_t size = 2;
  while (size < 2 * n) size *= 2;
  plan(size);
  const std::size_t pairs = (chains + 1) / 2;
  const std::size_t widest = std::min(pairs, kBatch);
  for (auto* buffer : {&re_, &im_, &to_re_, &to_im_}) buffer->resize(std::max(buffer->size(), size * widest));
  power_.assign(size, 0);
  // Two chains are one transform, of x + i y: |Z_k|^2 + |Z_-k|^2 = 2 (|X_k|^2 + |Y_k|^2). The even part of the sum of
  // |Z_k|^2 is all that the real part of its transform sees.
  for (std::size_t first = 0; first < pairs; first += widest) {
    const std::size_t batch = std::min(widest, pairs - first);
    std::fill_n(re_.begin(), size * batch, 0.0);
    std::fill_n(im_.begin(), size * batch, 0.0);
    for (std::size_t b = 0; b < batch; ++b) {
      const std::size_t row = 2 * (first + b);
      for (std::size_t i = 0; i < n; ++i) re_[i * batch + b] = centred[row * n + i];
      if (row + 1 == chains) continue;
      for (std::size_t i = 0; i < n; ++i) im_[i * batch + b] = centred[(row + 1) * n + i];
    }
    transform(batch);
    for (std::size_t k = 0; k < size; ++k) {
      for (std::size_t b = k * batch; b < (k + 1) * batch; ++b) power_[k] += re_[b] * re_[b] + im_[b] * im_[b];
    }
  }
  std::copy(power_.begin(), power_.end(), re_.begin());
  std::fill_n(im_.begin(), size, 0.0);
  transform(1);
  const double scale = static_cast<double>(size) * static_cast<double>(n) * static_cast<double>(chains);
  for (std::size_t t = 0; t < out.size(); ++t) out[t] = re_[t] / scale;
}

std::vector<double> autocovariance(std::span<const double> x, std::size_t lags) {
  const std::size_t n = x.size();
  if (n == 0) throw_error(ErrorCode::too_few_values, "autocovariance", "x has 0 draws; at least 1 is needed");
  if (lags > n) {
    throw_error(ErrorCode::invalid_argument, "autocovariance", "lags is ", lags, "; of ", n,
                " draws there are at most ", n);
  }
  std::vector<double> out(lags, kNan);
  for (const double value : x) {
    if (!std::isfinite(value)) return out;
  }
  const double mean = sum(x) / static_cast<double>(n);
  std::vector<double> centred(n);
  for (std::size_t i = 0; i < n; ++i) centred[i] = x[i] - mean;
  MeanAutocovariance()(centred, 1, out);
  return out;
}

std::vector<double> autocorrelation(std::span<const double> x, std::size_t lags) {
  std::vector<double> out = autocovariance(x, lags);
  const bool constant = std::all_of(x.begin(), x.end(), [&](double value) { return value == x[0]; });
  const double variance = lags > 0 && !constant ? out[0] : kNan;
  for (double& value : out) value /= variance;
  return out;
}

}  // namespace tractable
