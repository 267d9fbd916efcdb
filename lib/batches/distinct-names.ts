/** Each name once: a second `Name` becomes `Name (2)`. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  /** The next number to try: a sheet may have thousands of columns of one name. */
  const next = new Map<string, number>();
  return names.map((name) => {
    let distinct = name;
    for (let count = next.get(name) ?? 2; taken.has(distinct); count += 1) {
      distinct = `${name} (${count})`;
      next.set(name, count + 1);
    }
    taken.add(distinct);
    return distinct;
  });
}
