#include "tractable/mcmc/nuts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/mcmc/metropolis.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Uniforms of a transition that lie in one block with those of other transitions: enough for 7 points. Number 0 is the
// coins. A tree of 1023 points takes at most one for each and for each doubling.
constexpr std::uint32_t kNear = 16, kFar = 2048, kFarBlock = 32;
// Weights are exp(-energy error): beyond this they are counted from a new zero.
constexpr double kLargeExponent = 600;

}  // namespace

Nuts::Nuts(LogDensity target, Options options)
    : GradientKernel(std::move(target), options.step_size, "nuts"),
      options_(options),
      kernels_(simd::kernels()),
      noise_(TransitionNoise::Law::normal, kMomentumStream, 1, dim()),
      uniform_(TransitionNoise::Law::uniform, kUniformStream, 1, kNear),
      stride_((dim() + 3) / 4 * 4),
      momenta_(kSlots * stride_),
      half_(stride_),
      more_(kFarBlock) {
  if (chains() != 1) {
    throw_error(ErrorCode::invalid_argument, "nuts", "the target's batch is ", chains(),
                "; nuts moves one chain, so it must be 1");
  }
  if (options.max_depth < 1 || options.max_depth > kMaxDepth) {
    throw_error(ErrorCode::invalid_argument, "nuts", "max_depth is ", options.max_depth, "; it must be from 1 to ",
                kMaxDepth);
  }
  for (auto& storage : end_storage_) storage.resize(dim());
  for (Candidate* candidate : {&sample_, &candidate_}) {
    candidate->position.resize(dim());
    candidate->gradient.resize(dim());
  }
}

void Nuts::record(bool on) {
  recording_ = on;
  path_ = {};
  if (!on) return;
  const std::size_t points = (std::size_t{1} << options_.max_depth) - 1;
  path_.position.reserve(points * dim());
  path_.place.reserve(points);
  path_.depth.reserve(points);
  path_.energy_error.reserve(points);
}

double Nuts::uniform() {
  const std::uint32_t i = uniforms_++;
  if (i < kNear) return near_[i];
  const std::uint32_t far = i - kNear;
  if (far % kFarBlock == 0) fill_uniform(split_at(key_, kMoreUniformStream), more_, t_ * kFar + far);
  return more_[far % kFarBlock];
}

void Nuts::start(const ChainState& state, Key key, std::uint64_t t) {
  key_ = key;
  t_ = t;
  near_ = uniform_.at(0, key, t).data();
  uniforms_ = 0;
  free_count_ = 0;
  for (std::size_t i = kSlots; i-- > 0;) give(static_cast<std::uint8_t>(i));
  const auto z = noise_.at(0, key, t);
  const std::uint8_t only = take();
  copy(z.data(), slot(only));
  main_ = {only, only, only};
  waiting_ = 0;
  ends_.fill({state.position.data(), state.gradient.data()});
  direction_ = 1;
  at_end_ = false;
  energy_ = sum_squares(z) / 2 - state.log_prob[0];
  sample_.energy = energy_;
  moved_ = false;
  weight_ = 1;
  shift_ = 0;
  acceptance_ = 0;
  largest_error_ = 0;
  reach_ = {};
  path_.position.clear();
  path_.place.clear();
  path_.depth.clear();
  path_.energy_error.clear();
}

void Nuts::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  detail::fit(info, 1, dim());
  start(state, keys[0], t);
  info.divergent[0] = info.not_finite[0] = 0;
  info.evaluations[0] = 0;
  const auto coins = static_cast<std::uint32_t>(uniform() * (1u << kMaxDepth));
  std::uint32_t depth = 0;
  while (depth < options_.max_depth) {
    if ((coins >> depth & 1) != direction_) turn_around();
    if (!grow(depth, info)) break;
    ++depth;
    if (!finish_doubling()) break;
  }
  if (moved_) {
    copy(sample_.position.data(), state.position.data());
    copy(sample_.gradient.data(), state.gradient.data());
    state.log_prob[0] = sample_.log_prob;
  }
  info.acceptance[0] = acceptance_ / info.evaluations[0];
  info.accepted[0] = moved_ ? 1 : 0;
  info.energy[0] = sample_.energy;
  info.energy_error[0] = largest_error_;
  info.depth[0] = depth;
}

void Nuts::turn_around() {
  if (at_end_) {
    double *position = end_storage_[2 * direction_].data(), *gradient = end_storage_[2 * direction_ + 1].data();
    copy(target_.position().data(), position);
    copy(target_.gradient().data(), gradient);
    ends_[direction_] = {position, gradient};
  }
  std::swap(main_.first, main_.last);
  direction_ = 1 - direction_;
  at_end_ = false;
}

/// 2^depth points more at the last end. False: they are not to be used.
bool Nuts::grow(std::uint32_t depth, TransitionInfo& info) {
  const double* gradient = at_end_ ? target_.gradient().data() : ends_[direction_].gradient;
  if (!at_end_) copy(ends_[direction_].position, target_.position().data());
  at_end_ = true;
  new_weight_ = 0;
  waiting_ = 0;
  for (std::uint64_t n = 0; n < std::uint64_t{1} << depth; ++n) {
    const bool usable = add_point(n, gradient, info);
    if (recording_) {
      path_.position.insert(path_.position.end(), target_.position().begin(), target_.position().end());
      path_.depth.push_back(depth);
      const std::int32_t place = ++reach_[direction_];
      path_.place.push_back(direction_ == 1 ? place : -place);
    }
    if (!usable) return false;
    // The point ends as many subtrees as n has ones at its end.
    for (int joins = std::countr_one(n); joins > 0; --joins) {
      --waiting_;
      if (!join(stack_[waiting_ - 1], stack_[waiting_]) && !mutant("nuts_turns_in_subtrees")) return false;
    }
  }
  return true;
}

/// One leapfrog step from the last point; its momentum waits on the stack as a tree. False: it diverged.
bool Nuts::add_point(std::uint64_t n, const double*& gradient, TransitionInfo& info) {
  const Metric& metric = tuning().metric;
  const double step = direction_ == 1 ? tuning().step_size : -tuning().step_size;
  const double* last = slot(waiting_ == 0 ? main_.last : stack_[waiting_ - 1].last);
  leapfrog_.drift(metric, step, gradient, last, half_.data(), target_.position().data());
  target_.evaluate();
  gradient = target_.gradient().data();
  const std::uint8_t made = take();
  const double energy = leapfrog_.kick(metric, step, gradient, half_.data(), slot(made)) / 2 - target_.log_prob()[0];
  stack_[waiting_++] = {made, made, made};
  ++info.evaluations[0];
  const double error = energy - energy_;
  if (!(std::abs(error) <= std::abs(largest_error_))) largest_error_ = error;
  if (recording_) path_.energy_error.push_back(error);
  if (!(error <= kDivergence && error > -kInfinity)) {
    info.divergent[0] = 1;
    info.not_finite[0] = usable(0) ? 0 : 1;
    return false;
  }
  weigh(n, error, energy);
  return true;
}

/// Counts the point in the acceptance and in the weight of its half, of which it may become the candidate.
void Nuts::weigh(std::uint64_t n, double energy_error, double energy) {
  double exponent = -energy_error - shift_;
  if (exponent > kLargeExponent) {
    const double factor = exp(-exponent);
    weight_ *= factor;
    new_weight_ *= factor;
    shift_ = -energy_error;
    exponent = 0;
  }
  double weight = exp(exponent);
  acceptance_ += shift_ == 0 ? std::min(weight, 1.0) : exp(std::min(-energy_error, 0.0));
  if (mutant("nuts_uniform_in_tree")) weight = 1;
  new_weight_ += weight;
  if (n > 0 && !(uniform() * new_weight_ < weight)) return;
  copy(target_.position().data(), candidate_.position.data());
  copy(target_.gradient().data(), candidate_.gradient.data());
  candidate_.log_prob = target_.log_prob()[0];
  candidate_.energy = energy;
}

/// `right` into `left`, both of one size. False: there is a U-turn.
bool Nuts::join(Tree& left, const Tree& right) {
  if (left.first == left.sum) {
    const std::uint8_t sum = take();
    const bool goes_on = kernels_.join_leaves(slot(left.first), slot(right.first), slot(sum), stride_);
    left = {left.first, right.first, sum};
    return goes_on;
  }
  const simd::TurnChecks checks = kernels_.join_trees(momenta(left), momenta(right), slot(left.sum), stride_);
  for (const std::uint8_t unused : {left.last, right.first, right.sum}) give(unused);
  left.last = right.last;
  return checks.whole && (checks.across || mutant("nuts_without_checks_across"));
}

/// The new half, which is alone on the stack, becomes part of the trajectory. False: that is where it ends.
bool Nuts::finish_doubling() {
  if (uniform() * weight_ < new_weight_) {
    std::swap(sample_, candidate_);
    moved_ = true;
  }
  weight_ += new_weight_;
  return join(main_, stack_[0]);
}

}  // namespace tractable
