#include "tractable/density/hermite_sum.hpp"

#include <array>

#include "tractable/base/mutant.hpp"
#include "tractable/density/boxes.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::detail {
namespace {

// The boxes (boxes.hpp) are at most w g wide, w = 1/2. With u = t + a_i - b_j, where t g is the distance of the centres
// of boxes A and B and a, b the offsets from them in units of g, Taylor's series about t is
//     He_r(u) phi(u) = sum_m (-1)^m He_(r+m)(t) phi(t) sum_(p+q=m) a_i^p/p! (-b_j)^q/q!
// so that a pair of boxes costs P^2/2 products of moments. Cut off after P = 24 terms, with |a - b| <= w, a pair of
// data errs by less than 0.434 sqrt((r+P)!) w^P/P! = e at distance 0, e = 2.3e-17 for r = 4 and 6.7e-16 for r = 6, and
// about e exp(-t^2/4) at distance t: over all boxes below 14 e sum_A |A|^2. Pairs inside a box have |He_r phi| > 0.55
// (r = 4) or 1.6 (r = 6), so the relative error is below 14 e / 0.55 = 6e-16 or 14 e / 1.6 = 6e-15 of the sum of
// absolute values. Pairs of boxes more than 12 g apart are left out: each term is below 1e-25, all together 1e-18 of
// the terms with i = j.

constexpr double kBoxWidth = 0.5;
constexpr double kCutoff = 12;
constexpr std::size_t kMaxOrder = 6;
constexpr std::size_t kDirectPairs = 12;  // so many pairs cost as much as an expansion
constexpr std::size_t kNeighbours = 32;  // boxes begin more than w g apart: at most 25 before one are within the cutoff
constexpr double kInverseSqrtTwoPi = 0.39894228040143267794;

// sum over i in `a`, j in `b` of He_r(u) exp(-u^2/2).
double expanded_pairs(const Box& a, const Box& b, double inverse_g, std::size_t r) {
  std::array<double, kTerms> mirrored;  // (-1)^q M_q(b)
  for (std::size_t q = 0; q < kTerms; ++q) mirrored[q] = q % 2 == 0 ? b.moments[q] : -b.moments[q];
  std::array<double, kTerms> product{};
  for (std::size_t p = 0; p < kTerms; ++p) {
    for (std::size_t q = 0; p + q < kTerms; ++q) product[p + q] += a.moments[p] * mirrored[q];
  }
  const double t = (a.centre - b.centre) * inverse_g;
  const auto he = hermite_values<kMaxOrder + kTerms>(t);
  double total = 0;
  for (std::size_t m = 0; m < kTerms; ++m) total += (m % 2 == 0 ? he[r + m] : -he[r + m]) * product[m];
  return total * exp(-0.5 * t * t);
}

double direct_pairs(std::span<const double> a, std::span<const double> b, double inverse_g, std::size_t r) {
  double total = 0;
  for (const double x : a) {
    for (const double y : b) {
      const double u = (x - y) * inverse_g;
      const double v = u * u;
      const double polynomial = r == 4 ? (v - 6) * v + 3 : ((v - 15) * v + 45) * v - 15;
      total += polynomial * exp(-0.5 * v);
    }
  }
  return total;
}

}  // namespace

double hermite_pair_sum(std::span<const double> sorted, double g, int r) {
  const auto order = static_cast<std::size_t>(r);
  const double inverse_g = 1 / g;
  std::array<Box, kNeighbours> boxes;  // box k in place k mod kNeighbours
  CompensatedSum total;                // many equal terms, as those of far-off data, would lose a digit or two
  const auto pairs = [&](const Box& a, const Box& b) {
    if (a.size() * b.size() > kDirectPairs) return expanded_pairs(a, b, inverse_g, order);
    return direct_pairs(sorted.subspan(a.begin, a.size()), sorted.subspan(b.begin, b.size()), inverse_g, order);
  };
  for (std::size_t begin = 0, k = 0; begin < sorted.size(); ++k) {
    Box& box = boxes[k % kNeighbours];
    box = make_box(sorted, begin, box_end(sorted, begin, kBoxWidth * g), inverse_g);
    total.add(pairs(box, box));
    for (std::size_t j = k; j-- > 0;) {
      const Box& other = boxes[j % kNeighbours];
      if (sorted[box.begin] - sorted[other.end - 1] > kCutoff * g) break;
      total.add(2 * pairs(box, other));
    }
    begin = box.end;
  }
  double sum = total.value();
  if (mutant("bandwidth_no_diagonal")) sum -= static_cast<double>(sorted.size()) * (r == 4 ? 3 : -15);
  return sum * kInverseSqrtTwoPi;
}

}  // namespace tractable::detail
