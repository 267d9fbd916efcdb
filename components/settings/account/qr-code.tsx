import { encode } from "uqr";

/** Dark on white in both themes: cameras read nothing else for certain. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} className="size-44 shrink-0 rounded-lg border">
      <rect width={size} height={size} className="fill-scan-paper" />
      <path d={path} className="fill-scan-ink" shapeRendering="crispEdges" />
    </svg>
  );
}
