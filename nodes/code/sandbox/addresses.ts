/**
 * Make `URL` and `URLSearchParams`, which Node reads and writes. Their texts are evaluated inside of QuickJS, so neither may use
 * anything from outside of its function.
 */
export function makeQueries(call: (name: string, ...given: unknown[]) => unknown) {
  type Pairs = [string, string][];
  const pairsIn = (query: unknown) => call("query pairs", String(query)) as Pairs;
  class URLSearchParams {
    #pairs: Pairs;
    #changed: (query: string) => void;
    constructor(init: unknown = "", changed: unknown = undefined) {
      this.#changed = typeof changed === "function" ? (query) => changed(query) : () => undefined;
      if (typeof init !== "object" || init === null) this.#pairs = pairsIn(init);
      else {
        const given: Iterable<[unknown, unknown]> =
          Symbol.iterator in init ? (init as Iterable<[unknown, unknown]>) : Object.entries(init);
        this.#pairs = [...given].map(([name, value]) => [String(name), String(value)]);
      }
    }
    #set(pairs: Pairs) {
      this.#pairs = pairs;
      this.#changed(this.toString());
    }
    get size() {
      return this.#pairs.length;
    }
    get(name: string) {
      return this.#pairs.find(([own]) => own === String(name))?.[1] ?? null;
    }
    getAll(name: string) {
      return this.#pairs.flatMap(([own, value]) => (own === String(name) ? [value] : []));
    }
    has(name: string, value?: string) {
      return this.#pairs.some(([own, has]) => own === String(name) && (value === undefined || has === String(value)));
    }
    append(name: string, value: string) {
      this.#set([...this.#pairs, [String(name), String(value)]]);
    }
    set(name: string, value: string) {
      const at = this.#pairs.findIndex(([own]) => own === String(name));
      const put: [string, string] = [String(name), String(value)];
      if (at < 0) this.#set([...this.#pairs, put]);
      else
        this.#set(
          this.#pairs.flatMap((pair, index) => (index === at ? [put] : pair[0] === String(name) ? [] : [pair])),
        );
    }
    delete(name: string, value?: string) {
      this.#set(
        this.#pairs.filter(([own, has]) => own !== String(name) || (value !== undefined && has !== String(value))),
      );
    }
    sort() {
      this.#set([...this.#pairs].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
    }
    forEach(act: (value: string, name: string, all: unknown) => void) {
      for (const [name, value] of this.#pairs) act(value, name, this);
    }
    keys = () => this.#pairs.map(([name]) => name).values();
    values = () => this.#pairs.map(([, value]) => value).values();
    entries = () => this.#pairs.map(([name, value]) => [name, value]).values();
    [Symbol.iterator] = () => this.entries();
    toString() {
      return String(call("query", this.#pairs));
    }
  }
  return URLSearchParams;
}

export function makeAddresses(
  call: (name: string, ...given: unknown[]) => unknown,
  URLSearchParams: ReturnType<typeof makeQueries>,
) {
  type Parts = { href: string; [name: string]: string };
  const parts = new WeakMap<object, Parts>();
  const partsOf = (url: object): Parts => parts.get(url) ?? { href: "" };
  class URL {
    constructor(address: unknown, base?: unknown) {
      parts.set(this, call("url", String(address), base === undefined ? null : String(base)) as Parts);
    }
    get searchParams() {
      const change = (query: string) => parts.set(this, call("url with", partsOf(this).href, "search", query) as Parts);
      return new URLSearchParams(partsOf(this).search, change);
    }
    toString = () => partsOf(this).href;
    toJSON = () => partsOf(this).href;
    static canParse(address: unknown, base?: unknown) {
      try {
        return Boolean(new URL(address, base));
      } catch {
        return false;
      }
    }
    static parse = (address: unknown, base?: unknown) => (URL.canParse(address, base) ? new URL(address, base) : null);
  }
  for (const name of "href origin protocol username password host hostname port pathname search hash".split(" ")) {
    Object.defineProperty(URL.prototype, name, {
      get() {
        return partsOf(this)[name];
      },
      set(value: unknown) {
        parts.set(this, call("url with", partsOf(this).href, name, String(value)) as Parts);
      },
    });
  }
  return { URL, URLSearchParams };
}
