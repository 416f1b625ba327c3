#include "tractable/target/model/law_draws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/distribution/dirichlet.hpp"
#include "tractable/distribution/lkj_cholesky.hpp"
#include "tractable/distribution/multinomial.hpp"
#include "tractable/distribution/multivariate_normal.hpp"
#include "tractable/distribution/probabilities.hpp"
#include "tractable/distribution/univariate.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"

namespace tractable::detail {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool allows(Domain domain, double value) {
  if (!std::isfinite(value)) return false;
  switch (domain) {
    case Domain::positive:
      return value > 0;
    case Domain::probability:
      return value >= 0 && value <= 1;
    case Domain::count:
      return value >= 0 && value <= 0x1p53 && std::trunc(value) == value;
    case Domain::real:
      break;
  }
  return true;
}

/// What Univariate would throw for is a number that went wrong here.
bool is_valid(const Family& family, ParameterValues p) {
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (!allows(family.parameters[k].domain, p[k])) return false;
  }
  try {
    if (family.check != nullptr) family.check(p);
  } catch (const Error&) {
    return false;
  }
  return true;
}

double uniform_at(Key key, std::uint64_t i) {
  double u = 0;
  fill_uniform(key, {&u, 1}, i);
  return u;
}

bool all_of(std::span<const double> values, Domain domain) {
  return std::ranges::all_of(values, [domain](double each) { return allows(domain, each); });
}

}  // namespace

double quantile_between(const Family& family, ParameterValues p, double low, double high, double u) {
  const Univariate law(family, p);
  if (family.discrete) {
    low = -std::floor(-low) - 1;  // P(X > low) is that of what is left
    high = std::floor(high);
  }
  if (!(low < high)) return kNan;
  // By the tail in which more digits are left.
  const bool upper = law.sf(low) < 0.5;
  const double from = upper ? law.sf(low) : law.cdf(low), to = upper ? law.sf(high) : law.cdf(high);
  if (from == to) return kNan;
  const double at = from + u * (to - from);
  const double x = upper ? law.isf(at) : law.ppf(at);
  return std::clamp(x, family.discrete ? low + 1 : low, high);
}

LawDraws::LawDraws(const Law& law, const LawSize& size, Graph& graph, Expr low, Expr high)
    : law_(law),
      numbers_(static_cast<std::size_t>(size.rows) * static_cast<std::size_t>(size.cols)),
      values_(static_cast<std::size_t>(term_count(law, size))),
      cols_(static_cast<std::size_t>(size.cols)) {
  if (law.kind == Law::Kind::truncated) {
    if (law.low) low = low.exists() ? max(low, law.parameters[0]) : law.parameters[0];
    if (law.high) high = high.exists() ? min(high, law.parameters.back()) : law.parameters.back();
    law_ = law.parts[0];
  }
  low_ = low.exists();
  high_ = high.exists();
  const auto width = static_cast<Dim>(numbers_);
  if (law_.kind == Law::Kind::mixture) {
    const auto parts = static_cast<Dim>(law_.parts.size());
    need(exp(log_softmax(law_.parameters[0], parts)));
    for (const Law& part : law_.parts) parts_.emplace_back(part, size, graph, low, high);
    return;
  }
  if (law_.kind == Law::Kind::rows) {
    need_rows(graph, size);
    return;
  }
  const bool is_between = low_ || high_;
  if (law_.kind == Law::Kind::univariate && law_.family->pathwise != nullptr && !is_between) {
    noise_ = graph.input({kBatch, width});
    need(expand(law_.family->pathwise(noise_, law_.parameters), {kBatch, width}));
    return;
  }
  for (const Expr p : law_.parameters) need(p);
  if (low_) need(low);
  if (high_) need(high);
}

void LawDraws::need_rows(Graph& graph, const LawSize& size) {
  if (law_.name == "multivariate_normal" || law_.name == "multivariate_normal_diagonal") {
    noise_ = graph.input({kBatch, static_cast<Dim>(numbers_)});
    std::vector<Expr> paths;
    for (Dim k = 0; k < static_cast<Dim>(values_); ++k) {
      const std::vector<Expr> o = value_operands(law_, slice(noise_, k * size.cols, size.cols), k, size);
      paths.push_back(law_.name == "multivariate_normal" ? multivariate_normal_sample(o[0], o[1], o[2])
                                                         : multivariate_normal_diagonal_sample(o[0], o[1], o[2]));
    }
    return need(concat(paths));
  }
  if (law_.name == "categorical") return need(exp(log_softmax(law_.parameters[0], law_.classes)));
  for (std::size_t k = 0; k < law_.parameters.size(); ++k) {
    Expr p = law_.parameters[k];
    if (law_.name == "multinomial" && k == 1) {
      if (p.shape().cols == 1) p = expand(p, {p.shape().rows, size.cols});  // one for all
      p = exp(log_softmax(p, size.cols));
    }
    need(p);
  }
}

void LawDraws::need(Expr e) {
  needed_.push_back({expand(e, {kBatch, e.shape().cols}), {}, static_cast<std::size_t>(e.shape().cols)});
}

void LawDraws::add_outputs(std::vector<Expr>& outputs) const {
  for (const Needed& each : needed_) outputs.push_back(each.expr);
  for (const LawDraws& part : parts_) part.add_outputs(outputs);
}

void LawDraws::bind(Program<double>& program) {
  for (Needed& each : needed_) each.values = program.value(each.expr);
  if (noise_.exists()) noise_values_ = program.input(noise_);
  for (LawDraws& part : parts_) part.bind(program);
}

void LawDraws::fill_noise(Key key, std::uint64_t begin) {
  if (noise_.exists()) {
    if (law_.kind == Law::Kind::rows || law_.family->noise == Noise::normal) {
      fill_normal(key, noise_values_, begin * numbers_);
    } else {
      fill_uniform(key, noise_values_, begin * numbers_);
    }
  }
  for (std::size_t k = 0; k < parts_.size(); ++k) parts_[k].fill_noise(split_at(key, k + 1), begin);
}

void LawDraws::draw(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const {
  if (noise_.exists()) {
    std::ranges::copy(needed_[0].row(r), out.begin());
  } else if (law_.kind == Law::Kind::mixture) {
    draw_mixture(key, row, r, out);
  } else if (law_.kind == Law::Kind::rows) {
    draw_rows(key, row, r, out);
  } else if (low_ || high_) {
    draw_between(key, row, r, out);
  } else {
    draw_univariate(key, row, r, out);
  }
}

void LawDraws::draw_univariate(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const {
  std::vector<double> p(needed_.size());
  for (std::size_t j = 0; j < out.size(); ++j) {
    for (std::size_t k = 0; k < p.size(); ++k) p[k] = needed_[k].at(r, j);
    out[j] = kNan;
    const Key own = split_at(key, mutant("model_draws_one_number") ? 0 : j);
    if (is_valid(*law_.family, p)) law_.family->sample(p, own, out.subspan(j, 1), row);
  }
}

void LawDraws::draw_between(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const {
  const std::size_t count = needed_.size() - (low_ ? 1 : 0) - (high_ ? 1 : 0);
  std::vector<double> p(count);
  for (std::size_t j = 0; j < out.size(); ++j) {
    for (std::size_t k = 0; k < count; ++k) p[k] = needed_[k].at(r, j);
    const double low = low_ ? needed_[count].at(r, j) : -kInf, high = high_ ? needed_.back().at(r, j) : kInf;
    const double u = uniform_at(split_at(key, j), row);
    if (law_.kind == Law::Kind::flat) {
      out[j] = low + (high - low) * u;
    } else {
      out[j] = is_valid(*law_.family, p) ? quantile_between(*law_.family, p, low, high, u) : kNan;
    }
  }
}

void LawDraws::draw_rows(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const {
  const std::size_t width = out.size() / values_;
  /// Of one value.
  const auto mine = [&](std::size_t k, std::size_t v, std::size_t own) {
    const auto all = needed_[k].row(r);
    return all.size() > own ? all.subspan(v * own, own) : all;
  };
  for (std::size_t v = 0; v < values_; ++v) {
    const auto to = out.subspan(v * width, width);
    const Key own = split_at(key, v);
    std::ranges::fill(to, kNan);
    if (law_.name == "categorical") {
      const auto p = mine(0, v, law_.classes == 0 ? needed_[0].width : static_cast<std::size_t>(law_.classes));
      if (all_of(p, Domain::probability)) {
        to[0] = static_cast<double>(category_of(ascending_sums(p), uniform_at(own, row)));
      }
    } else if (law_.name == "multinomial") {
      const double n = needed_[0].at(r, v);
      const auto p = mine(1, v, width);
      if (!allows(Domain::count, n) || !all_of(p, Domain::probability)) continue;
      if (width == 1) {
        to[0] = n;  // Multinomial has two categories or more
      } else {
        Multinomial(n, p).sample(own, to, row);
      }
    } else if (law_.name == "dirichlet") {
      const auto given = mine(0, v, width);
      const std::vector<double> alpha =
          given.size() == 1 ? std::vector<double>(width, given[0]) : std::vector<double>(given.begin(), given.end());
      if (!all_of(alpha, Domain::positive)) continue;
      if (width == 1) {
        to[0] = 1;
      } else {
        Dirichlet(alpha).sample(own, to, row);
      }
    } else if (law_.name == "lkj_cholesky") {
      const double eta = needed_[0].at(r, v);
      if (allows(Domain::positive, eta)) sample_lkj_cholesky(cols_, eta, own, to, row);
    }
  }
}

// Which part each value is of, from numbers of its own; all parts are drawn.
void LawDraws::draw_mixture(Key key, std::uint64_t row, std::size_t r, std::span<double> out) const {
  const std::size_t width = out.size() / values_, count = parts_.size();
  std::vector<std::vector<double>> draws(count, std::vector<double>(out.size()));
  for (std::size_t k = 0; k < count; ++k) parts_[k].draw(split_at(key, k + 1), row, r, draws[k]);
  const auto all = needed_[0].row(r);
  for (std::size_t v = 0; v < values_; ++v) {
    const auto p = all.size() > count ? all.subspan(v * count, count) : all;
    const auto to = out.subspan(v * width, width);
    std::ranges::fill(to, kNan);
    if (!all_of(p, Domain::probability)) continue;
    const std::size_t k = category_of(ascending_sums(p), uniform_at(split_at(split_at(key, 0), v), row));
    std::copy_n(draws[mutant("model_mixture_first_part") ? 0 : k].begin() + static_cast<std::ptrdiff_t>(v * width),
                width, to.begin());
  }
}

}  // namespace tractable::detail
