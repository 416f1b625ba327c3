// Variational autoencoders: values and gradients against PyTorch's, and the identities of the ELBO.

#include "tractable/vae/variational.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/vae/trainer.hpp"

namespace {

using namespace tractable;
using test::Json;

struct Case {
  Json json;
  std::size_t n, x, h, z;
};

Case reference_case(const char* name) {
  const Json json = Json::reference("vae.json")[name];
  const Json& params = json["params"];
  return {json, json["x"].array().size(), params["We"].array()[0].array().size(), params["We"].array().size(),
          params["Wm"].array().size()};
}

Network network_of(const Case& c, VariationalOptions options = {}) {
  options.cols = static_cast<Dim>(c.x);
  options.latent = static_cast<Dim>(c.z);
  options.encoder_hidden = options.decoder_hidden = {static_cast<Dim>(c.h)};
  options.activation = "tanh";
  return build_variational(options);
}

/// PyTorch's weights are (out, in); ours (in, out), with the heads of mu and log sigma^2 side by side.
std::vector<double> flat_of(const Json& params, const Case& c) {
  std::vector<double> flat;
  const auto transposed = [&](std::initializer_list<const char*> names, std::size_t in) {
    for (std::size_t i = 0; i < in; ++i) {
      for (const char* name : names) {
        for (const Json& row : params[name].array()) flat.push_back(row.array()[i].number());
      }
    }
  };
  const auto append = [&](const char* name) {
    const auto values = params[name].numbers();
    flat.insert(flat.end(), values.begin(), values.end());
  };
  transposed({"We"}, c.x);
  append("be");
  transposed({"Wm", "Wv"}, c.h);
  append("bm");
  append("bv");
  transposed({"Wd"}, c.z);
  append("bd");
  transposed({"Wo"}, c.h);
  append("bo");
  return flat;
}

/// The network's numbers for `copies` draws of every datum, those from draw `first` on.
struct Ran {
  double loss;
  std::vector<double> gradient, kl, log_weight, mu, log_variance;
};

Ran run(const Case& c, const Network& network, double beta, std::size_t copies = 1) {
  const auto exprs = network.parameters->exprs();
  std::vector<Expr> outputs{network.loss, *network.row_kl, *network.row_log_weight, network.code,
                            *network.log_variance};
  outputs.insert(outputs.end(), network.gradients.begin(), network.gradients.end());
  Program<double> program(outputs, {.batch = copies * c.n, .parameters = exprs, .gradients = network.gradients});
  const auto flat = flat_of(c.json["params"], c);
  REQUIRE(flat.size() == program.parameters().size());
  std::ranges::copy(flat, program.parameters().begin());
  const auto x = c.json["x"].numbers(), eps = c.json["eps"].numbers();
  for (std::size_t k = 0; k < copies; ++k) std::ranges::copy(x, program.input(network.x).begin() + k * x.size());
  std::copy_n(eps.begin(), copies * c.n * c.z, program.input(network.noise[0].input).begin());
  for (const Knob& knob : network.knobs) program.input(knob.input)[0] = knob.name == "beta" ? beta : knob.value;
  program.run();
  const auto copy = [&](Expr e) {
    const auto values = program.value(e);
    return std::vector<double>(values.begin(), values.end());
  };
  const auto gradients = program.gradients();
  return {program.value(network.loss)[0],
          {gradients.begin(), gradients.end()},
          copy(*network.row_kl),
          copy(*network.row_log_weight),
          copy(network.code),
          copy(*network.log_variance)};
}

void check_close(const std::vector<double>& got, const std::vector<double>& expected, double tolerance,
                 double sign = 1) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(sign * got[i] - expected[i]) <= tolerance * (1 + std::abs(expected[i])));
  }
}

}  // namespace

TEST_CASE("variational autoencoder: ELBO, KL and gradients as PyTorch has them") {
  for (const char* name : {"gaussian_bernoulli_vae_0", "gaussian_bernoulli_vae_1"}) {
    CAPTURE(name);
    const Case c = reference_case(name);
    struct Kind {
      const char* name;
      bool closed;
      double beta;
      std::size_t copies;
    };
    for (const Kind& kind : {Kind{"elbo_analytic_kl", true, 1, 1}, Kind{"beta4_elbo", true, 4, 1},
                             Kind{"elbo_mc_1", false, 1, 1}, Kind{"elbo_mc_mean5", false, 1, 5}}) {
      CAPTURE(kind.name);
      const Network network = network_of(c, {.closed_form_kl = kind.closed});
      const Ran ran = run(c, network, kind.beta, kind.copies);
      const Json& expected = c.json[kind.name];
      CHECK(std::abs(-ran.loss - expected["value"].number()) <= 1e-12 * std::abs(ran.loss));
      check_close(ran.gradient, flat_of(expected["grad"], c), 1e-10, -1);
    }
    const Network network = network_of(c);
    const Ran ran = run(c, network, 1, 5);
    std::vector<double> kl(c.n);
    for (std::size_t i = 0; i < c.n * c.z; ++i) kl[i / c.z] += ran.kl[i];
    check_close(kl, c.json["kl"].numbers(), 1e-12);
    check_close(ran.log_weight, c.json["log_weights"].numbers(), 1e-12);
    for (const auto& [bound, draws] : {std::pair{"iwae_2", 2}, std::pair{"iwae_5", 5}}) {
      double value = 0;
      for (std::size_t i = 0; i < c.n; ++i) {
        double sum = 0;
        for (int k = 0; k < draws; ++k) sum += std::exp(ran.log_weight[static_cast<std::size_t>(k) * c.n + i]);
        value += std::log(sum / draws) / static_cast<double>(c.n);
      }
      CHECK(value == doctest::Approx(c.json[bound]["value"].number()).epsilon(1e-12));
    }
    check_close({ran.mu.begin(), ran.mu.begin() + static_cast<std::ptrdiff_t>(c.n * c.z)}, c.json["mu"].numbers(),
                1e-12);
    check_close({ran.log_variance.begin(), ran.log_variance.begin() + static_cast<std::ptrdiff_t>(c.n * c.z)},
                c.json["logvar"].numbers(), 1e-12);
  }
}
