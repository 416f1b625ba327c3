#include "tractable/target/zoo.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/target_lists.hpp"

namespace tractable {
namespace {

template <class Rows>
const auto& find(const Rows& rows, std::string_view name, std::string_view what) {
  std::string all;
  for (const auto& row : rows) {
    if (row.name == name) return row;
    all += text(all.empty() ? "" : ", ", row.name);
  }
  throw_error(ErrorCode::unknown_name, "target", what, " is \"", name, "\"; ",
              all.empty() ? "there is none" : "it must be one of ", all);
}

std::vector<std::string> names(std::size_t count, TargetOptions o, std::string (*name)(TargetOptions, std::size_t)) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(name != nullptr ? name(o, i) : text("x", i + 1));
  return all;
}

}  // namespace

std::span<const TargetRow> targets() {
  static const std::vector<TargetRow> kAll = [] {
    std::vector<TargetRow> all;
    for (const auto part : {detail::normal_targets(), detail::curved_targets(), detail::round_targets(),
                            detail::modes_and_tails(), detail::model_targets()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return kAll;
}

Target::Target(std::string_view name, std::span<const TargetSetting> settings) : row_(&find(targets(), name, "name")) {
  for (const TargetOption& option : row_->options) options_.push_back(option.usual);
  for (const TargetSetting& setting : settings) {
    const TargetOption& option = find(row_->options, setting.name, "option");
    require_finite(setting.value, "target", setting.name);
    if (!(setting.value >= option.low && setting.value <= option.high)) {
      throw_error(ErrorCode::invalid_argument, "target", setting.name, " is ", setting.value, "; it must lie between ",
                  option.low, " and ", option.high);
    }
    if (option.integer && setting.value != std::floor(setting.value)) {
      throw_error(ErrorCode::invalid_argument, "target", setting.name, " is ", setting.value,
                  "; it must be an integer");
    }
    options_[static_cast<std::size_t>(&option - row_->options.data())] = setting.value;
  }
}

std::vector<std::string> Target::coordinates() const { return names(dim(), options_, row_->coordinate); }

std::vector<std::string> Target::quantities() const {
  return names(dim(), options_, row_->quantity != nullptr ? row_->quantity : row_->coordinate);
}

TargetMoments Target::moments() const { return row_->moments != nullptr ? row_->moments(options_) : TargetMoments{}; }

Matrix Target::covariance() const {
  const std::vector<double> variance = moments().variance;
  if (variance.empty() || (row_->correlation == nullptr && variance.size() > 1)) return {};
  Matrix covariance(variance.size(), variance.size());
  for (std::size_t i = 0; i < variance.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double correlation = row_->correlation(options_, i, j);
      // Without correlation 0, though the variances may be infinite.
      const double both = correlation == 0 ? 0 : correlation * std::sqrt(variance[i]) * std::sqrt(variance[j]);
      covariance(i, j) = covariance(j, i) = both;
    }
    covariance(i, i) = variance[i];
  }
  return covariance;
}

double Target::log_normalizer() const {
  return row_->log_normalizer != nullptr ? row_->log_normalizer(options_) : std::numeric_limits<double>::quiet_NaN();
}

void Target::sample(Key key, std::span<double> rows, std::uint64_t begin) const {
  if (!has_draws()) {
    throw_error(ErrorCode::invalid_argument, "target", "\"", row_->name, "\" has no exact draws");
  }
  if (rows.size() % dim() != 0) {
    throw_error(ErrorCode::shape_mismatch, "target", "there is room for ", rows.size(), " numbers; rows of ", dim(),
                " are needed");
  }
  row_->sample(options_, key, rows, begin);
}

void detail::sample_standard(std::size_t dim, Key key, std::span<double> rows, std::uint64_t begin) {
  fill_normal(key, rows, begin * dim);
}

}  // namespace tractable
