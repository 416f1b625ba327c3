// Training of autoencoders through vae/: a step of 128 images as a page takes it, with data, noise, loss, gradient,
// guard and Adam; and an epoch of 6 000 digits.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/vae/trainer.hpp"
#include "tractable/vae/variational.hpp"

namespace {

using tractable::Trainer;

/// 784-400-20-400-784 on rows of pixels of which a fifth is on.
std::shared_ptr<Trainer<float>> trainer(std::size_t rows, std::size_t batch) {
  constexpr std::size_t kPixels = 784;
  std::vector<float> u(rows * kPixels);
  tractable::fill_uniform(tractable::key_from_seed(7), std::span(u));
  std::vector<std::uint8_t> pixels(u.size());
  for (std::size_t i = 0; i < u.size(); ++i) pixels[i] = u[i] < 0.2f ? 255 : 0;
  auto network = std::make_shared<const tractable::Network>(tractable::build_variational({}));
  tractable::TrainerOptions options;
  options.batch = batch;
  options.key = tractable::key_from_seed(3);
  return std::make_shared<Trainer<float>>(std::move(network),
                                          tractable::LabelledData{{std::move(pixels), rows, kPixels}},
                                          tractable::LabelledData{}, options);
}

std::string parameters(std::size_t rows, std::size_t batch) {
  return "{\"rows\":" + std::to_string(rows) + ",\"batch\":" + std::to_string(batch) + ",\"instruction_set\":\"" +
         std::string(tractable::simd::kernels().instruction_set) + "\"}";
}

const bool rows[] = {
    bench::add("vae_module_train",
               [] {
                 auto t = trainer(6016, 128);
                 return bench::Row{"vae_module_train", "images/s", parameters(6016, 128), [t] {
                                     t->train(1);
                                     bench::use(t->last_step().loss);
                                     return 128.0;
                                   }};
               }),
    bench::add("vae_epoch_6000",
               [] {
                 auto t = trainer(6000, 100);
                 return bench::Row{"vae_epoch_6000", "ms", parameters(6000, 100), [t] {
                                     t->train(t->steps_per_epoch());
                                     bench::use(t->last_step().loss);
                                     return 1.0;
                                   }};
               }),
};

}  // namespace
