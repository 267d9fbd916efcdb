/**
 * What the environment says that can be read but was hardly meant so: names that are no setting, and settings that have no
 * effect beside the others. A process starts all the same, and says it.
 */
type Source = Readonly<Record<string, string | undefined>>;
/** Those of which others depend. */
type Settings = {
  KAFKA_BROKERS: readonly string[];
  KAFKA_SASL_MECHANISM?: string | undefined;
  PATCHBAY_OIDC_ISSUER?: string | undefined;
  PINECONE_API_KEY?: string | undefined;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  PATCHBAY_PRIVATE_HOSTS: readonly string[];
  PATCHBAY_URL: string;
  TRUST_PROXY: number;
};
type Rule = {
  names: readonly string[];
  /** Whether they have an effect. */
  isRead(settings: Settings): boolean;
  /** What they lack. */
  without: string;
};

/** Names of ours that are read without being settings of an installation. */
const readElsewhere = new Set([
  ...["PATCHBAY_VERIFY_PASSWORD", "PATCHBAY_KEY"],
  ...["PATCHBAY_CANARY", "PATCHBAY_CRASH_AT", "PATCHBAY_TALLY"],
]);

const rules: readonly Rule[] = [
  {
    names: ["KAFKA_TLS_CA", "KAFKA_TLS_CERT", "KAFKA_TLS_KEY", "KAFKA_SASL_MECHANISM"],
    isRead: ({ KAFKA_BROKERS }) => KAFKA_BROKERS.length > 0,
    without: "KAFKA_BROKERS, without which messages go over Postgres",
  },
  {
    names: ["KAFKA_SASL_PASSWORD"],
    isRead: ({ KAFKA_SASL_MECHANISM: mechanism }) =>
      ["plain", "scram-sha-256", "scram-sha-512"].includes(mechanism ?? ""),
    without: "KAFKA_SASL_MECHANISM as plain, scram-sha-256 or scram-sha-512",
  },
  {
    names: ["KAFKA_OAUTH_TOKEN_URL", "KAFKA_OAUTH_CLIENT_ID", "KAFKA_OAUTH_CLIENT_SECRET", "KAFKA_OAUTH_SCOPE"],
    isRead: ({ KAFKA_SASL_MECHANISM: mechanism }) => mechanism === "oauthbearer",
    without: "KAFKA_SASL_MECHANISM=oauthbearer",
  },
  {
    names: [
      ...["PATCHBAY_OIDC_CLIENT_SECRET", "PATCHBAY_OIDC_NAME", "PATCHBAY_OIDC_SCOPES", "PATCHBAY_OIDC_DOMAINS"],
      ...["PATCHBAY_OIDC_NEWCOMERS", "PATCHBAY_OIDC_ROLES", "PATCHBAY_OIDC_ROLES_CLAIM", "PATCHBAY_OIDC_TRUST_EMAIL"],
    ],
    isRead: ({ PATCHBAY_OIDC_ISSUER: issuer }) => issuer !== undefined,
    without: "PATCHBAY_OIDC_ISSUER",
  },
  {
    names: ["PINECONE_BASE_URL"],
    isRead: ({ PINECONE_API_KEY: key }) => key !== undefined,
    without: "PINECONE_API_KEY",
  },
  {
    names: ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_TRACES_SAMPLER_ARG"],
    isRead: ({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) => endpoint !== undefined,
    without: "OTEL_EXPORTER_OTLP_ENDPOINT",
  },
];

/** `usual`: the settings of an environment that sets nothing. */
type Read = { settings: Settings; usual: object };

/** One sentence each. Values are never in them, since one may be a secret. */
export function doubtsOf(source: Source, names: readonly string[], { settings, usual }: Read): string[] {
  return [
    ...strangeNames(source, names),
    ...withoutEffect({ settings, usual }),
    ...noHosts(settings),
    ...atOdds(settings),
    ...beneathPath(settings),
  ];
}

/** Names in the environment that look like settings, and are none. */
export function strangeNames(source: Source, names: readonly string[]): string[] {
  const known = new Set(names);
  const given = Object.keys(source).filter((name) => source[name] !== "" && !known.has(name));
  return given.flatMap((name) => {
    if (readElsewhere.has(name) || isServiceLink(name, source[name] ?? "")) return [];
    const isOurs = /^PATCHBAY_/i.test(name);
    // Names of others may well be close to ours, so only the slips of a finger count.
    const meant = nearest(name.toUpperCase(), names, isOurs ? 2 : 1);
    if (meant !== undefined && (isOurs || name.length >= 8)) {
      return [`${name} is not a setting. Was ${meant} meant?`];
    }
    return isOurs ? [`${name} is not a setting. The settings are in docs/configuration.md.`] : [];
  });
}

/** Kubernetes tells every container of a service “patchbay-web” as PATCHBAY_WEB_SERVICE_HOST and so on. */
function isServiceLink(name: string, value: string): boolean {
  if (/_SERVICE_(HOST|PORT(_\w+)?)$/.test(name)) return true;
  return (
    /_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/.test(name) &&
    (/^(tcp|udp|sctp)/.test(value) || /_\d+_/.test(name))
  );
}

/** What has its usual value was copied from .env.example. */
function withoutEffect({ settings, usual }: Read): string[] {
  const isOther = (name: string) =>
    JSON.stringify(Reflect.get(settings, name)) !== JSON.stringify(Reflect.get(usual, name));
  return rules.flatMap((rule) =>
    rule.isRead(settings)
      ? []
      : rule.names.filter(isOther).map((name) => `${name} has no effect: it needs ${rule.without}.`),
  );
}

function noHosts({ PATCHBAY_PRIVATE_HOSTS: hosts }: Settings): string[] {
  if (!hosts.some((host) => /[/*\s@]/.test(host))) return [];
  return [
    "PATCHBAY_PRIVATE_HOSTS names something that is no host, such as an address with http:// or a range: it allows nothing. Write hosts as host or host:port, separated by commas.",
  ];
}

function atOdds({ PATCHBAY_URL: url, TRUST_PROXY: proxies }: Settings): string[] {
  if (!url.startsWith("https://") || proxies > 0) return [];
  return [
    "PATCHBAY_URL begins with https, so a proxy stands in front, but TRUST_PROXY is 0: everyone who comes through it counts as one visitor for the limits of requests. Set TRUST_PROXY to the number of your proxies.",
  ];
}

function beneathPath({ PATCHBAY_URL: url }: Settings): string[] {
  if (new URL(url).pathname === "/") return [];
  return [
    "PATCHBAY_URL has a path, and pages are at the root of their host alone. Give Patchbay a host name of its own, and set PATCHBAY_URL to that.",
  ];
}

function nearest(name: string, names: readonly string[], most: number): string | undefined {
  const found = names
    .map((other) => ({ other, distance: distanceOf(name, other, most) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return found[0]?.other;
}

/** How many letters were left out, added, changed, or swapped with their neighbour; more than `most` is not counted out. */
function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const ways = [at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (isSame ? 0 : 1)];
      next.push(Math.min(...ways, ...(isSwapped ? [at(before, j - 2) + 1] : [])));
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY;
