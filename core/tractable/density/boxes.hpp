#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

// Sorted data in boxes with their moments: what the fast Gauss transform in one dimension is made of
// (Greengard & Strain 1991, SIAM J. Sci. Stat. Comput. 12, doi:10.1137/0912004). Internal to density/.
//
// A sum over a box's data of a smooth function of (x - x_i) / scale is, by Taylor's series about the box's centre, a
// sum of kTerms derivatives times moments, however many data are in the box. For the Gaussian the derivatives are
// Hermite functions: phi^(k) = (-1)^k He_k phi, and Cramer's inequality bounds them: |He_k(t)| phi(t) < 0.434 sqrt(k!)
// exp(-t^2/4).

namespace tractable::detail {

inline constexpr std::size_t kTerms = 24;

struct Box {
  std::size_t begin = 0;  // its data are sorted[begin] ... sorted[end - 1]
  std::size_t end = 0;
  double centre = 0;
  double radius = 0;                     // the largest |a_i|
  std::array<double, kTerms> moments{};  // M_p = sum_i a_i^p / p!, a_i = (x_i - centre) / scale

  [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Where the box of data that begins at `begin` and is at most `width` wide ends.
inline std::size_t box_end(std::span<const double> sorted, std::size_t begin, double width) {
  std::size_t end = begin + 1;
  while (end < sorted.size() && sorted[end] <= sorted[begin] + width) ++end;
  return end;
}

inline Box make_box(std::span<const double> sorted, std::size_t begin, std::size_t end, double inverse_scale) {
  const double half_width = 0.5 * (sorted[end - 1] - sorted[begin]);
  Box box{begin, end, sorted[begin] + half_width, half_width * inverse_scale};
  for (std::size_t i = begin; i < end; ++i) {
    const double offset = (sorted[i] - box.centre) * inverse_scale;
    double power = 1;
    for (double& moment : box.moments) {
      moment += power;
      power *= offset;
    }
  }
  double factorial = 1;  // exact up to 22!
  for (std::size_t p = 1; p < kTerms; ++p) {
    factorial *= static_cast<double>(p);
    box.moments[p] /= factorial;
  }
  return box;
}

/// Neumaier's (1974) addition: the error does not grow with the number of terms.
class CompensatedSum {
 public:
  void add(double term) {
    const double next = total_ + term;
    lost_ += std::abs(total_) >= std::abs(term) ? (total_ - next) + term : (term - next) + total_;
    total_ = next;
  }
  [[nodiscard]] double value() const { return total_ + lost_; }

 private:
  double total_ = 0;
  double lost_ = 0;
};

/// He_0(t) ... He_(N-1)(t) by He_(k+1) = t He_k - k He_(k-1).
template <std::size_t N>
std::array<double, N> hermite_values(double t) {
  std::array<double, N> he;
  he[0] = 1;
  he[1] = t;
  for (std::size_t k = 1; k + 1 < N; ++k) he[k + 1] = t * he[k] - static_cast<double>(k) * he[k - 1];
  return he;
}

}  // namespace tractable::detail
