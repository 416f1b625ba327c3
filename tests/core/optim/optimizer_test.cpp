#include "tractable/optim/optimizer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "support/optimizer_cases.hpp"
#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

template <class T>
std::vector<T> normals(std::uint32_t seed, std::size_t n) {
  std::vector<T> x(n);
  fill_normal(key_from_seed(seed), std::span(x));
  return x;
}

/// NaN equals NaN: its payload may differ between processors.
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](T x, T y) {
           return (std::isnan(x) && std::isnan(y)) || std::memcmp(&x, &y, sizeof x) == 0;
         });
}

/// A sparse, noisy gradient that depends on the parameters, with zeros and both signs.
template <class T>
std::vector<T> noisy_gradient(const std::vector<T>& p, std::uint32_t t) {
  auto g = normals<T>(1000 + t, p.size());
  for (std::size_t i = 0; i < p.size(); ++i) g[i] = (i + t) % 5 == 0 ? T(0) : T(0.3) * g[i] + T(2) * p[i];
  return g;
}

template <class Call>
std::string said_by(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.what());
  }
  return "nothing was thrown";
}

std::string said_of(const char* method, const OptionValues& options, std::size_t size = 3) {
  return said_by([&] { (void)make_optimizer<double>(method, options, size); });
}

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

}  // namespace

// --- Against closed forms --------------------------------------------------------------------------------------------

TEST_CASE("sgd on a quadratic is a geometric sequence") {
  const std::vector<double> curvature = {0.5, 3, -1};
  std::vector<double> p = {1, -2, 0.25};
  auto optimizer = make_optimizer<double>("sgd", {{"learning_rate", 0.1}}, 3);
  for (int t = 0; t < 50; ++t) optimizer.step(p, std::vector{0.5 * p[0], 3 * p[1], -1 * p[2]});
  const std::vector<double> start = {1, -2, 0.25};
  for (std::size_t k = 0; k < 3; ++k) {
    const double expected = start[k] * std::pow(1 - 0.1 * curvature[k], 50);
    CHECK(std::abs(p[k] - expected) <= 1e-14 * std::abs(expected) * 50);
  }
}

TEST_CASE("momentum on a quadratic follows the two roots of its recurrence") {
  // p_{t+1} = (1 + mu - r a) p_t - mu p_{t-1}, p_1 = (1 - r a) p_0.
  const double mu = 0.5, r = 0.02, a = 1;
  const double half = (1 + mu - r * a) / 2, root = std::sqrt(half * half - mu);
  const double fast = half - root, slow = half + root;
  const double weight = ((1 - r * a) - fast) / (slow - fast);
  std::vector<double> p = {1};
  auto optimizer = make_optimizer<double>("sgd", {{"learning_rate", r}, {"momentum", mu}}, 1);
  for (int t = 1; t <= 60; ++t) {
    optimizer.step(p, std::vector{a * p[0]});
    CHECK(std::abs(p[0] - (weight * std::pow(slow, t) + (1 - weight) * std::pow(fast, t))) <= 1e-14);
  }
}

TEST_CASE("nesterov is momentum whose gradient is taken where the momentum leads") {
  // Sutskever et al. (2013), eq. 3-4: v' = mu v - r g(x + mu v), x' = x + v'. What is stepped here is x + mu v.
  const double mu = 0.9, r = 0.05;
  const auto slope = [](double at) { return at * at * at - at + 0.3; };
  double x = 1.5, v = 0;
  std::vector<double> p = {x}, plain = {x};
  auto nesterov = make_optimizer<double>("sgd", {{"learning_rate", r}, {"momentum", mu}, {"nesterov", 1}}, 1);
  auto momentum = make_optimizer<double>("sgd", {{"learning_rate", r}, {"momentum", mu}}, 1);
  for (int t = 0; t < 40; ++t) {
    v = mu * v - r * slope(x + mu * v);
    x += v;
    nesterov.step(p, std::vector{slope(p[0])});
    momentum.step(plain, std::vector{slope(plain[0])});
    CHECK(std::abs(p[0] - (x + mu * v)) <= 1e-13);
  }
  CHECK(std::abs(p[0] - plain[0]) > 1e-3);
}

TEST_CASE("adagrad under a constant gradient slows down as the harmonic sum of roots") {
  std::vector<double> p = {1, 1};
  auto optimizer = make_optimizer<double>("adagrad", {{"learning_rate", 0.1}, {"eps", 0}}, 2);
  double way = 0;
  for (int t = 1; t <= 100; ++t) {
    optimizer.step(p, std::vector{3.0, -0.01});
    way += 0.1 / std::sqrt(t);
    CHECK(std::abs(p[0] - (1 - way)) <= 1e-13);
    CHECK(std::abs(p[1] - (1 + way)) <= 1e-13);
  }
  std::vector<double> q = {1};
  auto slowed = make_optimizer<double>(
      "adagrad", {{"learning_rate", 0.1}, {"eps", 0}, {"learning_rate_decay", 0.5}, {"initial_accumulator", 4}}, 1);
  way = 0;
  for (int t = 1; t <= 20; ++t) {
    slowed.step(q, std::vector{2.0});
    way += 0.1 / (1 + 0.5 * (t - 1)) * 2 / std::sqrt(4 + 4.0 * t);
    CHECK(std::abs(q[0] - (1 - way)) <= 1e-14);
  }
}

TEST_CASE("adam under a constant gradient moves by the learning rate, whatever the gradient's size") {
  std::vector<double> p(4);
  auto optimizer = make_optimizer<double>("adam", {{"learning_rate", 0.01}, {"eps", 0}}, 4);
  for (int t = 1; t <= 300; ++t) {
    optimizer.step(p, std::vector{1e-8, -1.0, 3e5, -1e100});
    for (std::size_t k = 0; k < 4; ++k) CHECK(std::abs(std::abs(p[k]) - 0.01 * t) <= 1e-11);
  }
  CHECK(p[0] < 0);
  CHECK(p[1] > 0);
}

TEST_CASE("adam's correction is right after many steps, too") {
  std::vector<double> p = {0};
  auto optimizer = make_optimizer<double>("adam", {{"learning_rate", 1}, {"eps", 0}, {"beta1", 0}}, 1);
  for (int t = 1; t <= 5000; ++t) optimizer.step(p, std::vector{t % 2 == 0 ? 2.0 : 1.0});
  // With beta1 = 0 the mean is the gradient itself.
  double v = 0;
  for (int t = 1; t <= 5001; ++t) v = 0.999 * v + 0.001 * (t % 2 == 0 ? 4.0 : 1.0);
  const double before = p[0];
  optimizer.step(p, std::vector{1.0});
  const double expected = 1 / std::sqrt(v / (1 - std::pow(0.999, 5001)));
  CHECK(std::abs((before - p[0]) - expected) <= 1e-12 * std::abs(before));
}

TEST_CASE("adamw is adam on the gradient alone after a decay of the parameters") {
  const double r = 0.02, w = 0.3;
  auto p = normals<double>(1, 19);
  auto expected = p;
  auto adamw = make_optimizer<double>("adamw", {{"learning_rate", r}, {"weight_decay", w}}, 19);
  auto adam = make_optimizer<double>("adam", {{"learning_rate", r}}, 19);
  for (std::uint32_t t = 0; t < 60; ++t) {
    const auto g = normals<double>(100 + t, 19);
    adamw.step(p, g);
    for (double& value : expected) value *= 1 - r * w;
    adam.step(expected, g);
    for (std::size_t k = 0; k < 19; ++k) CHECK(std::abs(p[k] - expected[k]) <= 1e-14);
  }
}

TEST_CASE("amsgrad does not speed up again after a large gradient, adam does") {
  const OptionValues options = {{"beta2", 0.9}, {"beta1", 0}};
  std::vector<double> p = {0}, q = {0};
  auto amsgrad = make_optimizer<double>("amsgrad", options, 1);
  auto adam = make_optimizer<double>("adam", options, 1);
  double slow = 0, fast = 0;
  for (int t = 0; t < 100; ++t) {
    const std::vector<double> g = {t == 3 ? 100.0 : 1.0};
    const double p_before = p[0], q_before = q[0];
    amsgrad.step(p, g);
    adam.step(q, g);
    slow = p_before - p[0];
    fast = q_before - q[0];
  }
  CHECK(slow == doctest::Approx(1e-3 / std::sqrt(0.1 * 1e4)).epsilon(0.01));
  CHECK(fast == doctest::Approx(1e-3).epsilon(0.05));
}

TEST_CASE("a centered rmsprop under a constant gradient keeps a variance that is not negative") {
  for (const double g : {0.1, 0.3, 1.0 / 3, 7.7}) {
    std::vector<double> p = {0};
    auto optimizer = make_optimizer<double>("rmsprop", {{"centered", 1}, {"alpha", 0.5}}, 1);
    for (int t = 0; t < 500; ++t) optimizer.step(p, std::vector{g});
    CHECK(std::isfinite(p[0]));
  }
}

// --- What all methods share ------------------------------------------------------------------------------------------

TEST_CASE("weight decay is a gradient with w p added") {
  for (const auto& method : optimizer_methods()) {
    if (method.name == "adamw") continue;
    CAPTURE(std::string(method.name));
    auto p = normals<double>(2, 21);
    auto q = p;
    auto decayed = make_optimizer<double>(method.name, {{"weight_decay", 0.1}}, p.size());
    auto plain = make_optimizer<double>(method.name, {}, p.size());
    for (std::uint32_t t = 0; t < 20; ++t) {
      const auto g = noisy_gradient(p, t);
      auto with_decay = g;
      for (std::size_t k = 0; k < g.size(); ++k) with_decay[k] += 0.1 * q[k];
      decayed.step(p, g);
      plain.step(q, with_decay);
    }
    CHECK(same_bits(p, q));
  }
}

TEST_CASE("a step's scales multiply the learning rate and the gradient") {
  for (const auto& [method, options] : test::optimizer_cases()) {
    CAPTURE(method);
    auto p = normals<double>(3, 21);
    auto q = p;
    auto scaled = make_optimizer<double>(method, options, p.size());
    const double rate = scaled.settings().learning_rate;
    auto given = options;
    given.push_back({"learning_rate", 0.5 * rate});
    auto plain = make_optimizer<double>(method, given, p.size());
    for (std::uint32_t t = 0; t < 20; ++t) {
      const auto g = noisy_gradient(p, t);
      auto third = g;
      for (double& value : third) value *= 0.3;
      scaled.step(p, g, {.learning_rate = 0.5, .gradient = 0.3});
      plain.step(q, third);
    }
    CHECK(same_bits(p, q));
  }
}

TEST_CASE_TEMPLATE("a saved state goes on with the same bits", T, double, float) {
  for (const auto& [method, options] : test::optimizer_cases()) {
    CAPTURE(method);
    auto p = normals<T>(4, 37);
    auto optimizer = make_optimizer<T>(method, options, p.size());
    for (std::uint32_t t = 0; t < 13; ++t) optimizer.step(p, noisy_gradient(p, t));
    const auto saved = optimizer.save();
    auto q = p;
    auto resumed = make_optimizer<T>(method, options, q.size());
    for (std::uint32_t t = 50; t < 55; ++t) resumed.step(q, noisy_gradient(q, t));  // to be forgotten
    q = p;
    resumed.restore(saved);
    CHECK(resumed.steps() == 13);
    CHECK(same_bits(resumed.save(), saved));
    auto copy = resumed;
    for (std::uint32_t t = 13; t < 40; ++t) {
      optimizer.step(p, noisy_gradient(p, t));
      resumed.step(q, noisy_gradient(q, t));
    }
    CHECK(same_bits(p, q));
    CHECK(same_bits(optimizer.save(), resumed.save()));
    CHECK(same_bits(copy.save(), saved));  // a copy goes on by itself
  }
}

TEST_CASE("float follows double to single precision") {
  for (const auto& [method, options] : test::optimizer_cases()) {
    CAPTURE(method);
    auto p = normals<float>(5, 53);
    std::vector<double> q(p.begin(), p.end());
    const auto start = q;
    auto given = options;
    given.push_back({"eps", 1e-3});
    if (method == "sgd") given.pop_back();
    auto single = make_optimizer<float>(method, given, p.size());
    auto wide = make_optimizer<double>(method, given, q.size());
    for (std::uint32_t t = 0; t < 20; ++t) {
      std::vector<float> g(p.size());
      fill_uniform(key_from_seed(600 + t), std::span(g));
      for (float& value : g) value += 0.5f;
      single.step(p, g);
      wide.step(q, std::vector<double>(g.begin(), g.end()));
    }
    for (std::size_t k = 0; k < p.size(); ++k) {
      // 20 steps of some ten roundings of 2^-24, of the parameter and of the way it went.
      CHECK(std::abs(static_cast<double>(p[k]) - q[k]) <= 1e-5 * (std::abs(start[k]) + std::abs(q[k] - start[k])));
    }
  }
}

TEST_CASE_TEMPLATE("a NaN in the gradient makes its parameter NaN and no other", T, double, float) {
  for (const auto& [method, options] : test::optimizer_cases()) {
    CAPTURE(method);
    auto p = normals<T>(6, 35);
    auto q = p;
    auto optimizer = make_optimizer<T>(method, options, p.size());
    auto clean = make_optimizer<T>(method, options, p.size());
    for (std::uint32_t t = 0; t < 6; ++t) {
      auto g = normals<T>(700 + t, p.size());
      clean.step(q, g);
      if (t == 2) g[7] = g[34] = std::numeric_limits<T>::quiet_NaN();
      optimizer.step(p, g);
    }
    for (std::size_t k = 0; k < p.size(); ++k) {
      CAPTURE(k);
      if (k == 7 || k == 34) {
        CHECK(std::isnan(p[k]));
      } else {
        CHECK(p[k] == q[k]);
      }
    }
    // The state, too, can be saved and goes on.
    auto resumed = make_optimizer<T>(method, options, p.size());
    resumed.restore(optimizer.save());
    CHECK(same_bits(resumed.save(), optimizer.save()));
  }
}

TEST_CASE("no parameters are no work, and a learning rate of 0 moves nothing") {
  for (const auto& [method, options] : test::optimizer_cases()) {
    CAPTURE(method);
    auto none = make_optimizer<double>(method, options, 0);
    none.step({}, {});
    CHECK(none.steps() == 1);
    none.restore(none.save());
    auto p = normals<double>(8, 9);
    const auto before = p;
    auto optimizer = make_optimizer<double>(method, options, p.size());
    optimizer.step(p, normals<double>(9, 9), {.learning_rate = 0});
    CHECK(p == before);
  }
}

// --- The catalogue and misuse ----------------------------------------------------------------------------------------

TEST_CASE("the catalogue's rows are whole") {
  std::set<std::string_view> names;
  std::set<int> codes;
  for (const auto& method : optimizer_methods()) {
    CAPTURE(std::string(method.name));
    CHECK(names.insert(method.name).second);
    CHECK(codes.insert(method.code).second);
    CHECK_FALSE(method.summary.empty());
    OptionValues all;
    for (const auto& option : method.options) {
      all.push_back({std::string(option.name), option.value});  // each default lies in its range
      CHECK_FALSE(option.summary.empty());
    }
    CHECK(make_optimizer<float>(method.name, all, 2).method() == method.name);
    CHECK(method.options.front().name == "learning_rate");
  }
  CHECK(names.size() == 8);
}

TEST_CASE("a name or an option that will not do is refused by name and value") {
  CHECK(said_of("lion", {}) ==
        "unknown_name: make_optimizer: there is no optimizer \"lion\"; the optimizers are sgd, rmsprop, adagrad, "
        "adadelta, adam, amsgrad, adamw, adamax");
  CHECK(said_of("sgd", {{"beta1", 0.9}}) ==
        "unknown_name: make_optimizer: sgd has no option \"beta1\"; its options are learning_rate, momentum, "
        "dampening, nesterov, weight_decay");
  CHECK(said_of("adam", {{"learning_rate", -1}}) ==
        "invalid_argument: make_optimizer: learning_rate of adam is -1; it must be at least 0");
  CHECK(said_of("adam", {{"beta2", 1}}) ==
        "invalid_argument: make_optimizer: beta2 of adam is 1; it must be at least 0 and less than 1");
  CHECK(said_of("sgd", {{"momentum", 1.5}}) ==
        "invalid_argument: make_optimizer: momentum of sgd is 1.5; it must be at least 0 and at most 1");
  CHECK(said_of("rmsprop", {{"centered", 0.5}}) ==
        "invalid_argument: make_optimizer: centered of rmsprop is 0.5; it must be 1 (on) or 0 (off)");
  CHECK(said_of("adagrad", {{"eps", kNaN}}) ==
        "not_finite: make_optimizer: eps of adagrad is nan; it must be a finite number");
  CHECK(
      said_of("adagrad", {{"weight_decay", kInf}}).starts_with("not_finite: make_optimizer: weight_decay of adagrad"));
  CHECK(said_of("adam", {{"eps", 1}, {"eps", 1}}) == "invalid_argument: make_optimizer: eps of adam is given twice");
  CHECK(said_of("sgd", {{"nesterov", 1}}) ==
        "invalid_argument: make_optimizer: nesterov of sgd is on with momentum 0 and dampening 0; it needs momentum "
        "greater than 0 and dampening 0");
  CHECK(said_of("sgd", {{"nesterov", 1}, {"momentum", 0.9}, {"dampening", 0.1}}).starts_with("invalid_argument"));
  CHECK(said_of("adam", {}, std::size_t{1} << 31) ==
        "too_large: make_optimizer: size is 2147483648; at most 268435456");
}

TEST_CASE("every option of every method refuses what lies outside its range") {
  for (const auto& method : optimizer_methods()) {
    for (const auto& option : method.options) {
      CAPTURE(std::string(option.name));
      for (const double wrong : {-0.001, -kInf, kInf, kNaN}) {
        const auto said = said_of(std::string(method.name).c_str(), {{std::string(option.name), wrong}});
        CHECK(said.find(text(option.name, " of ", method.name, " is ", wrong)) != std::string::npos);
      }
    }
  }
}

TEST_CASE("a step that will not do changes nothing") {
  auto p = normals<double>(10, 5);
  auto optimizer = make_optimizer<double>("adam", {}, 5);
  optimizer.step(p, normals<double>(11, 5));
  const auto parameters = p;
  const auto state = optimizer.save();
  std::vector<double> g(5, 1.0), long_g(6), short_p(4);
  CHECK(said_by([&] { optimizer.step(p, long_g); }) ==
        "shape_mismatch: step: gradient has 6 values; the optimizer is for 5");
  CHECK(said_by([&] { optimizer.step(short_p, g); }) ==
        "shape_mismatch: step: parameters has 4 values; the optimizer is for 5");
  CHECK(said_by([&] { optimizer.step(p, g, {.learning_rate = -0.5}); }) ==
        "invalid_argument: step: learning_rate of scale is -0.5; it must be at least 0");
  CHECK(said_by([&] { optimizer.step(p, g, {.learning_rate = kNaN}); }).starts_with("not_finite: step"));
  CHECK(p == parameters);
  CHECK(same_bits(optimizer.save(), state));
  CHECK(short_p == std::vector<double>(4));
}

TEST_CASE("a saved state that does not fit is refused and changes nothing") {
  auto p = normals<double>(12, 5);
  auto optimizer = make_optimizer<double>("rmsprop", {{"momentum", 0.5}}, 5);
  optimizer.step(p, normals<double>(13, 5));
  const auto state = optimizer.save();
  const auto refuse = [&](const std::vector<double>& saved) {
    const auto said = said_by([&] { optimizer.restore(saved); });
    CHECK(same_bits(optimizer.save(), state));
    return said;
  };
  const auto changed = [&](std::size_t i, double value) {
    auto saved = state;
    saved[i] = value;
    return saved;
  };
  CHECK(refuse(changed(0, 2)) ==
        "invalid_argument: restore: saved[0], the version, is 2; this optimizer, rmsprop, has 1");
  CHECK(refuse(make_optimizer<double>("adam", {}, 5).save()).find("the method, is 5") != std::string::npos);
  CHECK(refuse(make_optimizer<float>("rmsprop", {{"momentum", 0.5}}, 5).save()).find("bytes") != std::string::npos);
  CHECK(refuse(make_optimizer<double>("rmsprop", {{"momentum", 0.5}}, 6).save()).find("parameters, is 6") !=
        std::string::npos);
  CHECK(refuse(make_optimizer<double>("rmsprop", {{"centered", 1}}, 5).save()).find("momentum, is 0") !=
        std::string::npos);
  CHECK(refuse(changed(6, -1)).find("steps of saved is -1") != std::string::npos);
  CHECK(refuse(changed(6, 1.5)).find("steps of saved is 1.5") != std::string::npos);
  CHECK(refuse(changed(6, kNaN)).find("steps of saved is nan") != std::string::npos);
  for (std::size_t n = 0; n < state.size(); ++n) {
    CHECK(refuse({state.begin(), state.begin() + static_cast<std::ptrdiff_t>(n)}).starts_with("shape_mismatch"));
  }
  auto single = make_optimizer<float>("adam", {}, 1);
  for (const double wrong : {0.1, 1e300, -1e39, 1e-60}) {
    auto saved = single.save();
    saved.back() = wrong;
    CHECK(said_by([&] { single.restore(saved); }).find("single precision") != std::string::npos);
    CHECK(single.save().back() == 0);
  }
}
