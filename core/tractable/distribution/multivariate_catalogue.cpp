#include "tractable/distribution/multivariate_catalogue.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/distribution/dirichlet.hpp"
#include "tractable/distribution/gaussian_mixture.hpp"
#include "tractable/distribution/lkj_cholesky.hpp"
#include "tractable/distribution/mixture.hpp"
#include "tractable/distribution/multinomial.hpp"
#include "tractable/distribution/multivariate_normal.hpp"

namespace tractable {
namespace {

using Lists = std::span<const std::vector<double>>;
using Made = std::unique_ptr<Multivariate>;
template <std::size_t N>
using Names = std::array<std::string_view, N>;

/// A list as a (rows, cols) matrix.
MatrixView matrix_of(std::span<const double> list, std::size_t rows, std::size_t cols, const char* where,
                     const char* name) {
  if (list.size() == rows * cols) return {list, rows, cols};
  throw_error(ErrorCode::shape_mismatch, where, name, " has ", list.size(), " numbers; it must have ", rows, " x ",
              cols);
}

Made make_dirichlet(Lists p) { return std::make_unique<Dirichlet>(p[0]); }

Made make_gaussian_mixture(Lists p) {
  constexpr const char* kWhere = "gaussian_mixture";
  const std::size_t count = p[0].size(), d = count == 0 ? 0 : p[1].size() / count;
  const MatrixView means = matrix_of(p[1], count, d, kWhere, "means");
  const MatrixView covariances = matrix_of(p[2], count, d * d, kWhere, "covariances");
  std::vector<MultivariateNormal> components;
  for (std::size_t k = 0; k < count; ++k) {
    components.emplace_back(means.row(k), MatrixView{covariances.row(k), d, d});
  }
  return std::make_unique<GaussianMixture>(p[0], std::move(components));
}

Made make_lkj_cholesky(Lists p) {
  constexpr const char* kWhere = "lkj_cholesky";
  for (std::size_t k = 0; k < 2; ++k) {
    if (p[k].size() == 1) continue;
    throw_error(ErrorCode::shape_mismatch, kWhere, k == 0 ? "n" : "eta", " has ", p[k].size(),
                " numbers; it must have 1");
  }
  const double n = p[0][0];
  if (!(n >= 2 && n <= 32 && std::trunc(n) == n)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "n is ", n, "; it must be a whole number, 2 ... 32");
  }
  return std::make_unique<LkjCholesky>(static_cast<std::size_t>(n), p[1][0]);
}

Made make_multinomial(Lists p) {
  if (p[0].size() != 1) {
    throw_error(ErrorCode::shape_mismatch, "multinomial", "n has ", p[0].size(), " numbers; it must have 1");
  }
  return std::make_unique<Multinomial>(p[0][0], p[1]);
}

Made make_multivariate_normal(Lists p) {
  const std::size_t d = p[0].size();
  return std::make_unique<MultivariateNormal>(p[0], matrix_of(p[1], d, d, "multivariate_normal", "covariance"));
}

Made make_multivariate_normal_diagonal(Lists p) {
  return std::make_unique<MultivariateNormal>(MultivariateNormal::diagonal(p[0], p[1]));
}

constexpr Names<1> kDirichlet{"alpha"};
constexpr Names<3> kMixture{"weights", "means", "covariances"};
constexpr Names<2> kLkj{"n", "eta"};
constexpr Names<2> kMultinomial{"n", "p"};
constexpr Names<2> kNormal{"mean", "covariance"};
constexpr Names<2> kDiagonal{"mean", "sigma"};
constexpr std::array kRows{
    MultivariateRow{"dirichlet", kDirichlet, &make_dirichlet},
    MultivariateRow{"gaussian_mixture", kMixture, &make_gaussian_mixture},
    MultivariateRow{"lkj_cholesky", kLkj, &make_lkj_cholesky},
    MultivariateRow{"multinomial", kMultinomial, &make_multinomial},
    MultivariateRow{"multivariate_normal", kNormal, &make_multivariate_normal},
    MultivariateRow{"multivariate_normal_diagonal", kDiagonal, &make_multivariate_normal_diagonal},
};

constexpr Names<2> kLogits{"x", "logits"};
constexpr Names<2> kAlpha{"x", "alpha"};
constexpr Names<2> kEta{"x", "eta"};
constexpr Names<4> kMixtureOperands{"x", "logits", "mu", "scale_tril"};
constexpr Names<2> kParts{"logits", "log_prob"};
constexpr Names<3> kCounts{"x", "n", "logits"};
constexpr Names<3> kFull{"x", "mu", "scale_tril"};
constexpr Names<3> kFullNoise{"z", "mu", "scale_tril"};
constexpr Names<3> kIndependent{"x", "mu", "sigma"};
constexpr Names<3> kIndependentNoise{"z", "mu", "sigma"};

using Built = std::vector<Expr>;
using Operands = const BuilderCall&;
constexpr std::array kBuilders{
    BuilderRow{"categorical.log_prob",
               kLogits,
               {},
               [](Operands c) -> Built { return {categorical_log_prob(c.operands[0], c.operands[1])}; }},
    BuilderRow{"dirichlet.log_prob",
               kAlpha,
               {},
               [](Operands c) -> Built { return {dirichlet_log_prob(c.operands[0], c.operands[1])}; }},
    BuilderRow{"gaussian_mixture.log_prob",
               kMixtureOperands,
               {},
               [](Operands c) -> Built {
                 return {gaussian_mixture_log_prob(c.operands[0], c.operands[1], c.operands[2], c.operands[3])};
               }},
    BuilderRow{"lkj_cholesky.log_prob",
               kEta,
               {},
               [](Operands c) -> Built { return {lkj_cholesky_log_prob(c.operands[0], c.operands[1])}; }},
    BuilderRow{"mixture.log_prob",
               kParts,
               {},
               [](Operands c) -> Built { return {mixture_log_prob(c.operands[0], c.operands.subspan(1))}; },
               true},
    BuilderRow{"multinomial.log_prob",
               kCounts,
               {},
               [](Operands c) -> Built { return {multinomial_log_prob(c.operands[0], c.operands[1], c.operands[2])}; }},
    BuilderRow{"multivariate_normal.log_prob",
               kFull,
               {},
               [](Operands c) -> Built {
                 return {multivariate_normal_log_prob(c.operands[0], c.operands[1], c.operands[2])};
               }},
    BuilderRow{
        "multivariate_normal.sample",
        kFullNoise,
        {},
        [](Operands c) -> Built { return {multivariate_normal_sample(c.operands[0], c.operands[1], c.operands[2])}; }},
    BuilderRow{"multivariate_normal_diagonal.log_prob",
               kIndependent,
               {},
               [](Operands c) -> Built {
                 return {multivariate_normal_diagonal_log_prob(c.operands[0], c.operands[1], c.operands[2])};
               }},
    BuilderRow{"multivariate_normal_diagonal.sample",
               kIndependentNoise,
               {},
               [](Operands c) -> Built {
                 return {multivariate_normal_diagonal_sample(c.operands[0], c.operands[1], c.operands[2])};
               }},
};

}  // namespace

std::span<const MultivariateRow> multivariate_rows() { return kRows; }

std::unique_ptr<Multivariate> make_multivariate(std::string_view name,
                                                std::span<const std::vector<double>> parameters) {
  const auto row = std::ranges::find(kRows, name, &MultivariateRow::name);
  if (row == kRows.end()) {
    std::string names;
    for (const MultivariateRow& each : kRows) names += text(names.empty() ? "" : ", ", each.name);
    throw_error(ErrorCode::unknown_name, "multivariate", "there is no ", name, "; there are ", names);
  }
  if (parameters.size() != row->parameters.size()) {
    throw_error(ErrorCode::invalid_argument, name, "there are ", parameters.size(), " lists of parameters; it has ",
                row->parameters.size());
  }
  return row->make(parameters);
}

std::span<const BuilderRow> multivariate_builders() { return kBuilders; }

}  // namespace tractable
