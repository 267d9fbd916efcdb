/** A date, or a date and time, in ISO 8601: 2027-01-31, 2027-01-31T09:00 (UTC), 2027-01-31T09:00:00+02:00. Undefined for others. */
export function readTime(text: string): number | undefined {
  const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text.trim());
  if (!found) return undefined;
  const [, day = "", time = "00:00", zone = "Z"] = found;
  const ms = Date.parse(`${day}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")}`.toUpperCase());
  // JavaScript takes 31 February for a day in March.
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toJSON().startsWith(day);
  return isDay && !Number.isNaN(ms) ? ms : undefined;
}
