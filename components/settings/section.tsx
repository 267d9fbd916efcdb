import type { ReactNode } from "react";

/** A part of a settings tab: its name, a line about it, what can be done, and its content. */
export function Section({
  title,
  note,
  action,
  children,
}: {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <header className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="font-semibold text-md">{title}</h2>
          {note ? <p className="max-w-xl text-muted">{note}</p> : null}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
