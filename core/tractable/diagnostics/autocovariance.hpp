#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

// How much a chain remembers: the covariance of draws that lie t steps apart,
//   c_t = 1/n sum_{i < n-t} (x_i - m) (x_{i+t} - m),   m the mean,
// with 1/n at every lag (not 1/(n - t)): biased, but of smaller error, and its Fourier transform is never negative
// (Geyer 1992, Practical Markov chain Monte Carlo, Stat. Sci. 7(4), sec. 3.1). All lags at once by fast Fourier
// transform in O(n log n), with an error of about 1e-15 c_0: 10^5 draws take some milliseconds.

namespace tractable {

/// c_0 ... c_{lags-1} of x (n). All NaN if there is a NaN or an infinity.
/// Throws Error{too_few_values} for no draws, Error{invalid_argument} for lags > n.
[[nodiscard]] std::vector<double> autocovariance(std::span<const double> x, std::size_t lags);

/// c_t / c_0, the same way. All NaN if the draws are all equal.
[[nodiscard]] std::vector<double> autocorrelation(std::span<const double> x, std::size_t lags);

/// The mean over chains of their autocovariances, with buffers and angles kept from call to call.
class MeanAutocovariance {
 public:
  /// `centred` (K, n): each chain less its mean, row by row. out: the first lags, at most n.
  void operator()(std::span<const double> centred, std::size_t chains, std::span<double> out);

 private:
  using Turns = std::array<double, 6>;  // w, w^2, w^3: real and imaginary parts

  void plan(std::size_t size);
  void transform(std::size_t batch);
  void radix4(std::size_t from, std::size_t apart, std::size_t to, std::size_t run, const Turns& w);

  std::size_t size_ = 0;                         // of the transform: a power of 2 >= 2n
  std::vector<double> cos_, sin_;                // of 2 pi k / size
  std::vector<double> re_, im_, to_re_, to_im_;  // (size, batch)
  std::vector<double> power_;                    // (size): the sum of the chains' |X_k|^2
};

}  // namespace tractable
