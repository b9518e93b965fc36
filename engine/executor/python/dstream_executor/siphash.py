"""SipHash-1-3 with a zero key: CPython's hash of texts and bytes with PYTHONHASHSEED=0."""
MASK = (1 << 64) - 1


def siphash(data):
    """:returns: 0 to 2**64 - 1"""
    v = [0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573]
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        word = int.from_bytes(data[at : at + 8], "little")
        v[3] ^= word
        _round(v)
        v[0] ^= word
    word = int.from_bytes(data[whole:], "little") | (len(data) & 0xFF) << 56
    v[3] ^= word
    _round(v)
    v[0] ^= word
    v[2] ^= 0xFF
    for _ in range(3):
        _round(v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _rotate(value, bits):
    return (value << bits | value >> 64 - bits) & MASK


def _round(v):
    v[0] = v[0] + v[1] & MASK
    v[1] = _rotate(v[1], 13) ^ v[0]
    v[0] = _rotate(v[0], 32)
    v[2] = v[2] + v[3] & MASK
    v[3] = _rotate(v[3], 16) ^ v[2]
    v[0] = v[0] + v[3] & MASK
    v[3] = _rotate(v[3], 21) ^ v[0]
    v[2] = v[2] + v[1] & MASK
    v[1] = _rotate(v[1], 17) ^ v[2]
    v[2] = _rotate(v[2], 32)
