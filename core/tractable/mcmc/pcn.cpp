#include "tractable/mcmc/pcn.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"

namespace tractable {

Pcn::Pcn(LogDensity& density, Options options)
    : Metropolis(density, options.beta, {}),
      mean_(std::move(options.mean)),
      covariance_(std::move(options.covariance)),
      density_(options.density),
      white_(density.dim()),
      normals_(TransitionNoise::Law::normal, kProposalStream, density.batch(), density.dim()) {
  if (covariance_.dim() == 0) covariance_ = Metric::identity(dim());
  if (mean_.empty()) mean_.assign(dim(), 0);
  if (covariance_.dim() != dim() || mean_.size() != dim()) {
    throw_error(ErrorCode::shape_mismatch, "pcn", "the prior has a mean of length ", mean_.size(),
                " and a covariance of dimension ", covariance_.dim(), "; the density has dimension ", dim());
  }
  require_finite(mean_, "pcn", "mean");
}

void Pcn::propose_from(std::span<const double> x, std::span<const double> z, std::span<double> proposal) const {
  const double beta = std::min(tuning().step_size, 1.0);
  const double keep = mutant("pcn_keeps_all") ? 1 : std::sqrt((1 - beta) * (1 + beta));
  covariance_.move(z, proposal);
  for (std::size_t i = 0; i < x.size(); ++i) proposal[i] = mean_[i] + keep * (x[i] - mean_[i]) + beta * proposal[i];
}

double Pcn::propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x, std::span<double> proposal) {
  propose_from(x, normals_.at(b, key, t), proposal);
  if (density_ == Of::likelihood || mutant("pcn_whole_uncorrected")) return 0;
  const double here = log_law(x);
  return here - log_law(proposal);
}

double Pcn::log_law(std::span<const double> x) {
  for (std::size_t i = 0; i < x.size(); ++i) white_[i] = x[i] - mean_[i];
  covariance_.whiten(white_, white_);
  double squares = 0;
  for (const double each : white_) squares += each * each;
  return -0.5 * squares;
}

}  // namespace tractable
