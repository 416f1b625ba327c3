// Programs: gradients of two posteriors, and training steps of an autoencoder and a flow.

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "bench/graph_models.hpp"
#include "tractable/base/key.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/optim/optimizer.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"

namespace {

using bench::Row;
using tractable::Expr;
using tractable::Graph;
using tractable::Program;

// Made from logistic_500x20.csv by CMake: y, x1, ..., x20 in each line.
constexpr double kLogistic[] = {
#include "logistic_500x20.inc"
};

std::string parameters(std::size_t batch, std::size_t steps) {
  return "{\"batch\":" + std::to_string(batch) + ",\"steps\":" + std::to_string(steps) + ",\"instruction_set\":\"" +
         std::string(tractable::simd::kernels().instruction_set) + "\"}";
}

/// Value and gradient of a log density, `batch` chains at a time; the unit is evaluations of one chain.
template <class Model>
Row density_row(const char* name, const char* unit, double scale, std::size_t batch, Model model) {
  Graph graph;
  const bench::Density density = model(graph);
  const Expr outputs[] = {density.log_prob, gradient(density.log_prob, density.x)};
  auto program = std::make_shared<Program<double>>(outputs, tractable::ProgramOptions{.batch = batch});
  const auto x = program->input(density.x);
  tractable::fill_normal(tractable::key_from_seed(1), x);
  const auto value = program->value(density.log_prob);
  constexpr int kCalls = 200;  // a round must be long beside the clock
  return {name, unit, parameters(batch, program->steps()), [=] {
            for (int i = 0; i < kCalls; ++i) {
              x[2] += 1e-9;  // a sampler writes its position before each call
              program->run();
            }
            bench::use(value[0]);
            return kCalls * static_cast<double>(batch) / scale;
          }};
}

/// One step of training: new inputs, loss and gradient, Adam.
struct Trainer {
  Program<float> program;
  tractable::Optimizer<float> adam;
  std::vector<std::span<float>> inputs;
  std::span<const float> loss;
  tractable::Key key = tractable::key_from_seed(3);
  std::uint32_t step = 0;
  std::vector<std::vector<float>> pool;  // batches of data, already shuffled

  Trainer(const bench::Training& t, std::span<const Expr> gradients, std::size_t batch)
      : program(std::span(&t.loss, 1), {.batch = batch, .parameters = t.parameters, .gradients = gradients}),
        adam("adam", {{"learning_rate", 1e-3}}, program.parameters().size()),
        loss(program.value(t.loss)) {
    for (const Expr input : t.inputs) inputs.push_back(program.input(input));
    for (std::size_t i = 0; i < t.parameters.size(); ++i) {
      const auto p = program.input(t.parameters[i]);
      tractable::fill_normal(tractable::fold_in(key, i), p);
      for (float& value : p) value *= static_cast<float>(t.scale[i]);
    }
  }
};

template <class Model, class Data>
std::shared_ptr<Trainer> trainer(Model model, std::size_t batch, Data data) {
  Graph graph;
  const bench::Training t = model(graph);
  const auto gradients = gradient(t.loss, t.parameters);
  auto trainer = std::make_shared<Trainer>(t, gradients, batch);
  for (std::uint32_t i = 0; i < 10; ++i) {
    trainer->pool.emplace_back(trainer->inputs[0].size());
    data(tractable::fold_in(tractable::key_from_seed(7), i), std::span(trainer->pool.back()));
  }
  return trainer;
}

template <class Model, class Data>
Row training_row(const char* name, const char* unit, std::size_t batch, double work, Model model, Data data) {
  auto t = trainer(model, batch, data);
  return {name, unit, parameters(batch, t->program.steps()), [=] {
            const auto& from = t->pool[t->step % t->pool.size()];
            std::copy(from.begin(), from.end(), t->inputs[0].begin());
            if (t->inputs.size() > 1) tractable::fill_normal(tractable::fold_in(t->key, t->step), t->inputs[1]);
            t->program.run();
            t->adam.step(t->program.parameters(), t->program.gradients());
            ++t->step;
            bench::use(static_cast<double>(t->loss[0]));
            return work;
          }};
}

/// A fifth of the pixels on.
void pixels(tractable::Key key, std::span<float> out) {
  tractable::fill_uniform(key, out);
  for (float& x : out) x = x < 0.2f ? 1.0f : 0.0f;
}

const bool rows[] = {
    bench::add("eight_schools_grad",
               [] { return density_row("eight_schools_grad", "million/s", 1e6, 1, bench::eight_schools); }),
    bench::add("eight_schools_grad_b64",
               [] { return density_row("eight_schools_grad_b64", "million/s", 1e6, 64, bench::eight_schools); }),
    bench::add("logistic_grad",
               [] {
                 return density_row("logistic_grad", "thousand/s", 1e3, 1,
                                    [](Graph& g) { return bench::logistic(g, kLogistic, 20); });
               }),
    bench::add("gaussian_process_grad",
               [] {
                 return density_row("gaussian_process_grad", "thousand/s", 1e3, 1,
                                    [](Graph& g) { return bench::gaussian_process(g, 50); });
               }),
    bench::add("vae_train", [] { return training_row("vae_train", "images/s", 128, 128, bench::vae, pixels); }),
    bench::add("flow_train",
               [] {
                 return training_row("flow_train", "steps/s", 512, 1, bench::flow,
                                     [](tractable::Key key, std::span<float> out) { fill_normal(key, out); });
               }),
};

}  // namespace
