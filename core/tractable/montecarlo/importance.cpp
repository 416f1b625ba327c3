#include "tractable/montecarlo/importance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void require_pairs(std::size_t weights, std::size_t values, const char* where) {
  if (weights == 0) {
    throw_error(ErrorCode::too_few_values, where, "log_weights has 0 values; at least 1 is needed");
  }
  if (weights != values) {
    throw_error(ErrorCode::shape_mismatch, where, "f has ", values, " values and log_weights ", weights,
                "; there must be as many");
  }
}

/// exp(log_weights - top), and top; top is NaN or +infinity if a weight is.
struct Relative {
  double top = -kInf;
  std::vector<double> w;

  explicit Relative(std::span<const double> log_weights) : w(log_weights.begin(), log_weights.end()) {
    for (const double value : w) {
      if (std::isnan(value)) {
        top = value;
        return;
      }
      top = std::max(top, value);
    }
    if (!std::isfinite(top)) return;
    for (double& value : w) value -= top;
    exp(w, w);
  }
};

/// The mean of n numbers and its error.
Estimate mean_of(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = sum(values) / n;
  return {mean, n > 1 ? std::sqrt(sum_squares(values, mean) / (n - 1) / n) : kNan};
}

}  // namespace

ImportanceSample importance_sample(const LogProb& target, const Proposal& proposal, Key key, std::size_t n,
                                   std::uint64_t begin) {
  if (!target || !proposal.log_prob || !proposal.draw || proposal.dim == 0) {
    throw_error(ErrorCode::invalid_argument, "importance_sample",
                "target or proposal lacks a function, or the proposal's dim is 0");
  }
  ImportanceSample result;
  result.x.resize(n * proposal.dim);
  result.log_weights.resize(n);
  std::vector<double> log_q(n);
  proposal.draw(key, begin, result.x);
  proposal.log_prob(result.x, log_q);
  target(result.x, result.log_weights);
  for (std::size_t i = 0; i < n; ++i) {
    double& weight = result.log_weights[i];
    if (weight == -kInf) {
      ++result.outside;
      continue;
    }
    weight -= log_q[i];
    if (weight < kInf) continue;
    if (result.not_a_number++ == 0) {
      const auto row = result.x.begin() + static_cast<std::ptrdiff_t>(i * proposal.dim);
      result.undefined_x.assign(row, row + static_cast<std::ptrdiff_t>(proposal.dim));
    }
  }
  return result;
}

SupportGap support_gap(const LogProb& target, const LogProb& proposal, std::span<const double> probes,
                       std::size_t dim) {
  if (dim == 0 || probes.size() % dim != 0) {
    throw_error(ErrorCode::shape_mismatch, "support_gap", "probes has ", probes.size(),
                " numbers, which are no rows of ", dim);
  }
  const std::size_t rows = probes.size() / dim;
  std::vector<double> log_p(rows), log_q(rows);
  target(probes, log_p);
  proposal(probes, log_q);
  SupportGap gap;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!(log_p[i] > -kInf && log_q[i] == -kInf)) continue;
    if (gap.rows++ == 0 || log_p[i] > gap.log_prob) {
      gap.log_prob = log_p[i];
      const auto row = probes.subspan(i * dim, dim);
      gap.x.assign(row.begin(), row.end());
    }
  }
  return gap;
}

Estimate importance_mean(std::span<const double> log_weights, std::span<const double> f) {
  require_pairs(log_weights.size(), f.size(), "importance_mean");
  Relative relative(log_weights);
  if (relative.top == -kInf) return {0, 0};
  if (!std::isfinite(relative.top)) return {kNan, kNan};
  // A weight of 0 takes its f out, also where f is not finite.
  for (std::size_t i = 0; i < f.size(); ++i) relative.w[i] = relative.w[i] > 0 ? relative.w[i] * f[i] : 0;
  const Estimate scaled = mean_of(relative.w);
  const double scale = exp(relative.top);
  return {scale * scaled.value, scale * scaled.standard_error};
}

Estimate self_normalised_mean(std::span<const double> log_weights, std::span<const double> f) {
  require_pairs(log_weights.size(), f.size(), "self_normalised_mean");
  const Relative relative(log_weights);
  if (!std::isfinite(relative.top)) return {kNan, kNan};
  std::vector<double> work(f.size());
  const auto weight = [&](std::size_t i) { return mutant("importance_unweighted") ? 1 : relative.w[i]; };
  for (std::size_t i = 0; i < f.size(); ++i) work[i] = weight(i) > 0 ? weight(i) * f[i] : 0;
  const double total = sum(relative.w);
  const double mean = sum(work) / total;
  for (std::size_t i = 0; i < f.size(); ++i) work[i] = weight(i) > 0 ? weight(i) * (f[i] - mean) : 0;
  if (mutant("self_normalised_plain_error")) return {mean, mean_of(f).standard_error};
  return {mean, f.size() > 1 ? std::sqrt(sum_squares(work)) / total : kNan};
}

Estimate log_evidence(std::span<const double> log_weights) {
  require_pairs(log_weights.size(), log_weights.size(), "log_evidence");
  const Relative relative(log_weights);
  if (relative.top == -kInf) return {-kInf, kNan};
  if (!std::isfinite(relative.top)) return {kNan, kNan};
  if (mutant("evidence_mean_of_logs")) return mean_of(log_weights);
  const Estimate scaled = mean_of(relative.w);
  return {relative.top + log(scaled.value), scaled.standard_error / scaled.value};
}

}  // namespace tractable
