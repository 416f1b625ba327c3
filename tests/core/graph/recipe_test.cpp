// Recipes: what they say, that encode and decode are inverse, and that nothing hostile gets through.

#include "tractable/graph/recipe.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <string>

#include "support/recipe_writer.hpp"
#include "tractable/base/error.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/print.hpp"

using namespace tractable;
using test::RecipeWriter;

namespace {

constexpr std::uint32_t kRows = RecipeWriter::kBatchRows;

// --- a catalogue for these tests ------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 2> kHow{"plain", "log"};
constexpr std::array kSoftmaxOptions{
    BuilderOption{.name = "group", .fallback = 0, .low = 0, .high = 100, .integer = true},
    BuilderOption{.name = "scale", .fallback = 1, .low = 0.5, .high = 2},
    BuilderOption{.name = "how", .choices = kHow},
};
constexpr std::array<std::string_view, 1> kOneOperand{"x"};
constexpr std::array<std::string_view, 2> kTwoOperands{"x", "y"};

std::vector<Expr> build_softmax(const BuilderCall& call) {
  const Expr x = call.operands[0] * call.number(1);
  return {call.integer(2) == 0 ? softmax(x, call.integer(0)) : log_softmax(x, call.integer(0))};
}
std::vector<Expr> build_exp_forward(const BuilderCall& call) {
  return {exp(call.operands[0]), sum_cols(call.operands[0])};
}
std::vector<Expr> build_total(const BuilderCall& call) {
  Expr sum = call.operands[0];
  for (const Expr x : call.operands.subspan(1)) sum = sum + x;
  return {sum};
}

constexpr std::array kRowsOfCatalogue{
    BuilderRow{"scaled.softmax", kOneOperand, kSoftmaxOptions, &build_softmax},
    BuilderRow{"exp.forward", kOneOperand, {}, &build_exp_forward},
    BuilderRow{"total", kTwoOperands, {}, &build_total, true},
};

// --- help -----------------------------------------------------------------------------------------------------------

std::string printed(const Decoded& decoded) {
  std::vector<Expr> outputs;
  for (const NamedExpr& output : decoded.outputs) outputs.push_back(output.expr);
  return print(outputs);
}
std::string printed(const Recipe& recipe) {
  Graph graph;
  return printed(decode(recipe, kRowsOfCatalogue, graph));
}

/// The Error of decoding, or one with an empty `where`.
Error fault(const Recipe& recipe, DecodeOptions options = {}) {
  Graph graph;
  try {
    (void)decode(recipe, kRowsOfCatalogue, graph, options);
  } catch (const Error& error) {
    return error;
  }
  return {ErrorCode::internal_error, "", "there was no error"};
}

struct Case {
  ErrorCode code;
  std::string where;
  std::string words;  // in the message
  Recipe recipe;
};

bool operator==(const Recipe& a, const Recipe& b) {
  const auto bits = [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  };
  return a.words == b.words && a.names == b.names && std::ranges::equal(a.numbers, b.numbers, bits);
}

/// encode, decode, encode: the same recipe, and the same expression in words.
void check_round_trip(std::span<const NamedExpr> outputs) {
  const Recipe recipe = encode(outputs);
  Graph graph({.clean = outputs[0].expr.graph->cleans()});
  const Decoded decoded = decode(recipe, {}, graph, {.finite = false});
  REQUIRE(decoded.outputs.size() == outputs.size());
  const Recipe again = encode(decoded.outputs);
  CHECK(again == recipe);
  std::vector<Expr> before;
  for (const NamedExpr& output : outputs) before.push_back(output.expr);
  CHECK(printed(decoded) == print(before));
  for (std::size_t k = 0; k < outputs.size(); ++k) CHECK(decoded.outputs[k].name == outputs[k].name);
}

}  // namespace

TEST_CASE("a recipe written by hand is the expression that it says") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 3);
  const auto first = w.call("gather", {x}, {0});
  const auto slope = w.data(1, 3, {0.5, -1, 2});
  const auto product = w.call("mul", {x, slope});
  const auto sum = w.call("sum_cols", {product}, {0});
  const auto two = w.constant(2);
  const auto power = w.call("pow", {first, two});
  const auto y = w.call("sub", {sum, power});
  Graph graph;
  const Decoded decoded = decode(w.with_outputs({y}), {}, graph);
  CHECK(printed(decoded) ==
        "x = input  (batch, 3)\n"
        "%0 = gather(x; 0)  (batch, 1)\n"
        "%1 = data  (1, 3)\n"
        "%2 = mul(x, %1)  (batch, 3)\n"
        "%3 = sum_cols(%2; 3)  (batch, 1)\n"
        "%4 = mul(%0, %0)  (batch, 1)\n"
        "%5 = sub(%3, %4)  (batch, 1)\n"
        "return %5\n");
  REQUIRE(decoded.inputs.size() == 1);
  CHECK(decoded.inputs[0].name == "x");
  CHECK(decoded.inputs[0].expr.shape() == Shape{kBatch, 3});
  CHECK(graph.origin(decoded.outputs[0].expr.id) == y + 1);
  CHECK(graph.origin(decoded.inputs[0].expr.id) == x + 1);
}

TEST_CASE("sum, mean and dot are of one replica") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 4);
  const auto a = w.data(2, 2, {1, 2, 3, 4});
  const auto outputs = {w.call("sum", {x}), w.call("mean", {x}), w.call("dot", {x, x}), w.call("sum", {a})};
  Graph graph;
  std::vector<Shape> shapes;
  for (const auto& output : decode(w.with_outputs(outputs), {}, graph).outputs) shapes.push_back(output.expr.shape());
  CHECK(shapes == std::vector<Shape>{{kBatch, 1}, {kBatch, 1}, {kBatch, 1}, {1, 1}});
}

TEST_CASE("every op and every builder has its name, and the table is in order") {
  const auto names = recipe_functions();
  CHECK(std::ranges::is_sorted(names));
  CHECK(std::ranges::adjacent_find(names) == names.end());
  for (const OpInfo& op : kOps) {
    const bool is_record = op.name == "input" || op.name == "data" || op.name == "constant";
    CHECK_MESSAGE(std::ranges::binary_search(names, op.name) != is_record, op.name);
  }
}

TEST_CASE("encode and decode are inverse for every op, with clean-ups and without") {
  for (const bool clean : {true, false}) {
    Graph g({.clean = clean});
    const Expr x = g.input({kBatch, 4}, "x");
    const Expr unused = g.input({2, 3}, "unused");
    const Expr p = g.input({1, 4}, "p");
    const Expr m = g.data({4, 6}, std::vector<double>(24, 0.25), "m");
    const std::array<std::int32_t, 3> index{3, 0, 0};
    std::vector<Expr> values{-x,
                             abs(x),
                             sign(x),
                             reciprocal(x),
                             sqrt(x),
                             exp(x),
                             log(x),
                             log1p(x),
                             expm1(x),
                             sin(x),
                             cos(x),
                             atan(x),
                             tanh(x),
                             sigmoid(x),
                             softplus(x),
                             log_sigmoid(x),
                             lgamma(x),
                             deviance(x),
                             stirling(x),
                             floor(x),
                             product_error(x, p),
                             polygamma(3, x),
                             erf(x),
                             erfc(x),
                             erfcx(x),
                             normal_log_cdf(x),
                             normal_ppf(x),
                             x + p,
                             x - p,
                             x * p,
                             x / p,
                             pow(x, p),
                             pow(x, 2.5),
                             pow(x, g.constant(2)),
                             max(x, p),
                             min(x, p),
                             greater(x, p),
                             select(greater(x, p), x, p),
                             expand(p, {kBatch, 4}),
                             reshape(m, 6, 4),
                             stop_gradient(x),
                             gather(x, index),
                             scatter_add(gather(x, index), index, 5),
                             concat(x, x),
                             sum_rows(x),
                             sum_cols(x, 2),
                             max_cols(x),
                             log_sum_exp(x, 2),
                             cumsum(x),
                             matmul(x, m),
                             matmul(x, x, Transpose::a),
                             matmul(x, reshape(m, 6, 4), Transpose::b),
                             matmul_each(x, x, 2, 2, 2, Transpose::both),
                             cholesky_each(x, 2),
                             solve_lower_each(x, x, 2, 2, true),
                             solve_lower_each(x, x, 2, 2),
                             linear_recurrence(x, p),
                             softmax(x, 2),
                             mean(x),
                             mean_rows(x),
                             clamp(x, -1, 1),
                             g.batch_size() * x,
                             g.constant(-0.0) + x,
                             x * std::numeric_limits<double>::infinity()};
    std::vector<NamedExpr> outputs;
    for (const Expr value : values) outputs.push_back({std::string(info(value.op()).name), value});
    check_round_trip(outputs);
    CHECK(encode(outputs).names[0] == "x");
    std::vector<Op> ops;
    for (NodeId id = 0; id < g.size(); ++id) ops.push_back(g[id].op);
    for (std::size_t k = 0; k < kOps.size(); ++k) {
      // The clean-ups write some ops with others.
      if (clean && kOps[k].name == "log_sigmoid") continue;
      CHECK_MESSAGE(std::ranges::find(ops, static_cast<Op>(k)) != ops.end(), kOps[k].name, " is not in this test");
    }
    // An input that no output needs stays in the signature.
    Graph other({.clean = clean});
    const auto inputs = decode(encode(outputs), {}, other, {.finite = false}).inputs;
    REQUIRE(inputs.size() == 3);
    CHECK(inputs[1].name == "unused");
    CHECK(inputs[1].expr.shape() == unused.shape());
  }
}

TEST_CASE("encode and decode are inverse for random graphs and their gradients") {
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](std::size_t n) { return random() % n; };
    Graph g;
    std::vector<Expr> values{g.input({kBatch, 4}, "x"), g.input({1, 4}),
                             g.data({1, 4}, std::vector<double>{1, 2, 3, 4}), g.constant(0.5)};
    for (int step = 0; step < 40; ++step) {
      const Expr a = values[pick(values.size())];
      const Expr b = values[pick(values.size())];
      switch (pick(9)) {
        case 0:
          values.push_back(a + b);
          break;
        case 1:
          values.push_back(a - b);
          break;
        case 2:
          values.push_back(a * b);
          break;
        case 3:
          values.push_back(a / (exp(b) + 1));
          break;
        case 4:
          values.push_back(tanh(a));
          break;
        case 5:
          values.push_back(-a);
          break;
        case 6:
          values.push_back(select(greater(a, b), a, b));
          break;
        case 7:
          values.push_back(expand(sum_cols(a), a.shape()));
          break;
        default:
          values.push_back(pow(a, static_cast<double>(pick(4))));
          break;
      }
    }
    const Expr y = values.back();
    const std::array wrt{values[0], values[1]};
    std::vector<NamedExpr> outputs{{"y", y}};
    for (const Expr d : gradient(y, wrt)) outputs.push_back({"d", d});
    CAPTURE(seed);
    check_round_trip(outputs);
  }
}

TEST_CASE("a row of the catalogue is called by name, with its options and several results") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 4);
  const auto plain = w.call("scaled.softmax", {x});
  w.recipe.numbers.push_back(2);
  const auto options = std::vector<std::uint32_t>{2, w.name("how"), w.name("log"), w.name("group"), 0};
  const auto grouped = w.call("scaled.softmax", {x}, {}, options);
  const auto forward = w.call("exp.forward", {x});
  const auto log_det = w.pick(forward, 1);
  const auto same = w.pick(forward, 0);
  const auto total = w.call("total", {x, plain, grouped, forward, log_det});
  Graph graph;
  const Decoded decoded =
      decode(w.with_outputs({plain, grouped, forward, log_det, same, total}), kRowsOfCatalogue, graph);
  const Expr z = decoded.inputs[0].expr;
  CHECK(decoded.outputs[0].expr.id == softmax(z, 0).id);
  CHECK(decoded.outputs[1].expr.id == log_softmax(z, 2).id);
  CHECK(decoded.outputs[3].expr.id == sum_cols(z).id);
  CHECK(decoded.outputs[4].expr.id == exp(z).id);
  CHECK(decoded.outputs[5].expr.op() == Op::add);
}

TEST_CASE("a fault names the record") {
  std::vector<Case> cases;
  const auto add = [&](ErrorCode code, std::string where, std::string words, auto write) {
    RecipeWriter w;
    const auto x = w.input("x", kRows, 3);
    const std::uint32_t y = write(w, x);
    cases.push_back({code, std::move(where), std::move(words), w.with_outputs({y})});
  };
  using enum ErrorCode;
  add(shape_mismatch, "record 2", "matmul: ", [](auto& w, auto x) {
    const auto a = w.data(2, 2, {1, 2, 3, 4});
    return w.call("matmul", {x, a});
  });
  add(shape_mismatch, "record 2", "add: (batch, 3) and (1, 2)", [](auto& w, auto x) {
    const auto a = w.data(1, 2, {1, 2});
    return w.call("add", {x, a});
  });
  add(unknown_name, "record 1", "no function \"sinh\"", [](auto& w, auto x) { return w.call("sinh", {x}); });
  add(unknown_name, "record 1", "no function \"a?b",
      [](auto& w, auto x) { return w.call("a\nb" + std::string(1000, 'c'), {x}); });
  add(parse_error, "record 1", "calls a function without a name", [](auto& w, auto x) { return w.call("", {x}); });
  add(parse_error, "record 1", "uses record 1, which does not stand before it",
      [](auto& w, auto) { return w.call("exp", {1}); });
  add(parse_error, "record 1", "exp has 2 operands; it takes 1", [](auto& w, auto x) { return w.call("exp", {x, x}); });
  add(parse_error, "record 1", "concat has 0 operands; it takes one or more",
      [](auto& w, auto) { return w.call("concat", {}); });
  add(parse_error, "record 1", "exp has 1 integers", [](auto& w, auto x) { return w.call("exp", {x}, {1}); });
  add(parse_error, "record 1", "matmul_each has 2 integers; it takes at least 3 and at most 4",
      [](auto& w, auto x) { return w.call("matmul_each", {x, x}, {1, 3}); });
  add(parse_error, "record 1", "exp has no options",
      [](auto& w, auto x) { return w.call("exp", {x}, {}, {1, w.name("a"), 0}); });
  add(parse_error, "record 1", "1 words too many", [](auto& w, auto x) { return w.call("exp", {x}, {}, {0, 7}); });
  add(parse_error, "record 1", "kind is 9", [](auto& w, auto) { return w.record(9, {}); });
  add(parse_error, "record 1", "kind is 17", [](auto& w, auto) { return w.record(17, {1, 2}); });
  add(parse_error, "record 1", "names text 99", [](auto& w, auto) { return w.record(1, {99, kRows, 2}); });
  add(parse_error, "record 1", "fewer numbers", [](auto& w, auto) { return w.record(3, {}); });
  add(parse_error, "record 1", "fewer numbers", [](auto& w, auto) { return w.data(1000, 1000, {1}); });
  add(parse_error, "record 1", "takes result 1 of record 0, which has 1", [](auto& w, auto x) { return w.pick(x, 1); });
  add(not_finite, "record 1", "a number is nan",
      [](auto& w, auto) { return w.constant(std::numeric_limits<double>::quiet_NaN()); });
  add(not_finite, "record 1", "a number is -inf",
      [](auto& w, auto) { return w.data(1, 2, {1, -std::numeric_limits<double>::infinity()}); });
  add(invalid_argument, "record 1", "needs at least one row", [](auto& w, auto) { return w.input("z", 0, 2); });
  add(invalid_argument, "record 1", "needs at least one row", [](auto& w, auto) { return w.data(kRows, 2, {}); });
  add(invalid_argument, "record 1", "", [](auto& w, auto) { return w.input("z", 0xfffffff0U, 2); });
  add(too_large, "record 1", "too large", [](auto& w, auto) { return w.input("z", 1, 0x7fffffffU); });
  add(too_large, "record 1", "too large", [](auto& w, auto) { return w.data(0x7fffffffU, 0x7fffffffU, {}); });
  add(too_large, "record 2", "integers together", [](auto& w, auto) {
    const auto z = w.input("z", 1, 1U << 20U);
    return w.call("slice", {z}, {0, 0x7fffffff});
  });
  add(too_large, "record 19", "too large", [](auto& w, auto x) {
    for (int k = 0; k < 22; ++k) x = w.call("concat", {x, x});
    return x;
  });
  add(invalid_argument, "record 1", "clamp: low is x; it must be a plain number",
      [](auto& w, auto x) { return w.call("clamp", {x, x, x}); });
  add(invalid_argument, "record 1", "transpose is 4", [](auto& w, auto x) { return w.call("matmul", {x, x}, {4}); });
  add(parse_error, "record 1", "takes options, no integers",
      [](auto& w, auto x) { return w.call("scaled.softmax", {x}, {2}); });
  add(parse_error, "record 1", "total has 1 operands; it takes 2 or more",
      [](auto& w, auto x) { return w.call("total", {x}); });
  const auto option = [](std::string_view name, std::string_view choice, double value) {
    return [=](auto& w, auto x) {
      const auto named = w.name(name);
      if (choice.empty()) w.recipe.numbers.push_back(value);
      return w.call("scaled.softmax", {x}, {}, {1, named, w.name(choice)});
    };
  };
  add(unknown_name, "record 1", "no option \"size\"; it has group, scale, how", option("size", "", 1));
  add(invalid_argument, "record 1", "scale is 3; it must be between 0.5 and 2", option("scale", "", 3));
  add(invalid_argument, "record 1", "group is 1.5; it must be an integer between 0 and 100", option("group", "", 1.5));
  add(invalid_argument, "record 1", "how is 1; it must be a name", option("how", "", 1));
  add(invalid_argument, "record 1", "scale is \"log\"; it must be a number", option("scale", "log", 0));
  add(unknown_name, "record 1", "how is \"exp\"; it must be one of plain, log", option("how", "exp", 0));
  for (const Case& c : cases) {
    const Error error = fault(c.recipe);
    CAPTURE(std::string(error.what()));
    CAPTURE(c.words);
    CHECK(to_string(error.code()) == to_string(c.code));
    CHECK(error.where() == c.where);
    CHECK(error.message().find(c.words) != std::string::npos);
    CHECK(error.message().size() < 400);
  }
}

TEST_CASE("a fault of the whole is said of the recipe") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 2);
  w.constant(1);
  const Recipe good = w.with_outputs({x});
  CHECK(printed(good) == "x = input  (batch, 2)\nreturn x\n");
  const auto changed = [&](auto change) {
    Recipe recipe = good;
    change(recipe);
    const Error error = fault(recipe);
    return text(to_string(error.code()), " ", error.what());
  };
  CHECK(changed([](Recipe& r) { r.words[0]++; }) == "parse_error recipe: it is no recipe, or one of another version");
  CHECK(changed([](Recipe& r) { r.words.clear(); }) == "parse_error recipe: it ends too early");
  CHECK(changed([](Recipe& r) { r.words.pop_back(); }) == "parse_error recipe: it ends too early");
  CHECK(changed([](Recipe& r) { r.words.push_back(0); }) == "parse_error recipe: it has 1 words too many");
  CHECK(changed([](Recipe& r) { r.words[1] = 200'001; }) ==
        "too_large recipe: it has 200001 records; at most 200000 are allowed");
  CHECK(changed([](Recipe& r) { r.words[1] = 20; }) == "parse_error recipe: it ends too early");
  CHECK(changed([](Recipe& r) { r.words[2] = 0xffffffffU; }) == "parse_error recipe: it ends too early");
  CHECK(changed([](Recipe& r) { r.words[2] = 0; }) == "parse_error recipe: it has no outputs");
  CHECK(changed([](Recipe& r) { r.words.back() = 2; }) == "parse_error recipe: output 0 is record 2 of 2");
  CHECK(changed([](Recipe& r) { r.numbers.push_back(1); }) ==
        "parse_error recipe: it has more numbers than its records take");
  CHECK(changed([](Recipe& r) { r.names.resize(100); }) == "parse_error recipe: it has more names than words");
}

TEST_CASE("the budget of nodes, numbers and lists holds") {
  RecipeWriter w;
  auto x = w.input("x", kRows, 2);
  for (int k = 0; k < 50; ++k) x = w.call("exp", {x});
  const Recipe chain = w.with_outputs({x});
  CHECK(fault(chain, {.max_nodes = 51}).where().empty());
  CHECK(fault(chain, {.max_nodes = 50}).code() == ErrorCode::too_large);
  // A record can become several nodes.
  RecipeWriter v;
  auto y = v.input("y", kRows, 2);
  for (int k = 0; k < 20; ++k) y = v.call("log_softmax", {y});
  const Error grown = fault(v.with_outputs({y}), {.max_nodes = 40});
  CHECK(grown.message() == "the expression has more than 40 nodes");
  CHECK(grown.where().starts_with("record "));
  RecipeWriter u;
  const auto z = u.input("z", 1, 1000);
  auto last = z;
  for (int k = 0; k < 20; ++k) last = u.call("slice", {z}, {k, 900});
  CHECK(fault(u.with_outputs({last}), {.max_numbers = 20'000}).where().empty());
  CHECK(fault(u.with_outputs({last}), {.max_numbers = 10'000}).where() == "record 12");
}

TEST_CASE("what stands deep is refused before a clean-up follows it down, and many parts are joined in a tree") {
  for (const int kind : {0, 1, 2}) {
    RecipeWriter w;
    const auto x = w.input("x", kRows, 2);
    auto y = x;
    for (int k = 0; k < 50'000; ++k) {
      y = kind == 0 ? w.call("concat", {y, x}) : w.call("concat", {x, y});
      if (kind == 2) y = w.call("gather", {y}, {1, 2});
    }
    const Error error = fault(w.with_outputs({w.call("gather", {y}, {0})}));
    CHECK(error.code() == ErrorCode::too_large);
    CHECK(error.message().find("more than 1000 times over") != std::string::npos);
  }
  RecipeWriter w;
  const auto x = w.input("x", kRows, 1);
  std::vector<std::uint32_t> parts;
  for (int k = 0; k < 10'001; ++k) parts.push_back(k == 7'000 ? w.call("exp", {x}) : x);
  const auto all = w.call("concat", parts);
  const auto one = w.call("gather", {all}, {7'000});
  Graph graph;
  const auto decoded = decode(w.with_outputs({all, one}), {}, graph);
  CHECK(decoded.outputs[0].expr.shape().cols == 10'001);
  CHECK(decoded.outputs[1].expr.op() == Op::exp);
  CHECK(graph.size() < 200);
}

TEST_CASE("a recipe that was cut off or changed is refused or is another expression, never more") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 4);
  const auto a = w.data(4, 2, {1, 2, 3, 4, 5, 6, 7, 8});
  const auto product = w.call("matmul", {x, a});
  const auto part = w.call("gather", {product}, {1, 0, 1});
  w.recipe.numbers.push_back(1);
  const auto soft = w.call("scaled.softmax", {part}, {}, {1, w.name("scale"), 0});
  const auto y = w.call("sum_cols", {soft}, {0});
  const Recipe good = w.with_outputs({y, soft});
  REQUIRE(fault(good).where().empty());
  for (std::size_t length = 0; length < good.words.size(); ++length) {
    Recipe cut = good;
    cut.words.resize(length);
    CHECK_FALSE(fault(cut).where().empty());
  }
  std::size_t refused = 0;
  for (std::size_t place = 0; place < good.words.size(); ++place) {
    for (const std::uint32_t word : {0U, 1U, 2U, 3U, 5U, 255U, 256U, 0x104U, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
      Recipe changed = good;
      changed.words[place] = word;
      const Error error = fault(changed);
      refused += !error.where().empty();
      CHECK((error.where().empty() || error.code() != ErrorCode::internal_error));
    }
  }
  CHECK(refused > good.words.size() * 8);
}

TEST_CASE("encode refuses what is no list of outputs of one graph") {
  Graph g;
  Graph h;
  const std::array two{NamedExpr{"a", g.constant(1)}, NamedExpr{"b", h.constant(1)}};
  CHECK_THROWS_AS((void)encode(two), Error);
  CHECK_THROWS_AS((void)encode({}), Error);
  const std::array none{NamedExpr{"a", Expr{}}};
  CHECK_THROWS_AS((void)encode(none), Error);
}

TEST_CASE("the catalogue's rows are well formed") {
  std::vector<std::string_view> names = recipe_functions();
  for (const BuilderRow& row : catalogue()) {
    CAPTURE(row.name);
    names.push_back(row.name);
    CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string_view::npos);
    CHECK(row.build != nullptr);
    for (const BuilderOption& option : row.options) {
      const auto choices = static_cast<double>(option.choices.size());
      CHECK((option.choices.empty() ? option.fallback >= option.low && option.fallback <= option.high
                                    : option.fallback >= 0 && option.fallback < choices));
    }
  }
  std::ranges::sort(names);
  CHECK(std::ranges::adjacent_find(names) == names.end());
}
