/** Local time in a zone of the tz database, by the rules that Intl has. Instants are milliseconds since 1970. */

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** How far local time is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** The first instant after `from`, and up to `to`, at which clocks are put forward or back, and the offset from then on. */
export function nextChange(zone: string, from: number, to: number): { at: number; offset: number } | undefined {
  const before = offsetAt(zone, from);
  for (let low = from; low < to; low += dayMs) {
    const high = Math.min(low + dayMs, to);
    if (offsetAt(zone, high) === before) continue;
    return search(zone, before, { low, high });
  }
  return undefined;
}

/** Clocks change at whole seconds. */
function search(zone: string, before: number, { low, high }: { low: number; high: number }) {
  let [last, first] = [Math.floor(low / 1000), Math.ceil(high / 1000)];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offsetAt(zone, middle * 1000) === before) last = middle;
    else first = middle;
  }
  return { at: first * 1000, offset: offsetAt(zone, first * 1000) };
}

/** An instant as local time with its offset: 2027-01-31T09:00:00+01:00. */
export function localTime(zone: string, instant: number): string {
  const offset = offsetAt(zone, instant);
  const minutes = Math.abs(Math.round(offset / 60_000));
  const two = (value: number) => String(value).padStart(2, "0");
  const sign = offset < 0 ? "-" : "+";
  return `${new Date(instant + offset).toISOString().slice(0, 19)}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const number = "numeric";
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601", {
    ...{ timeZone: zone, hourCycle: "h23", year: number, month: number, day: number },
    ...{ hour: number, minute: number, second: number },
  });
  if (formats.size >= 1000) formats.clear();
  formats.set(zone, format);
  return format;
}
