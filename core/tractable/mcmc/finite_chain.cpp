#include "tractable/mcmc/finite_chain.hpp"

#include <algorithm>
#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/linalg/symmetric_eigen.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {

namespace {

constexpr const char* kWhere = "finite_chain";
constexpr std::size_t kMostStates = 512;
constexpr double kRowTolerance = 1e-9;
constexpr double kBalanceTolerance = 1e-10;

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.cols; ++k) {
      for (std::size_t j = 0; j < b.cols; ++j) c(i, j) += a(i, k) * b(k, j);
    }
  }
  return c;
}

/// Divides each row by its sum.
void normalise_rows(Matrix& p) {
  for (std::size_t i = 0; i < p.rows; ++i) {
    const double total = sum(p.row(i));
    for (std::size_t j = 0; j < p.cols; ++j) p(i, j) /= total;
  }
}

void require_law(std::span<const double> law, std::size_t states) {
  if (law.size() != states) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the law has ", law.size(), " probabilities; there are ", states,
                " states");
  }
  for (std::size_t i = 0; i < states; ++i) {
    if (!std::isfinite(law[i]) || law[i] < 0) {
      throw_error(ErrorCode::invalid_argument, kWhere, "the law's probability ", i, " is ", law[i]);
    }
  }
  if (std::abs(sum(law) - 1) > kRowTolerance) {
    throw_error(ErrorCode::invalid_argument, kWhere, "the law adds up to ", sum(law), "; it must to 1");
  }
}

/// Eliminates the states from the last on (those of `states` only), without a subtraction; pi of each.
std::vector<double> eliminate(const Matrix& p, const std::vector<std::size_t>& states) {
  const std::size_t n = states.size();
  Matrix a(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) a(i, j) = p(states[i], states[j]);
  }
  for (std::size_t k = n; k-- > 1;) {
    double out = 0;
    for (std::size_t j = 0; j < k; ++j) out += a(k, j);
    for (std::size_t i = 0; i < k; ++i) {
      a(i, k) /= out;
      for (std::size_t j = 0; j < k; ++j) a(i, j) += a(i, k) * a(k, j);
    }
  }
  std::vector<double> pi{1};
  double total = 1;
  for (std::size_t k = 1; k < n; ++k) {
    double in = 0;
    for (std::size_t i = 0; i < k; ++i) in += pi[i] * a(i, k);
    pi.push_back(in);
    total += in;
  }
  for (double& each : pi) each /= total;
  return pi;
}

}  // namespace

FiniteChain::FiniteChain(MatrixView p) {
  if (p.rows == 0 || p.rows != p.cols) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "p is ", p.rows, " by ", p.cols, "; it must be square");
  }
  if (p.rows > kMostStates) {
    throw_error(ErrorCode::too_large, kWhere, p.rows, " states; at most ", kMostStates, " are allowed");
  }
  require_matrix(p, kWhere, "p");
  p_ = Matrix(p.rows, p.cols);
  for (std::size_t i = 0; i < p.rows; ++i) {
    for (std::size_t j = 0; j < p.cols; ++j) {
      if (p(i, j) < 0) {
        throw_error(ErrorCode::invalid_argument, kWhere, "p(", i, ", ", j, ") is ", p(i, j), ", below 0");
      }
    }
    const double total = sum(p.row(i));
    if (std::abs(total - 1) > kRowTolerance) {
      throw_error(ErrorCode::invalid_argument, kWhere, "row ", i, " adds up to ", total, "; it must to 1");
    }
  }
  p_.values.assign(p.values.begin(), p.values.end());
  normalise_rows(p_);
}

std::vector<bool> FiniteChain::reached(std::size_t state, bool backwards) const {
  std::vector<bool> found(size());
  std::vector<std::size_t> open{state};
  found[state] = true;
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    for (std::size_t j = 0; j < size(); ++j) {
      if (found[j] || !((backwards ? p_(j, i) : p_(i, j)) > 0)) continue;
      found[j] = true;
      open.push_back(j);
    }
  }
  return found;
}

std::vector<double> FiniteChain::stationary() const {
  // A set without a way out: from any state on to one that cannot come back, until there is none.
  std::vector<bool> closed = reached(0, false), into = reached(0, true);
  for (std::size_t i = 0; i < size(); ++i) {
    if (!closed[i] || into[i]) continue;
    closed = reached(i, false);
    into = reached(i, true);
    i = static_cast<std::size_t>(-1);
  }
  std::vector<std::size_t> states;
  for (std::size_t i = 0; i < size(); ++i) {
    if (closed[i]) states.push_back(i);
    if (!into[i]) {
      throw_error(ErrorCode::invalid_argument, kWhere, "there are several stationary laws: no way leads from state ", i,
                  " to state ", std::ranges::find(closed, true) - closed.begin(), ", nor back");
    }
  }
  const std::vector<double> within = eliminate(p_, states);
  std::vector<double> pi(size());
  for (std::size_t k = 0; k < states.size(); ++k) pi[states[k]] = within[k];
  return pi;
}

double FiniteChain::detailed_balance_defect(std::span<const double> pi) const {
  require_law(pi, size());
  double worst = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) worst = std::max(worst, std::abs(pi[i] * p_(i, j) - pi[j] * p_(j, i)));
  }
  return worst;
}

Matrix FiniteChain::power(std::uint64_t t) const {
  Matrix result(size(), size());
  for (std::size_t i = 0; i < size(); ++i) result(i, i) = 1;
  for (Matrix square = p_; t > 0; t /= 2) {
    if (t % 2 == 1) result = product(result, square);
    if (t == 1) break;
    square = product(square, square);
    normalise_rows(square);  // every squaring doubles what rounding made of the sums
  }
  return result;
}

std::vector<double> FiniteChain::law_after(std::span<const double> law, std::uint64_t t) const {
  require_law(law, size());
  const std::uint64_t few = size() * 64;  // below, stepping is the cheaper way
  if (t > few) return multiply_transposed(power(t), law);
  std::vector<double> now(law.begin(), law.end());
  for (; t > 0; --t) now = multiply_transposed(p_, now);
  return now;
}

std::vector<double> FiniteChain::eigenvalues() const {
  const std::vector<double> pi = stationary();
  const double defect = detailed_balance_defect(pi);
  if (defect > kBalanceTolerance) {
    throw_error(ErrorCode::invalid_argument, kWhere, "the chain is not reversible (detailed balance is broken by ",
                defect, "), its eigenvalues need not be real");
  }
  Matrix symmetric(size(), size());
  for (std::size_t i = 0; i < size(); ++i) {
    if (pi[i] == 0) throw_error(ErrorCode::invalid_argument, kWhere, "state ", i, " has probability 0");
    // sqrt(pi_i / pi_j) P_ij, which detailed balance makes symmetric: the geometric mean of both sides.
    for (std::size_t j = 0; j <= i; ++j) symmetric(i, j) = symmetric(j, i) = std::sqrt(p_(i, j) * p_(j, i));
  }
  return symmetric_eigen(symmetric).values;
}

double FiniteChain::second_eigenvalue_modulus() const {
  const std::vector<double> values = eigenvalues();
  if (values.size() == 1) return 0;
  return std::max(std::abs(values.front()), std::abs(values[values.size() - 2]));
}

std::vector<std::uint32_t> FiniteChain::path(Key key, std::uint32_t state, std::size_t n, std::uint64_t begin) const {
  if (state >= size()) {
    throw_error(ErrorCode::invalid_argument, kWhere, "state is ", state, "; there are ", size(), " states");
  }
  std::vector<double> u(n);
  fill_uniform(key, u, begin);
  std::vector<std::uint32_t> path(n);
  for (std::size_t t = 0; t < n; ++t) {
    const std::span<const double> row = p_.row(state);
    double below = 0;
    std::uint32_t next = 0, last = state;
    for (; next < row.size(); ++next) {
      if (row[next] == 0) continue;
      last = next;
      below += row[next];
      if (u[t] < below) break;
    }
    state = path[t] = last;  // where rounding left the sum below u, the last possible one
  }
  return path;
}

FiniteChain metropolis_chain(std::span<const double> pi, MatrixView q, bool hastings) {
  const FiniteChain proposal(q);
  const std::size_t n = proposal.size();
  if (pi.size() != n) {
    throw_error(ErrorCode::shape_mismatch, "metropolis_chain", "pi has ", pi.size(), " numbers; q has ", n, " states");
  }
  for (const double each : pi) require_positive(each, "metropolis_chain", "pi");
  Matrix p(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    double leaving = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const double there = proposal.matrix()(i, j), back = proposal.matrix()(j, i);
      if (j == i || there == 0) continue;
      const bool weighs = hastings && !mutant("metropolis_chain_without_hastings");
      const double ratio = weighs ? pi[j] * back / (pi[i] * there) : pi[j] / pi[i];
      p(i, j) = there * std::min(1.0, ratio);
      leaving += p(i, j);
    }
    p(i, i) = std::max(0.0, 1 - leaving);
  }
  return FiniteChain(p);
}

double total_variation(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw_error(ErrorCode::shape_mismatch, "total_variation", "the laws have ", a.size(), " and ", b.size(),
                " probabilities");
  }
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += std::abs(a[i] - b[i]);
  return total / 2;
}

}  // namespace tractable
