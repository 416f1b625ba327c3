// Training: the order of data, cutting it anywhere, checkpoints, the guard, early stopping, schedules of beta.

#include "tractable/vae/trainer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/vae/autoencoder.hpp"
#include "tractable/vae/variational.hpp"

namespace {

using namespace tractable;

/// Rows of pixels that two hidden bits decide, with a tenth of them flipped.
LabelledData bits(std::size_t rows, std::uint32_t seed = 5) {
  std::vector<float> u(rows * 18);
  fill_uniform(key_from_seed(seed), std::span(u));
  std::vector<std::uint8_t> x(rows * 16), labels(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const bool a = u[i * 18] < 0.5f, b = u[i * 18 + 1] < 0.5f;
    labels[i] = static_cast<std::uint8_t>(2 * a + b);
    for (std::size_t j = 0; j < 16; ++j) {
      const bool on = (j < 8 ? a : b) != (u[i * 18 + 2 + j] < 0.1f);
      x[i * 16 + j] = on ? 255 : 0;
    }
  }
  return {{std::move(x), rows, 16}, std::move(labels)};
}

std::shared_ptr<const Network> small(VariationalOptions options = {}) {
  options.cols = 16;
  options.latent = 3;
  options.encoder_hidden = options.decoder_hidden = {12};
  options.activation = "tanh";
  return std::make_shared<const Network>(build_variational(options));
}

TrainerOptions usual(std::size_t batch = 20) {
  TrainerOptions options;
  options.batch = batch;
  options.optimizer_options = {{"learning_rate", 5e-3}};
  options.key = key_from_seed(9);
  return options;
}

std::vector<float> copy(std::span<const float> values) { return {values.begin(), values.end()}; }

}  // namespace

TEST_CASE("an epoch's order holds every row once and is a function of its key") {
  const auto order = shuffled(key_from_seed(1), 1000);
  CHECK(std::set<std::uint32_t>(order.begin(), order.end()).size() == 1000);
  CHECK(order == shuffled(key_from_seed(1), 1000));
  CHECK(order != shuffled(key_from_seed(2), 1000));
  // The same in every build: these are the first of it.
  const auto few = shuffled(key_from_seed(7), 10);
  CHECK(few == std::vector<std::uint32_t>{4, 1, 7, 3, 8, 6, 2, 9, 5, 0});
  // Every place as likely: 4 rows, 24 orders, 12 000 keys; a chi-square of 23 degrees above 70 has p = 1e-6.
  std::vector<int> counts(256);
  for (std::uint32_t k = 0; k < 12'000; ++k) {
    const auto each = shuffled(key_from_seed(k), 4);
    ++counts[each[0] * 64 + each[1] * 16 + each[2] * 4 + each[3]];
  }
  double chi = 0;
  int seen = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++seen;
    chi += (count - 500.0) * (count - 500.0) / 500;
  }
  CHECK(seen == 24);
  CHECK(chi < 70);
}

TEST_CASE("training lowers the loss, and where it is cut changes no bit") {
  const auto network = small();
  Trainer<float> whole(network, bits(200), bits(50, 6), usual());
  whole.train(10);
  const double early = whole.last_epoch().loss;
  whole.train(590);
  CHECK(whole.steps() == 600);
  CHECK(whole.last_epoch().epoch == 59);
  CHECK(whole.last_epoch().loss < early - 2);
  CHECK(whole.last_epoch().validation_loss < early - 2);
  // The parts of the report are one.
  const EpochReport& e = whole.last_epoch();
  CHECK(e.loss == doctest::Approx(e.terms[0] + e.terms[1]).epsilon(1e-6));
  double kl = 0, validation_kl = 0;
  for (const double each : e.kl_dimensions) kl += each;
  for (const double each : e.validation_kl) validation_kl += each;
  CHECK(kl == doctest::Approx(e.terms[1]).epsilon(1e-5));
  CHECK(e.validation_loss == doctest::Approx(e.validation_reconstruction + validation_kl).epsilon(1e-12));

  Trainer<float> cut(network, bits(200), bits(50, 6), usual());
  for (const std::uint64_t n : {1u, 2u, 7u, 13u, 77u, 500u}) cut.train(n);
  CHECK(copy(cut.weights()) == copy(whole.weights()));
  CHECK(cut.last_epoch().validation_loss == whole.last_epoch().validation_loss);
}

TEST_CASE("a checkpoint goes on with the same bits, and what is damaged is refused") {
  const auto network = small();
  TrainerOptions options = usual();
  options.warmup = 40;
  options.patience = 100;
  Trainer<float> straight(network, bits(200), bits(50, 6), options);
  straight.train(13);
  straight.set("free_bits", 0.1);
  const auto saved = straight.save();
  straight.train(50);

  Trainer<float> other(network, bits(200), bits(50, 6), options);
  other.train(3);
  other.restore(saved);
  CHECK(other.steps() == 13);
  CHECK(other.get("free_bits") == 0.1);
  CHECK(other.save() == saved);
  other.train(50);
  CHECK(copy(other.weights()) == copy(straight.weights()));
  CHECK(other.last_epoch().loss == straight.last_epoch().loss);
  CHECK(other.last_epoch().validation_loss == straight.last_epoch().validation_loss);
  CHECK(copy(other.best_weights()) == copy(straight.best_weights()));
  CHECK(other.save() == straight.save());
  // Rewinding.
  straight.restore(saved);
  CHECK(straight.save() == saved);

  // In the middle of the validation data, too.
  Trainer<float> middle(network, bits(200), bits(50, 6), options);
  while (!middle.validating()) middle.advance();
  CHECK(middle.advance() == TrainerUnit::validation);
  Trainer<float> resumed(network, bits(200), bits(50, 6), options);
  resumed.restore(middle.save());
  while (resumed.validating()) resumed.advance();
  while (middle.validating()) middle.advance();
  CHECK(resumed.last_epoch().validation_loss == middle.last_epoch().validation_loss);

  const auto before = other.save();
  for (const std::size_t place : {std::size_t{0}, std::size_t{9}, saved.size() / 2, saved.size() - 1}) {
    auto damaged = saved;
    damaged[place] = static_cast<std::uint8_t>(damaged[place] ^ 4);
    CHECK_THROWS_AS(other.restore(damaged), Error);
  }
  CHECK_THROWS_WITH_AS(other.restore(std::span(saved).first(saved.size() - 8)),
                       doctest::Contains("its checksum does not fit"), Error);
  CHECK_THROWS_WITH_AS(other.restore({}), "restore: the checkpoint of 0 bytes does not begin as one does", Error);
  Trainer<float> wider(network, bits(220), {}, options);
  CHECK_THROWS_WITH_AS(wider.restore(saved),
                       "restore: the checkpoint is of another network, other data or other options of training", Error);
  CHECK(other.save() == before);
}

TEST_CASE("numbers that go wrong stop training at the last good weights and name the node") {
  const auto network = small();
  TrainerOptions options = usual();
  options.optimizer = "sgd";
  options.optimizer_options = {{"learning_rate", 0.01}};
  Trainer<float> trainer(network, bits(200), {}, options);
  trainer.train(70);
  trainer.set("learning_rate", 1e9);
  trainer.train(100);
  CHECK(trainer.state() == TrainerState::not_finite);
  CHECK(trainer.advance() == TrainerUnit::none);
  CHECK(trainer.failure().find("is not finite") != std::string::npos);
  CHECK(trainer.failure().starts_with("the "));
  for (const float w : trainer.weights()) REQUIRE(std::isfinite(w));
  // The weights it stands at have a finite loss: a smaller rate goes on from there.
  const std::uint64_t at = trainer.steps();
  CHECK(at >= 70);
  trainer.set("learning_rate", 0);
  CHECK(trainer.state() == TrainerState::ready);
  trainer.train(1);
  CHECK(trainer.steps() == at + 1);
  CHECK(std::isfinite(trainer.last_step().loss));
  // A change right after a step that spoilt the weights: they are no good ones.
  trainer.set("learning_rate", 1e38);
  trainer.train(1);
  trainer.set("learning_rate", 0.01);
  for (const float w : trainer.weights()) REQUIRE(std::isfinite(w));
  trainer.train(5);
  CHECK(trainer.state() == TrainerState::ready);
  CHECK(std::isfinite(trainer.last_step().loss));
}

TEST_CASE("early stopping waits for its patience and keeps the best weights") {
  TrainerOptions options = usual();
  options.patience = 3;
  options.optimizer_options = {{"learning_rate", 0.05}};
  Trainer<float> trainer(small(), bits(40), bits(200, 6), options);  // 40 rows: it overfits
  trainer.train(4000);
  CHECK(trainer.state() == TrainerState::stopped_early);
  CHECK(trainer.steps() < 4000);
  CHECK(trainer.best_validation_loss() < trainer.last_epoch().validation_loss);
  trainer.set_weights(trainer.best_weights());
  const std::uint64_t at = trainer.steps();
  trainer.train(1);
  CHECK(trainer.steps() == at);
  trainer.go_on();
  trainer.train(1);
  CHECK(trainer.steps() == at + 1);
}

TEST_CASE("beta climbs while it warms up, and free bits are a floor of the loss") {
  TrainerOptions options = usual();
  options.warmup = 10;
  Trainer<double> trainer(small({.beta = 2}), bits(200), {}, options);
  trainer.train(1);
  CHECK(trainer.last_step().beta == 0);
  CHECK(trainer.last_step().loss == trainer.last_step().terms[0]);
  trainer.train(5);
  CHECK(trainer.last_step().beta == 1.0);
  trainer.train(20);
  const StepReport& s = trainer.last_step();
  CHECK(s.beta == 2);
  CHECK(s.loss == doctest::Approx(s.terms[0] + 2 * s.terms[1]).epsilon(1e-12));
  trainer.set("free_bits", 50);
  trainer.train(1);
  CHECK(trainer.last_step().terms[1] == 150.0);
  // Collapse: a KL divergence that costs a thousand times its worth goes to 0.
  trainer.set("free_bits", 0);
  trainer.set("beta", 1000);
  trainer.train(400);
  CHECK(trainer.last_epoch().terms[1] < 0.05);
}

TEST_CASE("what a trainer refuses") {
  const auto network = small();
  const auto fault = [&](TrainerOptions options, std::size_t rows = 10) {
    try {
      Trainer<float> trainer(network, bits(rows), {}, options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  CHECK(fault(usual(20)) == "trainer: batch is 20; it must be from 1 to 10, the rows of the data");
  CHECK(fault(usual(0)) == "trainer: batch is 0; it must be from 1 to 10, the rows of the data");
  CHECK(fault(usual(10)) == "nothing");
  Trainer<float> trainer(network, bits(10), {}, usual(10));
  CHECK_THROWS_WITH_AS(trainer.set("gamma", 1),
                       "trainer: a knob is \"gamma\"; it must be one of learning_rate, beta, free_bits", Error);
  CHECK_THROWS_WITH_AS(trainer.set("beta", -1), "trainer: beta is -1; it must be at least 0", Error);
  CHECK_THROWS_AS((void)build_variational({.latent = 0}), Error);
  CHECK_THROWS_WITH_AS((void)build_variational({.latent = 1000}),
                       "variational: latent is 1000; it must be from 1 to 256", Error);
  CHECK_THROWS_WITH_AS((void)build_variational({.likelihood = "gaussian", .target = "thresholded"}),
                       "variational: target is \"thresholded\"; the likelihood gaussian takes grey values", Error);
  CHECK_THROWS_WITH_AS((void)build_variational({.beta = -1}), "variational: beta is -1; it must be at least 0", Error);
  CHECK_THROWS_WITH_AS((Trainer<float>(network, {{std::vector<float>(30), 2, 15}}, {}, usual(1))),
                       "trainer: x has 15 columns; the network has 16", Error);
  const std::vector<float> loud(16, 1.5f);
  CHECK_THROWS_WITH_AS((Trainer<float>(network, {{loud, 1, 16}}, {}, usual(1))),
                       "trainer: x has values from 1.5 to 1.5; this likelihood is of values from 0 to 1", Error);
  const auto conditional = small({.classes = 3});
  CHECK_THROWS_WITH_AS((Trainer<float>(conditional, bits(50), {}, usual(1))),
                       doctest::Contains("there are 3 classes, from 0"), Error);
}

TEST_CASE("a short seeded run has the figures that node and Chromium have") {
  // tests/support/vae-run.ts has the same data, options and figures.
  const auto bit_rows = [](std::size_t rows) {
    std::vector<std::uint8_t> x(rows * 16);
    std::uint32_t state = 12345;
    const auto random = [&] { return (state = state * 1664525u + 1013904223u) / 4294967296.0; };
    for (std::size_t i = 0; i < rows; ++i) {
      const auto label = static_cast<unsigned>(random() * 4);
      for (std::size_t j = 0; j < 16; ++j) {
        const bool on = ((j < 8 ? label >> 1 : label) & 1u) == 1;
        x[i * 16 + j] = on != (random() < 0.1) ? 255 : 0;
      }
    }
    return LabelledData{{std::move(x), rows, 16}};
  };
  const auto network = std::make_shared<const Network>(build_variational(
      {.cols = 16, .latent = 2, .encoder_hidden = {12}, .decoder_hidden = {12}, .activation = "tanh"}));
  TrainerOptions options = usual();
  options.key = key_from_seed(3);
  Trainer<float> trainer(network, bit_rows(200), bit_rows(50), options);
  trainer.train(400);
  const EpochReport& end = trainer.last_epoch();
  CHECK(end.loss == doctest::Approx(6.97617).epsilon(1e-4));
  CHECK(end.terms[0] == doctest::Approx(5.21605).epsilon(1e-4));
  CHECK(end.validation_loss == doctest::Approx(6.62145).epsilon(1e-4));
}
