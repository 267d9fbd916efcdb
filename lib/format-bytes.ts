const units = ["bytes", "kB", "MB", "GB", "TB"] as const;

/**
 * A size in bytes as every text writes it: in powers of 1,000 with at most one decimal, never as more than it is, such as
 * “999 bytes”, “18.4 kB” or “1.5 GB”. A limit that is a power of 1,024 inside may so be a little more than its text says.
 */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return "1 byte";
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = Math.floor((bytes / 1000 ** power) * 10) / 10;
  return `${amount.toLocaleString("en-US")} ${units[power]}`;
}
