/** How long events are kept, in words. */
export function formatRetention(hours: number | null): string {
  if (hours === null) return "Forever";
  const [count, unit] = hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
