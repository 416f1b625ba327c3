#include "tractable/target/mixture_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLogTwoPi = 1.83787706640934548356;
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr const char* kWhere = "mixture_model";

/// The label as a place, or `components` if it is none.
std::size_t place_of(double label, std::size_t components) {
  return label >= 0 && label < static_cast<double>(components) ? static_cast<std::size_t>(label) : components;
}

double distance_squared(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

}  // namespace

/// What the conditionals are made of, computed into arrays that are kept.
class MixtureModel::Scratch {
 public:
  explicit Scratch(std::shared_ptr<const Data> data)
      : data_(std::move(data)),
        counts(data_->components),
        sums(data_->components * data_->x.cols),
        log_weights(data_->components),
        u(data_->x.rows),
        terms(data_->components * data_->x.rows) {}

  [[nodiscard]] const Data& data() const { return *data_; }
  [[nodiscard]] std::span<const double> mu(std::span<const double> position, std::size_t k) const {
    return position.subspan(k * data_->x.cols, data_->x.cols);
  }
  [[nodiscard]] std::span<const double> z(std::span<const double> position) const {
    return position.last(data_->x.rows);
  }
  [[nodiscard]] std::size_t pi_begin() const { return data_->components * data_->x.cols; }

  /// n_k and the sums of x.
  void count(std::span<const double> position) {
    std::ranges::fill(counts, 0);
    std::ranges::fill(sums, 0);
    const std::size_t d = data_->x.cols;
    const std::span<const double> labels = z(position);
    // The fault of counts that lag by one point behind the labels.
    for (std::size_t i = mutant("mixture_stale_count") ? 1 : 0; i < labels.size(); ++i) {
      const std::size_t k = place_of(labels[i], data_->components);
      if (k == data_->components) continue;
      counts[k] += 1;
      for (std::size_t j = 0; j < d; ++j) sums[k * d + j] += data_->x(i, j);
    }
  }
  /// n_k + sigma^2 / s0^2.
  [[nodiscard]] double weight(std::size_t k) const {
    const double ratio = data_->sigma / data_->prior_sd;
    return counts[k] + (mutant("mixture_forgets_prior") ? 1e-9 : ratio * ratio);
  }
  void take_log_weights(std::span<const double> position) {
    std::ranges::copy(position.subspan(pi_begin(), log_weights.size()), log_weights.begin());
    log(log_weights, log_weights);
  }
  /// log pi_k N(x_i; mu_k, sigma^2) without its constant into `out` (K), and the largest.
  double exponents(std::size_t i, std::span<const double> position, std::span<double> out) const {
    const double inverse = -0.5 / (data_->sigma * data_->sigma);
    double top = -kInf;
    for (std::size_t k = 0; k < out.size(); ++k) {
      out[k] = log_weights[k] + inverse * distance_squared(data_->x.row(i), mu(position, k));
      top = std::max(top, out[k]);
    }
    return top;
  }
  /// For every point exp(exponents - the largest), into terms (n K), in one call of exp; f(i, the largest) as well.
  template <class F>
  void take_terms(std::span<const double> position, F f) {
    const std::size_t count = data_->components;
    take_log_weights(position);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const std::span<double> own = std::span(terms).subspan(i * count, count);
      const double top = exponents(i, position, own);
      for (double& value : own) value -= top;
      f(top);
    }
    exp(terms, terms);
  }

 private:
  std::shared_ptr<const Data> data_;

 public:
  std::vector<double> counts, sums, log_weights, u, terms;
};

MixtureModel::MixtureModel(MatrixView x, const Options& options) {
  require_matrix(x, kWhere, "x");
  if (options.components < 2 || options.components > 100) {
    throw_error(ErrorCode::invalid_argument, kWhere, "components is ", options.components,
                "; it must lie between 2 and 100");
  }
  if (x.values.empty()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x is (", x.rows, ", ", x.cols, "); there must be data");
  }
  require_positive(options.sigma, kWhere, "sigma");
  require_positive(options.prior_sd, kWhere, "prior_sd");
  std::vector<double> alpha = options.alpha;
  if (alpha.empty()) alpha.assign(options.components, 1.0);
  if (alpha.size() != options.components) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", alpha.size(), " alphas and ", options.components,
                " components");
  }
  for (const double a : alpha) require_positive(a, kWhere, "alpha");
  Matrix data(x.rows, x.cols);
  std::ranges::copy(x.values, data.values.begin());
  data_ = std::make_shared<const Data>(
      Data{options.components, options.sigma, options.prior_sd, std::move(alpha), std::move(data)});
}

std::vector<std::string> MixtureModel::names() const {
  std::vector<std::string> all;
  const std::size_t d = data_->x.cols;
  for (std::size_t k = 0; k < pi_begin(); ++k) {
    all.push_back(d == 1 ? text("mu", k + 1) : text("mu", k / d + 1, "_", k % d + 1));
  }
  for (std::size_t k = 0; k < components(); ++k) all.push_back(text("pi", k + 1));
  for (std::size_t i = 0; i < points(); ++i) all.push_back(text("z", i + 1));
  return all;
}

void MixtureModel::require_position(std::span<const double> position) const {
  if (position.size() != dim()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "position has ", position.size(), " numbers; the dimension is ",
                dim());
  }
}

MixtureModel::MeanLaw MixtureModel::mean_given(std::size_t k, std::span<const double> position) const {
  require_position(position);
  if (k >= components()) {
    throw_error(ErrorCode::invalid_argument, kWhere, "k is ", k, "; there are ", components(), " components");
  }
  Scratch scratch(data_);
  scratch.count(position);
  const std::size_t d = data_->x.cols;
  const auto first = scratch.sums.begin() + static_cast<std::ptrdiff_t>(k * d);
  MeanLaw law{{first, first + static_cast<std::ptrdiff_t>(d)},
              data_->sigma * data_->sigma / scratch.weight(k),
              scratch.counts[k]};
  for (double& mean : law.mean) mean /= scratch.weight(k);
  return law;
}

std::vector<double> MixtureModel::weights_given(std::span<const double> position) const {
  require_position(position);
  Scratch scratch(data_);
  scratch.count(position);
  for (std::size_t k = 0; k < components(); ++k) scratch.counts[k] += data_->alpha[k];
  return scratch.counts;
}

void MixtureModel::responsibilities(std::size_t i, std::span<const double> position, std::span<double> out) const {
  require_position(position);
  if (i >= points() || out.size() != components()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "point ", i, " of ", points(), " was asked for, with room for ",
                out.size(), " of ", components(), " numbers");
  }
  Scratch scratch(data_);
  scratch.take_log_weights(position);
  const double top = scratch.exponents(i, position, out);
  for (double& value : out) value -= top;
  exp(out, out);
  double total = 0;
  for (const double value : out) total += value;
  for (double& value : out) value /= total;
}

double MixtureModel::log_likelihood(std::span<const double> position) const {
  require_position(position);
  Scratch scratch(data_);
  double total = 0;
  scratch.take_terms(position, [&total](double top) { total += top; });
  for (std::size_t i = 0; i < points(); ++i) {
    double each = 0;
    for (std::size_t k = 0; k < components(); ++k) each += scratch.terms[i * components() + k];
    total += log(each);
  }
  const auto numbers = static_cast<double>(data_->x.values.size());
  return total - numbers * (0.5 * kLogTwoPi + log(data_->sigma));
}

double MixtureModel::log_joint(std::span<const double> position) const {
  require_position(position);
  Scratch scratch(data_);
  scratch.take_log_weights(position);
  const std::span<const double> pi = position.subspan(pi_begin(), components());
  double total = 0, whole = 0, alphas = 0;
  for (std::size_t k = 0; k < components(); ++k) {
    if (!(pi[k] > 0)) return std::isnan(pi[k]) ? pi[k] : -kInf;
    whole += pi[k];
    alphas += data_->alpha[k];
    total += (data_->alpha[k] - 1) * scratch.log_weights[k] - lgamma(data_->alpha[k]);
  }
  if (std::abs(whole - 1) > 1e-9) return -kInf;
  total += lgamma(alphas);
  for (std::size_t j = 0; j < pi_begin(); ++j) {
    const double standard = position[j] / data_->prior_sd;
    total += -0.5 * (standard * standard + kLogTwoPi) - log(data_->prior_sd);
  }
  const double variance = data_->sigma * data_->sigma, d = static_cast<double>(data_->x.cols);
  const double constant = -d * (0.5 * kLogTwoPi + log(data_->sigma));
  for (std::size_t i = 0; i < points(); ++i) {
    const std::size_t k = place_of(position[z_begin() + i], components());
    if (k == components()) return -kInf;
    total +=
        scratch.log_weights[k] + constant - 0.5 * distance_squared(data_->x.row(i), scratch.mu(position, k)) / variance;
  }
  return total;
}

std::vector<ConditionalBlock> MixtureModel::blocks() const {
  const auto draw_z = [scratch = Scratch(data_)](Key key, std::uint64_t t, std::span<double> position) mutable {
    const std::size_t n = scratch.u.size(), count = scratch.counts.size();
    const std::span<double> z = position.last(n);
    scratch.take_terms(position, [](double) {});
    fill_uniform(key, std::span(scratch.u), t * n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::span<double> sums = std::span(scratch.terms).subspan(i * count, count);
      double total = 0;
      for (double& value : sums) value = total += value;
      std::size_t k = 0;
      while (k + 1 < count && !(scratch.u[i] * total < sums[k])) ++k;
      // Of weights that are no numbers no label is right.
      z[i] = std::isnan(total) ? total : static_cast<double>(k);
    }
  };
  const auto draw_mu = [scratch = Scratch(data_)](Key key, std::uint64_t t, std::span<double> position) mutable {
    scratch.count(position);
    const std::size_t d = scratch.data().x.cols;
    const std::span<double> mu = position.first(scratch.sums.size());
    fill_normal(key, mu, t * mu.size());
    for (std::size_t j = 0; j < mu.size(); ++j) {
      const double weight = scratch.weight(j / d);
      mu[j] = scratch.sums[j] / weight + scratch.data().sigma / std::sqrt(weight) * mu[j];
    }
  };
  const auto draw_pi = [scratch = Scratch(data_)](Key key, std::uint64_t t, std::span<double> position) mutable {
    scratch.count(position);
    const std::span<double> pi = position.subspan(scratch.pi_begin(), scratch.counts.size());
    double top = -kInf, total = 0;
    for (std::size_t k = 0; k < pi.size(); ++k) {
      const double shape = scratch.data().alpha[k] + (mutant("mixture_pi_from_prior") ? 0 : scratch.counts[k]);
      detail::sample_log_gamma(shape, split_at(key, k), pi.subspan(k, 1), t);
      top = std::max(top, pi[k]);
    }
    for (double& value : pi) value -= top;
    exp(pi, pi);
    for (const double value : pi) total += value;
    for (double& value : pi) value /= total;
  };
  return {
      {"z", z_begin(), points(), draw_z}, {"mu", 0, pi_begin(), draw_mu}, {"pi", pi_begin(), components(), draw_pi}};
}

}  // namespace tractable
