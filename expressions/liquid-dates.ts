import { filters, type Liquid } from "liquidjs";

/**
 * Liquid reads a time without a zone as one of the machine it runs on, so a date could become the day before in another
 * place. Here it is one of UTC, on every machine; a time with a zone keeps its own.
 */
export function readDatesAsUtc(engine: Liquid): void {
  for (const [name, filter] of Object.entries(filters)) {
    if (!/^date(_|$)/.test(name) || typeof filter !== "function") continue;
    engine.registerFilter(name, function (value: unknown, ...given: unknown[]) {
      return Reflect.apply(filter, this, [withZone(value), ...given]);
    });
  }
}

function withZone(value: unknown): unknown {
  if (typeof value !== "string" || !/\d/.test(value) || /^\d+$/.test(value) || hasZone.test(value)) return value;
  const text = value.trim();
  const found = [`${text}Z`, `${text}T00:00:00Z`, `${text} UTC`].map((each) => new Date(each));
  return found.find((date) => Number.isFinite(date.getTime()))?.toISOString() ?? value;
}

const hasZone = /\d{1,2}:\d{2}.*([+-]\d{2}:?\d{2}|Z|[A-Z]{3,4})\s*(\(.*\))?$|\b(GMT|UTC)\b|\dZ$/i;
