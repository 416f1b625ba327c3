#include "tractable/graph/program.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <memory>

#include "core/graph/allocations.hpp"
#include "core/graph/op_cases.hpp"
#include "core/graph/programs.hpp"
#include "core/graph/random_graph.hpp"
#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/plan/compiled.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

ErrorCode code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal_error;  // none was thrown
}

/// A model with a bit of everything: two layers, a likelihood, sums over groups, a factor in each row.
struct Model {
  Graph graph;
  Expr x = graph.input({kBatch, 9}, "x"), w = graph.input({9, 5}, "w"), b = graph.input({1, 5}, "b");
  Expr hidden = relu(matmul(x, w) + b);
  Expr gram = matmul_each(concat(x, hidden), concat(x, hidden), 2, 7, 2, Transpose::b);
  Expr l = cholesky_each(gram, 2);
  Expr score = sum_cols(softplus(hidden) * slice(x, 2, 5)) - log_sum_exp(slice(x, 0, 8), 0) + slice(l, 2, 1);
  Expr loss = sum(score) / graph.batch_size();
};

std::vector<Expr> per_row(Model& m) { return {m.score, m.l, gradient(m.score, m.x), cumsum(m.hidden)}; }

}  // namespace

TEST_CASE("a second run allocates nothing") {
  Model m;
  auto outputs = per_row(m);
  outputs.push_back(m.loss);
  Program<double> program(outputs, {.batch = 33});
  Program<float> single(outputs, {.batch = 33});
  const auto inputs = inputs_of(m.graph, 33, false);
  write_inputs(program, m.graph, inputs);
  write_inputs(single, m.graph, inputs);
  program.run();
  single.run();
  const std::size_t before = allocations();
  program.run();
  single.run();
  CHECK(allocations() == before);
  const auto kept = std::make_unique<Matrix>(3);
  CHECK(allocations() >= before + 2);  // the counter counts
}

TEST_CASE("a row has the same bits alone and among 64 others, and wherever it stands") {
  const auto check = [](const auto zero) {
    using T = std::decay_t<decltype(zero)>;
    Model m;
    const auto outputs = per_row(m);
    const auto inputs = inputs_of(m.graph, 64, false);
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      Program<T> all(outputs, {.batch = 64, .kernels = kernels}), one(outputs, {.batch = 1, .kernels = kernels});
      write_inputs(all, m.graph, inputs);
      all.run();
      for (std::size_t row = 0; row < 64; ++row) {
        auto alone = inputs;
        for (auto& [id, x] : alone) {
          if (!m.graph[id].shape.has_batch()) continue;
          const std::size_t cols = x.size() / 64;
          x = Matrix(x.begin() + static_cast<std::ptrdiff_t>(row * cols),
                     x.begin() + static_cast<std::ptrdiff_t>((row + 1) * cols));
        }
        write_inputs(one, m.graph, alone);
        one.run();
        for (const Expr output : outputs) {
          const auto expected = all.value(output);
          const auto got = one.value(output);
          CHECK(std::memcmp(got.data(), expected.data() + row * got.size(), got.size_bytes()) == 0);
        }
      }
    }
  };
  check(double{});
  check(float{});
}

TEST_CASE("no step writes outside its own results") {
  const auto check = [](const std::vector<OpCase>& cases, std::size_t batch, const auto zero) {
    using T = std::decay_t<decltype(zero)>;
    for (const OpCase& one : cases) {
      CAPTURE(one.name);
      Graph graph({.clean = false});
      const auto outputs = one.build(graph);
      for (const simd::Kernels* kernels : simd::available_kernels()) {
        CAPTURE(std::string(kernels->instruction_set));
        const ProgramOptions options{.batch = batch};
        auto plan = detail::make_plan(detail::extract(outputs, options), {.batch = batch,
                                                                          .superinstructions = true,
                                                                          .reuse_memory = false,
                                                                          .element = sizeof(T),
                                                                          .max_bytes = options.max_bytes});
        auto program = detail::compile<T>(std::move(plan), *kernels);
        auto* const memory = reinterpret_cast<unsigned char*>(program.arena);
        const std::size_t workspace = program.plan.arena * sizeof(T);
        for (std::size_t i = 0; i < workspace / sizeof(T); ++i)
          program.arena[i] = static_cast<T>(0.5 + 0.001 * static_cast<double>(i % 911));
        std::vector<unsigned char> before(memory, memory + workspace);
        for (const simd::Step<T>& step : program.steps) {
          step.run(step);
          std::vector<std::uint8_t> mine(workspace, 0);
          const auto own = [&](const T* from, std::size_t rows, std::size_t cols, std::size_t ld) {
            const std::size_t at = static_cast<std::size_t>(reinterpret_cast<const unsigned char*>(from) - memory);
            if (at >= workspace) return;  // the products' workspace
            for (std::size_t r = 0; r < rows; ++r) {
              std::fill_n(mine.begin() + static_cast<std::ptrdiff_t>(at + r * ld * sizeof(T)), cols * sizeof(T), 1);
            }
          };
          own(step.y, step.rows, step.cols, step.ldy != 0 ? step.ldy : step.cols);
          if (step.second != nullptr) own(step.second, step.rows, step.cols, step.cols);
          std::size_t strays = 0;
          for (std::size_t i = 0; i < workspace; ++i) strays += mine[i] == 0 && memory[i] != before[i] ? 1 : 0;
          CHECK(strays == 0);
          before.assign(memory, memory + workspace);
        }
      }
    }
  };
  for (const std::size_t batch : {1, 3}) {
    check(column_cases(), batch, double{});
    check(product_cases(), batch, double{});
    check(column_cases(), batch, float{});
    check(product_cases(), batch, float{});
    check(pattern_cases(), batch, float{});
    auto cases = elementwise_cases();
    check(cases, batch, double{});
    check(cases, batch, float{});
  }
}

TEST_CASE("parameters and gradients lie flat, in the order given, and outputs never alias") {
  Graph graph;
  const Expr u = graph.input({2, 3}), v = graph.input({1, 5}), x = graph.input({kBatch, 2});
  const Expr loss = sum(matmul(x, u) * slice(v, 0, 3)) + sum(v);
  const Expr parameters[] = {v, u};
  auto gradients = gradient(loss, parameters);
  gradients.push_back(gradients[0]);  // the same again
  gradients.push_back(v);             // an input
  gradients.push_back(graph.constant(2));
  gradients.push_back(reshape(u, 3, 2));  // a view of one
  const Expr outputs[] = {loss, x, reshape(u, 1, 6), graph.constant(2)};
  Program<double> program(outputs, {.batch = 4, .parameters = parameters, .gradients = gradients});
  CHECK(program.parameters().size() == 11);
  CHECK(program.input(v).data() == program.parameters().data());
  CHECK(program.input(u).data() == program.parameters().data() + 5);
  REQUIRE(program.gradients().size() == 5 + 6 + 5 + 5 + 1 + 6);
  const auto inputs = inputs_of(graph, 4, false);
  write_inputs(program, graph, inputs);
  program.run();
  const auto expected = interpret(graph, 4, inputs);
  std::size_t at = 0;
  for (const Expr g : gradients) {
    for (const double want : expected[g.id]) CHECK(program.gradients()[at++] == want);
  }
  // A copy: writing the input does not change an output before the next run.
  const double before = program.value(x)[3];
  program.input(x)[3] = before + 1;
  CHECK(program.value(x)[3] == before);
  program.run();
  CHECK(program.value(x)[3] == before + 1);
  CHECK(program.value(outputs[3])[0] == 2);
}

TEST_CASE("what depends on data alone is computed when the program is built") {
  Graph graph;
  const std::vector<double> numbers{1, 2, 3, 4, 5, 6};
  const Expr data = graph.data({3, 2}, numbers), x = graph.input({kBatch, 2});
  const Expr product = matmul(x, exp(data) * 2.0, Transpose::b);
  const Expr outputs[] = {product, log(data)};
  Program<double> program(outputs, {.batch = 5});
  CHECK(program.steps() == 1);
  const auto expected = interpret(graph, 5, inputs_of(graph, 5, false));
  write_inputs(program, graph, inputs_of(graph, 5, false));
  for (int run = 0; run < 3; ++run) {
    program.run();
    for (const Expr output : outputs) {
      for (std::size_t i = 0; i < expected[output.id].size(); ++i) {
        CHECK(same_bits(program.value(output)[i], expected[output.id][i]));
      }
    }
  }
}

TEST_CASE("superinstructions save steps, and memory is reused") {
  Model m;
  const Expr outputs[] = {m.score};
  Program<double> fused(outputs, {.batch = 9}), plain(outputs, {.batch = 9, .superinstructions = false});
  Program<double> spread(outputs, {.batch = 9, .reuse_memory = false});
  CHECK(fused.steps() < plain.steps());
  CHECK(fused.bytes() < spread.bytes());
}

TEST_CASE("a program outlives its graph and can be moved") {
  auto graph = std::make_unique<Graph>();
  const Expr x = graph->input({kBatch, 3});
  const Expr outputs[] = {gather(x, std::vector<std::int32_t>{2, 0}), exp(x)};
  Program<double> program(outputs, {.batch = 2});
  const auto in = program.input(x);
  const auto out = program.value(outputs[0]);
  graph.reset();
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<double>(i);
  Program<double> moved = std::move(program);
  moved.run();
  CHECK(out[0] == 2);
  CHECK(out[1] == 0);
  CHECK(out[3] == 3);
  CHECK_FALSE(moved.first_not_finite().has_value());
}

TEST_CASE("the first node that is not finite is found") {
  Graph graph;
  const Expr x = graph.input({kBatch, 2});
  graph.set_origin(7);
  const Expr root = log(x);
  graph.set_origin(8);
  const Expr outputs[] = {sum(exp(root) * 2.0 + select(greater(x, graph.constant(0)), x, graph.constant(-INFINITY)))};
  Program<double> program(outputs, {.batch = 2});
  const double good[] = {1, 2, 3, 4}, bad[] = {1, 2, -3, 4};
  std::copy_n(good, 4, program.input(x).data());
  program.run();
  CHECK_FALSE(program.first_not_finite().has_value());
  std::copy_n(bad, 4, program.input(x).data());
  program.run();
  const auto found = program.first_not_finite();
  REQUIRE(found.has_value());
  CHECK(found->node == root.id);
  CHECK(found->origin == 7);
  program.input(x)[0] = NAN;
  CHECK(program.first_not_finite()->node == x.id);
}

TEST_CASE("misuse is an Error when a program is built, and leaves others alone") {
  Graph graph, other, huge;
  const Expr x = graph.input({kBatch, 3}), y = other.input({kBatch, 3}), e = exp(x);
  const Expr outputs[] = {e};
  Program<double> program(outputs, {.batch = 2});
  for (double& value : program.input(x)) value = 1;
  const Expr mixed[] = {e, y};
  const Expr none[] = {Expr{}};
  const Expr twice[] = {x, x};
  const Expr large[] = {matmul(huge.input({kBatch, 3}), huge.input({3, 2'000'000'000}))};
  const Expr wide[] = {expand(other.input({1, 1}), {kBatch, 2'000'000'000})};
  using O = ProgramOptions;
  CHECK(code_of([&] { Program<double>({}, O{}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { Program<double>(outputs, O{.batch = 0}); }) == ErrorCode::invalid_argument);
  if constexpr (sizeof(std::size_t) > 4) {
    CHECK(code_of([&] { Program<double>(outputs, O{.batch = std::size_t{1} << 31}); }) == ErrorCode::too_large);
  }
  CHECK(code_of([&] { Program<double>(outputs, O{.batch = (std::size_t{1} << 31) - 1}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { Program<double>(outputs, O{.batch = 1000, .max_bytes = 10'000}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { Program<double>(large, O{}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { Program<double>(wide, O{.batch = 2'000'000'000}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { Program<double>(mixed, O{}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { Program<double>(none, O{}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { Program<double>(outputs, O{.parameters = outputs}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { Program<double>(outputs, O{.parameters = twice}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { Program<double>(outputs, O{.gradients = mixed}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)program.input(e); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)program.input(y); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)program.input(graph.input({1, 1})); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)program.value(x); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)program.value(Expr{}); }) == ErrorCode::invalid_argument);
  program.run();
  CHECK(program.value(e)[5] == tractable::exp(1.0));
  // Enough memory by one byte, and not.
  const std::size_t bytes = Program<double>(outputs, O{.batch = 1000}).bytes();
  CHECK(code_of([&] { Program<double>(outputs, O{.batch = 1000, .max_bytes = bytes}); }) == ErrorCode::internal_error);
}

TEST_CASE("a graph as deep as a program is long is no problem") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1});
  Expr e = x;
  for (int i = 0; i < 100'000; ++i) e = sin(e) + x;
  Expr joined = x;
  for (int i = 0; i < 2'000; ++i) joined = concat(joined, x);
  const Expr outputs[] = {e, sum_cols(joined)};
  Program<double> program(outputs, {.batch = 2});
  program.input(x)[0] = 0.25;
  program.input(x)[1] = 0.5;
  program.run();
  CHECK(std::isfinite(program.value(e)[0]));
  CHECK(program.value(outputs[1])[1] == 0.5 * 2001);
}
