/**
 * Where Kafka's clients in Java put a key: murmur2 (org.apache.kafka.common.utils.Utils) without its sign, modulo the number of
 * partitions (BuiltInPartitioner.partitionForKey).
 */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** As a signed 32-bit number, as in Java. */
export function murmur2(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const whole = data.length - (data.length % 4);
  let hash = 0x9747b28c ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    let part = Math.imul(view.getInt32(at, true), multiplier);
    part = Math.imul(part ^ (part >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ part;
  }
  for (let at = data.length - 1; at >= whole; at--) {
    hash ^= view.getUint8(at) << ((at - whole) * 8);
    if (at === whole) hash = Math.imul(hash, multiplier);
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

const multiplier = 0x5bd1e995;
