/** The sum of a metric in Prometheus's text format, over all its series whose labels hold these. NaN when there is none. */
export function sample(text: string, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const lines = text.split("\n").filter((line) => {
    const [, found, inner = ""] = /^([a-z_]+)(?:\{(.*)\})? /.exec(line) ?? [];
    return found === name && wanted.every((one) => inner.split(",").includes(one));
  });
  if (lines.length === 0) return Number.NaN;
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
