#pragma once

#include <span>
#include <string_view>

// Bandwidths for a kernel density estimate with the Gaussian kernel: the standard deviation h of the bump that stands
// on each datum (kde.hpp). Small h shows every datum, large h blurs the shape. In each rule n is the number of data.
//
//   silverman           0.9 s n^(-1/5),   s = min(sd, IQR / 1.34)       Silverman (1986), Density Estimation, eq. 3.31
//   scott               1.06 s n^(-1/5)                                 Scott (1992), Multivariate Density Estimation
//   sheather_jones      solves h = [R(phi) / (n S(g(h)))]^(1/5), where S(g) estimates the integral of f''^2 with its
//                       own bandwidth g(h) ~ h^(5/7)                    Sheather & Jones (1991), JRSS B 53, sec. 3
//   sheather_jones_dpi  the same formula once, with g from two stages of plug-in; no equation to solve
//                                                                       Wand & Jones (1995), Kernel Smoothing, sec. 3.6
//
// The first two are right for normal data and smooth away a second mode; the last two follow the data and are the ones
// to prefer. IQR: R's quantile type 7. The results are those of R's bw.nrd0, bw.nrd and bw.SJ (methods "ste" and
// "dpi"), but that R's bw.SJ first rounds the data to a grid (by default off by up to 2 %): here they are summed as
// they are. Time: n log n to sort, then about 15 sums of n terms; 10 000 data take milliseconds.

namespace tractable {

// Each returns h > 0 in the units of `data`, which are in any order, 2 to 10^7 values.
// Throws Error{too_few_values}, Error{too_large}, Error{not_finite} naming the index, or Error{invalid_argument} if
// all data are equal or the range overflows. An IQR of 0 (many ties) stands back for sd.

/// For equal data, as in R: 0.9 |x| n^(-1/5), or with 1 for |x| if x = 0.
[[nodiscard]] double silverman_bandwidth(std::span<const double> data);
[[nodiscard]] double scott_bandwidth(std::span<const double> data);
[[nodiscard]] double sheather_jones_bandwidth(std::span<const double> data);
[[nodiscard]] double sheather_jones_dpi_bandwidth(std::span<const double> data);

/// A row of the catalogue.
struct BandwidthRule {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  double (*bandwidth)(std::span<const double> data);
};

/// All rules, simplest first.
[[nodiscard]] std::span<const BandwidthRule> bandwidth_rules() noexcept;

/// The bandwidth by the rule of that name. Throws Error{unknown_name} listing the names, else what the rule throws.
[[nodiscard]] double bandwidth(std::string_view rule, std::span<const double> data);

}  // namespace tractable
