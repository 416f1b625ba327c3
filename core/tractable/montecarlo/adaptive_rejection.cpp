#include "tractable/montecarlo/adaptive_rejection.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "adaptive_rejection";
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr int kMostDoublings = 60;

using Tangent = AdaptiveRejection::Tangent;

double along(const Tangent& tangent, double x) { return tangent.value + tangent.slope * (x - tangent.x); }

/// What rounding makes of an inequality between log densities of this size.
double tolerance(double value) { return 1e-9 * (1 + std::abs(value)); }

/// Where two neighbouring tangents cross: between their points of contact.
double crossing(const Tangent& a, const Tangent& b) {
  const double bend = a.slope - b.slope;
  const double x = a.x + (b.value - a.value - b.slope * (b.x - a.x)) / bend;
  // Slopes that are equal but for rounding: the tangents are one line.
  return x >= a.x && x <= b.x ? x : a.x + (b.x - a.x) / 2;
}

/// (1 - exp(-t)) / t.
double mean_decay(double t) { return t > 0 ? -expm1(-t) / t : 1; }

/// A uniform number from two words, as fill_uniform makes it.
double unit(std::uint32_t high, std::uint32_t low) {
  return (static_cast<double>(((std::uint64_t{high} << 32) | low) >> 12) + 0.5) * 0x1p-52;
}

}  // namespace

AdaptiveRejection::AdaptiveRejection(FunctionWithSlope log_density, Key key, Options options)
    : log_density_(std::move(log_density)), key_(key), options_(options) {
  require_finite(options_.start, kWhere, "start");
  require_positive(options_.step, kWhere, "step");
  if (!log_density_) throw_error(ErrorCode::invalid_argument, kWhere, "log_density is no function");
  if (!(options_.low < options_.start && options_.start < options_.high)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "start is ", options_.start, "; it must lie between low, ",
                options_.low, ", and high, ", options_.high);
  }
  tangents_ = {touch(options_.start)};
  if (!std::isfinite(tangents_[0].value) || !std::isfinite(tangents_[0].slope)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "log_density at start, ", options_.start, ", is ",
                tangents_[0].value, " with slope ", tangents_[0].slope, "; both must be finite numbers");
  }
  find_tail(-1, options_.low);
  find_tail(1, options_.high);
  if (info_.stop != Stop::none) {
    throw_error(ErrorCode::invalid_argument, kWhere, "log_density is not concave: at ", info_.offending_x, " it is ",
                info_.excess, " on the wrong side of a tangent");
  }
  rebuild();
}

Tangent AdaptiveRejection::touch(double x) {
  ++info_.evaluations;
  const auto [value, slope] = log_density_(x);
  return {x, value, slope};
}

/// Tangents outwards until one falls towards an infinite end: else the envelope would have infinite mass.
void AdaptiveRejection::find_tail(double direction, double end) {
  if (std::isfinite(end)) return;
  double step = options_.step;
  for (int doublings = 0; doublings <= kMostDoublings && info_.stop == Stop::none; ++doublings, step *= 2) {
    const Tangent& last = direction < 0 ? tangents_.front() : tangents_.back();
    if (direction * last.slope < 0) return;
    const Tangent next = touch(options_.start + direction * step);
    if (!std::isfinite(next.value) || !std::isfinite(next.slope)) {
      throw_error(ErrorCode::invalid_argument, kWhere, "log_density at ", next.x, " is ", next.value, " with slope ",
                  next.slope, "; if the support ends before, say so by ", direction < 0 ? "low" : "high");
    }
    static_cast<void>(insert(next));
  }
  if (info_.stop == Stop::none) {
    throw_error(ErrorCode::invalid_argument, kWhere, "log_density does not fall towards ",
                direction < 0 ? "-inf" : "inf", ": such a density has no finite integral");
  }
}

/// Adds a point of contact. False, and a stop, if it shows that the log density is not concave.
bool AdaptiveRejection::insert(Tangent tangent) {
  const auto place = std::lower_bound(tangents_.begin(), tangents_.end(), tangent.x,
                                      [](const Tangent& a, double x) { return a.x < x; });
  if (place != tangents_.end() && place->x == tangent.x) return true;
  const auto require = [&](double x, double value, const Tangent& over) {
    const double excess = value - along(over, x);
    if (excess > tolerance(value)) stop(Stop::not_concave, x, excess);
  };
  if (place != tangents_.begin()) {
    require(tangent.x, tangent.value, place[-1]);
    require(place[-1].x, place[-1].value, tangent);
  }
  if (place != tangents_.end()) {
    require(tangent.x, tangent.value, *place);
    require(place->x, place->value, tangent);
  }
  tangents_.insert(place, tangent);
  return info_.stop == Stop::none;
}

void AdaptiveRejection::stop(Stop why, double x, double excess) {
  info_.stop = why;
  info_.offending_x = x;
  info_.excess = excess;
}

void AdaptiveRejection::rebuild() {
  const std::size_t count = tangents_.size();
  breaks_.assign(count + 1, options_.low);
  breaks_.back() = options_.high;
  for (std::size_t j = 1; j < count; ++j) breaks_[j] = crossing(tangents_[j - 1], tangents_[j]);
  // The mass under a tangent is that of an exponential from its higher end downwards.
  std::vector<double> peak(count);
  for (std::size_t j = 0; j < count; ++j) {
    peak[j] = along(tangents_[j], tangents_[j].slope > 0 ? breaks_[j + 1] : breaks_[j]);
    // A flat one between infinite ends does not occur; one that is flat at a finite end is right at its point.
    if (tangents_[j].slope == 0) peak[j] = tangents_[j].value;
  }
  const double top = *std::max_element(peak.begin(), peak.end());
  cumulative_.assign(count, 0);
  double total = 0;
  for (std::size_t j = 0; j < count; ++j) {
    const double rate = std::abs(tangents_[j].slope);
    const double length = breaks_[j + 1] - breaks_[j];
    total += exp(peak[j] - top) * (length == kInf ? 1 / rate : length * mean_decay(rate * length));
    cumulative_[j] = total;
  }
}

/// The place below which the envelope has the part u of its mass.
AdaptiveRejection::Proposed AdaptiveRejection::propose(double u) const {
  const double wanted = u * cumulative_.back();
  const auto found = std::lower_bound(cumulative_.begin(), cumulative_.end() - 1, wanted);
  const auto j = static_cast<std::size_t>(found - cumulative_.begin());
  const double before = j > 0 ? cumulative_[j - 1] : 0;
  const double part = std::clamp((wanted - before) / (cumulative_[j] - before), 0.0, 1.0);
  const Tangent& tangent = tangents_[j];
  const double rate = std::abs(tangent.slope);
  const double length = breaks_[j + 1] - breaks_[j];
  const bool rises = tangent.slope > 0;
  // From the higher end: v of the mass lies within the distance -log(1 - v (1 - exp(-rate length))) / rate.
  const double v = rises ? 1 - part : part;
  const double t = rate * length;
  double distance = length == kInf ? -log1p(-v) / rate : t > 1e-12 ? -log1p(v * expm1(-t)) / rate : v * length;
  if (mutant("ars_flat_segments") && length < kInf) distance = v * length;
  double x = rises ? breaks_[j + 1] - distance : breaks_[j] + distance;
  x = std::clamp(x, breaks_[j], breaks_[j + 1]);

  // The chord under the log density, between the points of contact about x.
  const std::size_t right = x < tangent.x ? j : j + 1;
  double squeeze = -kInf;
  if (right > 0 && right < tangents_.size()) {
    const Tangent& a = tangents_[right - 1];
    const Tangent& b = tangents_[right];
    squeeze = a.value + (b.value - a.value) * ((x - a.x) / (b.x - a.x));
  }
  return {x, along(tangent, x), squeeze};
}

double AdaptiveRejection::log_envelope(double x) const {
  if (!(x >= options_.low && x <= options_.high)) return std::isnan(x) ? x : -kInf;
  const auto found = std::upper_bound(breaks_.begin() + 1, breaks_.end() - 1, x);
  return along(tangents_[static_cast<std::size_t>(found - breaks_.begin()) - 1], x);
}

std::optional<double> AdaptiveRejection::draw(Key key) {
  for (std::uint32_t attempt = 0; info_.stop == Stop::none; ++attempt) {
    const PhiloxBlock word = philox4x32_10({attempt, 0, static_cast<std::uint32_t>(Purpose::draw), 0}, key);
    const Proposed proposed = propose(unit(word[0], word[1]));
    const double log_height = log(unit(word[2], word[3])) + proposed.log_envelope;
    ++info_.proposals;
    if (log_height <= proposed.log_squeeze) return proposed.x;
    const Tangent found = touch(proposed.x);
    if (std::isnan(found.value)) {
      stop(Stop::not_a_number, found.x, found.value);
    } else if (found.value > proposed.log_envelope + tolerance(found.value)) {
      stop(Stop::not_concave, found.x, found.value - proposed.log_envelope);
    } else if (found.value < proposed.log_squeeze - tolerance(found.value)) {
      stop(Stop::not_concave, found.x, proposed.log_squeeze - found.value);
    } else {
      // A point where the density is 0 or has a corner can be rejected or accepted, but is no point of contact.
      const bool touches = std::isfinite(found.value) && std::isfinite(found.slope);
      if (touches && tangents_.size() < options_.most_points && insert(found)) rebuild();
      if (info_.stop == Stop::none && log_height <= found.value) return proposed.x;
    }
  }
  return std::nullopt;
}

void AdaptiveRejection::sample(std::span<double> out) {
  for (double& value : out) {
    const std::optional<double> drawn = info_.stop == Stop::none ? draw(fold_in(key_, info_.accepted)) : std::nullopt;
    info_.accepted += drawn ? 1 : 0;
    value = drawn.value_or(std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace tractable
