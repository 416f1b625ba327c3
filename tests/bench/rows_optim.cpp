// One step of an optimizer, in ms. 652 824 parameters are those of the variational autoencoder of `vae_train`.

#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/optim/clip.hpp"
#include "tractable/optim/optimizer.hpp"
#include "tractable/simd/random.hpp"

namespace {

constexpr std::size_t kParameters = 652'824;

std::string params() {
  return "{\"parameters\":652824,\"instruction_set\":\"" + std::string(tractable::simd::kernels().instruction_set) +
         "\"}";
}

template <class T>
bench::Row step_row(const std::string& name, const char* method) {
  auto optimizer = std::make_shared<tractable::Optimizer<T>>(method, tractable::OptionValues{}, kParameters);
  auto p = std::make_shared<std::vector<T>>(kParameters);
  auto g = std::make_shared<std::vector<T>>(kParameters);
  tractable::fill_normal(tractable::key_from_seed(1), std::span<T>(*p));
  tractable::fill_normal(tractable::key_from_seed(2), std::span<T>(*g));
  return {name, "ms", params(), [=] {
            optimizer->step(*p, *g);
            bench::use(static_cast<double>((*p)[7]));
            return 1.0;
          }};
}

const bool rows[] = {
    bench::add("adam_f32", [] { return step_row<float>("adam_f32", "adam"); }),
    bench::add("adam_f64", [] { return step_row<double>("adam_f64", "adam"); }),
    bench::add("sgd_f32", [] { return step_row<float>("sgd_f32", "sgd"); }),
    bench::add("global_norm_f32",
               [] {
                 auto g = std::make_shared<std::vector<float>>(kParameters);
                 tractable::fill_normal(tractable::key_from_seed(2), std::span<float>(*g));
                 return bench::Row{"global_norm_f32", "ms", params(), [g] {
                                     bench::use(tractable::global_norm(std::span<const float>(*g)));
                                     return 1.0;
                                   }};
               }),
};

}  // namespace
