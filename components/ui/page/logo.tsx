/** Four jacks, two edges: the mark of Patchbay. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className} fill="none" strokeLinecap="round">
      <path d="M5 6c8 0 6 12 14 12" className="stroke-accent" strokeWidth="2.5" />
      <path d="M5 18c3.5 0 5-2.2 6-4.6M13.3 9.8C14.3 7.7 15.8 6 19 6" className="stroke-kind-text" strokeWidth="2.5" />
      {[
        [5, 6],
        [5, 18],
        [19, 6],
        [19, 18],
      ].map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="2.6" className="fill-panel stroke-ink" strokeWidth="1.8" />
      ))}
    </svg>
  );
}
