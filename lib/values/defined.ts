/** The object without the keys whose value is `undefined`: a key that is there always has a value. */
export function defined<T extends object>(given: T): Defined<T>;
export function defined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

type MaybeUndefined<T> = { [Key in keyof T]-?: undefined extends T[Key] ? Key : never }[keyof T];
type Defined<T> = Omit<T, MaybeUndefined<T>> & { [Key in MaybeUndefined<T>]?: Exclude<T[Key], undefined> };
