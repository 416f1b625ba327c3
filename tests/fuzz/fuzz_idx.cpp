// IdxArray on any bytes: it refuses with an Error that names the byte, or the file that is written from what was read
// is the same one.

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/data/idx.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_array(const tractable::IdxArray& array, std::span<const std::uint8_t> file) {
  std::size_t product = 1;
  std::vector<std::uint8_t> head = {0, 0, static_cast<std::uint8_t>(array.type()),
                                    static_cast<std::uint8_t>(array.shape().size())};
  for (const std::size_t length : array.shape()) {
    product *= length;
    for (int shift = 24; shift >= 0; shift -= 8) head.push_back(static_cast<std::uint8_t>(length >> shift));
  }
  require(product == array.size());
  for (std::size_t i = 0; i < head.size(); ++i) require(head[i] == file[i]);
  std::vector<double> numbers(array.size());
  array.numbers(0, numbers);
  if (array.type() != tractable::IdxType::u8) return;
  require(array.bytes().size() == array.size() && head.size() + array.size() == file.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) require(numbers[i] == file[head.size() + i]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span file(data, size);
  try {
    check_array(tractable::IdxArray(file), file);
  } catch (const tractable::Error& error) {
    require(error.code() == tractable::ErrorCode::parse_error);
    require(error.message().starts_with("byte ") && error.message().size() < 300);
  }
  return 0;
}
