#include "tractable/distribution/multivariate.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/graph/graph.hpp"

namespace tractable {
namespace {

/// Rows of one run: what they need stays in the processor's cache.
std::size_t rows_of(std::size_t dimension) { return std::clamp<std::size_t>(4096 / dimension, 8, 256); }

}  // namespace

void Multivariate::require_rows(std::size_t size, const char* what) const {
  if (size % dimension() == 0) return;
  throw_error(ErrorCode::shape_mismatch, name(), what, " has ", size, " numbers; a row has ", dimension());
}

std::unique_ptr<Program<double>> detail::rows_program(std::size_t dimension, const std::function<Expr(Expr)>& build) {
  Graph graph;
  const Expr x[] = {graph.input({kBatch, static_cast<Dim>(dimension)})};
  const Expr outputs[] = {build(x[0])};
  // The spans by which they are found again: the graph is gone by then.
  return std::make_unique<Program<double>>(
      outputs, ProgramOptions{.batch = rows_of(dimension), .parameters = x, .gradients = outputs});
}

void Multivariate::log_prob(std::span<const double> x, std::span<double> y) const {
  require_rows(x.size(), "x");
  if (x.size() / dimension() != y.size()) {
    throw_error(ErrorCode::shape_mismatch, name(), "x has ", x.size() / dimension(), " rows and y ", y.size(),
                " numbers");
  }
  if (log_density_ == nullptr) {
    log_density_ = detail::rows_program(dimension(), [this](Expr rows) { return log_density(rows); });
  }
  const std::size_t block = log_density_->batch();
  for (std::size_t from = 0; from < y.size(); from += block) {
    const std::size_t n = std::min(block, y.size() - from);
    std::ranges::copy(x.subspan(from * dimension(), n * dimension()), log_density_->parameters().begin());
    log_density_->run();
    std::ranges::copy(log_density_->gradients().first(n), y.begin() + static_cast<std::ptrdiff_t>(from));
  }
}

double Multivariate::log_prob(std::span<const double> x) const {
  double y = 0;
  log_prob(x, std::span(&y, 1));
  return y;
}

void Multivariate::sample(Key key, std::span<double> out, std::uint64_t begin) const {
  require_rows(out.size(), "out");
  draw(key, out, begin);
}

double kl(const Multivariate& p, const Multivariate& q) {
  if (p.dimension() != q.dimension()) {
    throw_error(ErrorCode::shape_mismatch, "kl", "p has ", p.dimension(), " coordinates and q ", q.dimension());
  }
  const double value = p.kl_to(q);
  if (!std::isnan(value)) return value;
  throw_error(ErrorCode::invalid_argument, "kl", "there is no closed form for ", p.name(), " and ", q.name());
}

}  // namespace tractable
