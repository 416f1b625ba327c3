#include "tractable/vae/penalty.hpp"

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/vae/network.hpp"

namespace tractable {

using detail::mean_of_rows;

Expr l1_penalty(Expr code) { return mean_of_rows(abs(code)); }

Expr sparsity_penalty(Expr code, Expr rho) {
  const Expr hat = sum_rows(code) / code.graph->batch_size();
  const Expr off = (1 - rho) * (log(1 - rho) - log(1 - hat));
  if (mutant("vae_sparsity_one_sided")) return sum_cols(rho * (log(rho) - log(hat)));
  return sum_cols(rho * (log(rho) - log(hat)) + off);
}

Expr contractive_penalty_of_layer(const LayerStack& encoder, Expr x) {
  if (encoder.depth() != 1) {
    throw_error(ErrorCode::invalid_argument, "contractive_penalty_of_layer", "the encoder has ", encoder.depth(),
                " layers; the closed form is of one");
  }
  const Expr a = encoder.preactivation(x);
  const Expr weights = sum_rows(square(encoder.weight(0)));  // (1, d)
  if (encoder.last_activation().name == "identity") return sum(weights);
  const Expr slope = gradient(encoder.last_activation().apply(a), a);
  return mean_of_rows((mutant("vae_contraction_not_squared") ? slope : square(slope)) * weights);
}

Expr contractive_penalty(Expr code, Expr x) {
  Expr total{};
  for (Dim j = 0; j < code.shape().cols; ++j) {
    const Expr each = mean_of_rows(square(gradient(slice(code, j, 1), x)));
    total = j == 0 ? each : total + each;
  }
  return total;
}

Expr contractive_estimate(Expr code, Expr x, Expr v) { return mean_of_rows(square(gradient(sum_cols(code * v), x))); }

}  // namespace tractable
