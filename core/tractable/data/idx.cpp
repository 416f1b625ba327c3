#include "tractable/data/idx.hpp"

#include <bit>
#include <limits>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "IdxArray";
constexpr std::size_t kMagic = 4;

template <class... Parts>
[[noreturn]] void refuse(std::size_t byte, const Parts&... why) {
  throw_error(ErrorCode::parse_error, kWhere, "byte ", byte, ": ", why...);
}

// 0 for a type that there is not.
std::size_t bytes_of(std::uint8_t type) {
  switch (static_cast<IdxType>(type)) {
    case IdxType::u8:
    case IdxType::i8:
      return 1;
    case IdxType::i16:
      return 2;
    case IdxType::i32:
    case IdxType::f32:
      return 4;
    case IdxType::f64:
      return 8;
  }
  return 0;
}

template <std::size_t kBytes>
std::uint64_t big_endian(std::span<const std::uint8_t> data, std::size_t at) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kBytes; ++i) bits = bits << 8 | data[at + i];
  return bits;
}

double number_at(std::span<const std::uint8_t> data, IdxType type, std::size_t i) {
  switch (type) {
    case IdxType::u8:
      return data[i];
    case IdxType::i8:
      return static_cast<std::int8_t>(data[i]);
    case IdxType::i16:
      return static_cast<std::int16_t>(big_endian<2>(data, 2 * i));
    case IdxType::i32:
      return static_cast<std::int32_t>(big_endian<4>(data, 4 * i));
    case IdxType::f32:
      return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(big_endian<4>(data, 4 * i))));
    case IdxType::f64:
      return std::bit_cast<double>(big_endian<8>(data, 8 * i));
  }
  return 0;
}

}  // namespace

IdxArray::IdxArray(std::span<const std::uint8_t> file) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (i >= file.size()) refuse(i, "the file ends inside its header");
    if (file[i] != 0) refuse(i, "an IDX file begins with two zero bytes, here is ", static_cast<int>(file[i]));
  }
  if (file.size() < kMagic) refuse(file.size(), "the file ends inside its header");
  const std::size_t width = bytes_of(file[2]);
  if (width == 0) refuse(2, "the type is ", static_cast<int>(file[2]), "; it must be 8, 9, 11, 12, 13 or 14");
  type_ = static_cast<IdxType>(file[2]);
  const std::size_t dimensions = file[3];
  if (dimensions == 0) refuse(3, "there are no dimensions; there must be at least one");
  const std::size_t header = kMagic + 4 * dimensions;
  if (file.size() < header) {
    refuse(file.size(), "the file ends inside its header, which has ", header, " bytes for ", dimensions,
           " dimensions");
  }
  const std::size_t most = std::numeric_limits<std::size_t>::max() / width;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const auto length = static_cast<std::size_t>(big_endian<4>(file, kMagic + 4 * i));
    if (length == 0) refuse(kMagic + 4 * i, "dimension ", i, " is 0");
    if (length > most / size_)
      refuse(kMagic + 4 * i, "dimension ", i, " is ", length, ": more numbers than can be addressed");
    shape_.push_back(length);
    size_ *= length;
  }
  data_ = file.subspan(header);
  if (data_.size() < size_ * width) {
    refuse(file.size(), "the file ends after ", data_.size(), " of ", size_ * width, " bytes of numbers");
  }
  if (data_.size() > size_ * width) {
    refuse(header + size_ * width, "there are ", data_.size() - size_ * width, " bytes behind the last number");
  }
}

std::span<const std::uint8_t> IdxArray::bytes() const {
  if (type_ == IdxType::u8) return data_;
  throw_error(ErrorCode::invalid_argument, "IdxArray::bytes", "the numbers are of type ", static_cast<int>(type_),
              "; only those of type 8 are unsigned bytes");
}

void IdxArray::numbers(std::size_t begin, std::span<double> out) const {
  if (begin > size_ || out.size() > size_ - begin) {
    throw_error(ErrorCode::invalid_argument, "IdxArray::numbers", "begin is ", begin, " and ", out.size(),
                " numbers are asked for; there are ", size_);
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = number_at(data_, type_, begin + i);
}

}  // namespace tractable
