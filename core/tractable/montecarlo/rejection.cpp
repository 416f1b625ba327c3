#include "tractable/montecarlo/rejection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// What rounding makes of an envelope that touches the target.
constexpr double kTolerance = 1e-10;
constexpr std::size_t kBlock = 4096;

enum class Verdict { accepted, rejected, violated, undefined };

}  // namespace

/// What is known of some proposals: all of length n but x (n, d).
struct Rejection::Block {
  explicit Block(std::size_t n, std::size_t dim) : x(n * dim), height(n), envelope(n), target(n) {}
  std::vector<double> x, height, envelope, target;

  [[nodiscard]] Verdict verdict(std::size_t i) const {
    const double excess = target[i] - envelope[i];
    // Outside the support of both, the excess has no value, and the proposal no mass.
    if (target[i] == -std::numeric_limits<double>::infinity()) return Verdict::rejected;
    if (std::isnan(excess)) return Verdict::undefined;
    if (excess > kTolerance) return Verdict::violated;
    return height[i] <= target[i] || mutant("rejection_accepts_all") ? Verdict::accepted : Verdict::rejected;
  }

  /// Adds proposal i to the account.
  void count(std::size_t i, std::size_t dim, RejectionInfo& info) const {
    const Verdict what = verdict(i);
    const auto at = x.begin() + static_cast<std::ptrdiff_t>(i * dim);
    const auto row = [&] { return std::vector<double>(at, at + static_cast<std::ptrdiff_t>(dim)); };
    info.proposals += 1;
    // A dart under an envelope that is too low is under the target.
    info.accepted += what == Verdict::accepted || what == Verdict::violated ? 1 : 0;
    if (what == Verdict::violated) {
      const double excess = target[i] - envelope[i];
      if (info.violations++ == 0 || excess > info.excess) {
        info.excess = excess;
        info.offending_x = row();
      }
    } else if (what == Verdict::undefined && info.not_a_number++ == 0) {
      info.undefined_x = row();
    }
  }
};

double RejectionInfo::acceptance() const {
  return proposals > 0 ? static_cast<double>(accepted) / static_cast<double>(proposals) : kNan;
}

double RejectionInfo::acceptance_error() const {
  const double rate = acceptance();
  return std::sqrt(rate * (1 - rate) / static_cast<double>(proposals));
}

Rejection::Rejection(LogProb target, Proposal proposal, double log_m)
    : target_(std::move(target)), proposal_(std::move(proposal)), log_m_(log_m) {
  constexpr const char* kWhere = "rejection";
  if (!target_) throw_error(ErrorCode::invalid_argument, kWhere, "target is no function");
  if (!proposal_.log_prob || !proposal_.draw) {
    throw_error(ErrorCode::invalid_argument, kWhere, "proposal lacks its log_prob or its draw");
  }
  if (proposal_.dim == 0) throw_error(ErrorCode::invalid_argument, kWhere, "proposal.dim is 0; it must be at least 1");
  require_finite(log_m, kWhere, "log_m");
}

void Rejection::evaluate(Key key, std::uint64_t begin, Block& block) const {
  proposal_.draw(split_at(key, 0), begin, block.x);
  proposal_.log_prob(block.x, block.envelope);
  target_(block.x, block.target);
  fill_uniform(split_at(key, 1), block.height, begin);
  log(block.height, block.height);
  for (std::size_t i = 0; i < block.height.size(); ++i) {
    block.envelope[i] += log_m_;
    block.height[i] += block.envelope[i];
  }
}

Rejection::Darts Rejection::throw_darts(Key key, std::size_t n, std::uint64_t begin, RejectionInfo& info) const {
  Block block(n, dim());
  evaluate(key, begin, block);
  std::vector<std::uint32_t> accepted(n);
  std::vector<double> acceptance(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t before = info.accepted;
    block.count(i, dim(), info);
    accepted[i] = static_cast<std::uint32_t>(info.accepted - before);
    acceptance[i] = info.acceptance();
  }
  return {std::move(block.x), std::move(block.height), std::move(accepted), std::move(acceptance)};
}

Rejection::Sample Rejection::sample(Key key, std::size_t n, std::uint64_t max_proposals) const {
  Sample result;
  result.x.reserve(n * dim());
  Block block(static_cast<std::size_t>(std::clamp<std::uint64_t>(max_proposals, 1, kBlock)), dim());
  const std::size_t size = block.height.size();
  for (RejectionInfo& info = result.info; info.accepted < n;) {
    if (info.proposals >= max_proposals) {
      result.stop = Stop::max_proposals;
      break;
    }
    const std::size_t place = static_cast<std::size_t>(info.proposals % size);
    if (place == 0) evaluate(key, info.proposals, block);
    const Verdict what = block.verdict(place);
    block.count(place, dim(), info);
    if (what == Verdict::violated || what == Verdict::undefined) {
      info.accepted -= what == Verdict::violated ? 1 : 0;  // it is not among the draws
      result.stop = what == Verdict::violated ? Stop::envelope_violated : Stop::not_a_number;
      break;
    }
    const auto row = block.x.begin() + static_cast<std::ptrdiff_t>(place * dim());
    if (what == Verdict::accepted) result.x.insert(result.x.end(), row, row + static_cast<std::ptrdiff_t>(dim()));
  }
  return result;
}

double Rejection::log_normalizer(const RejectionInfo& info) const { return log_m_ + log(info.acceptance()); }

}  // namespace tractable
