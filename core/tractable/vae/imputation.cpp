#include "tractable/vae/imputation.hpp"

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"

namespace tractable::detail {

std::vector<double> begin_imputation(const Network& network, std::span<const double> x,
                                     std::span<const std::uint8_t> missing, std::size_t chains) {
  constexpr const char* kWhere = "impute";
  const auto cols = static_cast<std::size_t>(network.cols);
  if (x.size() != cols || missing.size() != cols) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", x.size(), " values and missing ", missing.size(),
                "; both must have ", cols);
  }
  require_finite(x, kWhere, "x");
  if (!network.log_variance || network.multinomial) {
    throw_error(ErrorCode::invalid_argument, kWhere, "the network has ",
                network.multinomial ? "counts, of which none is missing by itself" : "no q(z|x) to draw from");
  }
  if (chains < 1) throw_error(ErrorCode::invalid_argument, kWhere, "chains is 0; at least 1 is needed");
  std::vector<double> filled;
  for (std::size_t c = 0; c < chains; ++c) {
    for (std::size_t j = 0; j < cols; ++j) filled.push_back(missing[j] != 0 ? 0.0 : x[j]);
  }
  return filled;
}

template <class T>
void impute_round(Coder<T>& coder, std::span<double> x, std::span<const std::uint8_t> missing, Key key, bool draw,
                  std::span<const std::uint8_t> labels) {
  const std::size_t cols = missing.size();
  Codes codes = coder.encode(x, labels);
  std::vector<double> eps(codes.mu.size());
  fill_normal(split_at(key, 0), eps);
  for (std::size_t i = 0; i < eps.size(); ++i) codes.mu[i] += codes.sigma[i] * eps[i];
  const std::vector<double> next =
      draw ? coder.draw(codes.mu, split_at(key, 1), 0, labels) : coder.decode(codes.mu, labels);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (missing[i % cols] != 0 || mutant("vae_imputation_overwrites")) x[i] = next[i];
  }
}

template void impute_round(Coder<float>&, std::span<double>, std::span<const std::uint8_t>, Key, bool,
                           std::span<const std::uint8_t>);
template void impute_round(Coder<double>&, std::span<double>, std::span<const std::uint8_t>, Key, bool,
                           std::span<const std::uint8_t>);

}  // namespace tractable::detail
