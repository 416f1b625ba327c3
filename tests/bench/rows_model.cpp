// Eight schools as a student writes it: decoded from the language's recipe, beside eight_schools_grad's graph by hand.

#include <cstdint>
#include <memory>
#include <string>

#include "bench/bench.hpp"
#include "tractable/base/key.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/model/model.hpp"

namespace {

#include "bench/eight_schools_recipe.inc"

tractable::Model eight_schools() {
  tractable::Recipe recipe{.words = {std::begin(kWords), std::end(kWords)},
                           .numbers = {std::begin(kNumbers), std::end(kNumbers)},
                           .names = {std::begin(kNames), std::end(kNames)}};
  return tractable::Model::decode(recipe, tractable::catalogue());
}

bench::Row grad_row() {
  using tractable::Expr;
  tractable::Graph graph;
  const tractable::TargetExprs model = eight_schools().build(graph);
  const Expr outputs[] = {model.log_prob, gradient(model.log_prob, model.x)};
  auto program = std::make_shared<tractable::Program<double>>(outputs);
  const auto x = program->input(model.x);
  tractable::fill_normal(tractable::key_from_seed(1), x);
  const auto value = program->value(model.log_prob);
  const std::string params = "{\"batch\":1,\"steps\":" + std::to_string(program->steps()) + ",\"instruction_set\":\"" +
                             std::string(tractable::simd::kernels().instruction_set) + "\"}";
  return {"model_eight_schools_grad", "million/s", params, [=] {
            constexpr int kCalls = 200;  // as density_row in rows_graph.cpp
            for (int i = 0; i < kCalls; ++i) {
              x[2] += 1e-9;
              program->run();
            }
            bench::use(value[0]);
            return kCalls / 1e6;
          }};
}

const bool rows[] = {bench::add("model_eight_schools_grad", grad_row)};

}  // namespace
