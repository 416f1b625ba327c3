#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "bench/graph_models.hpp"
#include "core/graph/programs.hpp"

// The models of the benchmarks: that what is timed is right.

using namespace tractable;
using namespace tractable::test;

namespace {

bench::Density logistic_30(Graph& graph) {
  Matrix rows = numbers(30 * 21, 5, false);
  for (std::size_t i = 0; i < rows.size(); i += 21) rows[i] = rows[i] > 0 ? 1 : 0;
  return bench::logistic(graph, rows, 20);
}

struct Posterior {
  const char* name;
  bench::Density (*build)(Graph&);
};
constexpr Posterior kPosteriors[] = {{"eight schools", bench::eight_schools}, {"logistic", logistic_30}};

}  // namespace

TEST_CASE("eight schools has the value and the gradient of the reference") {
  // reference/autodiff.json, "eight schools noncentred": mu, log tau, effects.
  const double x[] = {-0.3098589953768407, 0.20340887319769102, -1.3766074028195305,  -0.6771384236455529,
                      0.6280310182230805,  -0.7982245816755065, -0.44482991030687913, -1.1260712764186807,
                      1.099860998504331,   -0.43470035753945296};
  const double gradient_of[] = {0.5217916607830628,  0.6862758232464851, 1.5400008170194686, 0.7891526753851528,
                                -0.6445946396427822, 0.8821727369311763, 0.4426364474833591, 1.1533169098513523,
                                -0.8919804700580791, 0.4832792764447012};
  Graph graph;
  const bench::Density density = bench::eight_schools(graph);
  const Expr outputs[] = {density.log_prob, gradient(density.log_prob, density.x)};
  Program<double> program(outputs);
  std::copy(std::begin(x), std::end(x), program.input(density.x).begin());
  program.run();
  CHECK(std::abs(program.value(outputs[0])[0] + 7.429311690730353) < 1e-12 * 7.5);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(std::abs(program.value(outputs[1])[i] - gradient_of[i]) < 1e-12 * (1 + std::abs(gradient_of[i])));
  }
}

TEST_CASE("the models have the interpreter's bits, and rows that do not see each other") {
  for (const Posterior& posterior : kPosteriors) {
    CAPTURE(std::string(posterior.name));
    Graph graph;
    const bench::Density density = posterior.build(graph);
    const std::vector<Expr> outputs{density.log_prob, gradient(density.log_prob, density.x)};
    for (const std::size_t batch : {1, 64}) CHECK(any_difference(graph, outputs, batch, false) == "");
    const auto inputs = inputs_of(graph, 64, false);
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      Program<double> all(outputs, {.batch = 64, .kernels = kernels}), one(outputs, {.kernels = kernels});
      write_inputs(all, graph, inputs);
      all.run();
      const std::size_t cols = one.input(density.x).size();
      for (std::size_t row = 0; row < 64; ++row) {
        std::copy_n(all.input(density.x).begin() + static_cast<std::ptrdiff_t>(row * cols), cols,
                    one.input(density.x).begin());
        one.run();
        for (const Expr output : outputs) {
          const auto got = one.value(output);
          CHECK(std::memcmp(got.data(), all.value(output).data() + row * got.size(), got.size_bytes()) == 0);
        }
      }
    }
  }
}

TEST_CASE("training steps have the interpreter's bits in double") {
  const auto check = [](bench::Training (*model)(Graph&), std::size_t batch) {
    Graph graph;
    const bench::Training t = model(graph);
    std::vector<Expr> outputs = gradient(t.loss, t.parameters);
    outputs.push_back(t.loss);
    auto inputs = inputs_of(graph, batch, false);
    for (auto& [id, x] : inputs) {
      for (double& value : x) value *= 0.1;
    }
    const auto expected = interpret(graph, batch, inputs);
    CHECK(std::isfinite(expected[t.loss.id][0]));
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      CHECK(difference(graph, outputs, inputs, expected, {.batch = batch, .kernels = kernels}) == "");
    }
  };
  check(bench::vae, 3);
  check(bench::flow, 13);
}
