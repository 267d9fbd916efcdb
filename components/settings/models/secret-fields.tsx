"use client";
import { type SignInKind, signsIn } from "../../../lib/service/sign-in.ts";
import type { CredentialProvider } from "../../../lib/views/api-views.ts";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { providers } from "./providers.ts";

type Part = { name: string; label: string; hint?: string; isSecret?: boolean; isOptional?: boolean; first?: string };

/** What a secret consists of that is more than one text. */
const parts = {
  bearer: [],
  "api-key": [
    { name: "name", label: "Its name", hint: "Of the header or parameter that carries it.", first: "X-API-Key" },
    { name: "key", label: "Key", isSecret: true },
  ],
  basic: [
    { name: "user", label: "User name" },
    { name: "password", label: "Password", isSecret: true, isOptional: true },
  ],
  "oauth-client": [
    {
      name: "tokenUrl",
      label: "Token address",
      hint: "Where the client gets its token, such as https://login.example.com/token.",
    },
    { name: "clientId", label: "Client id" },
    { name: "clientSecret", label: "Client secret", isSecret: true, isOptional: true },
    { name: "scope", label: "Scope", isOptional: true },
  ],
} as const satisfies Record<SignInKind, readonly Part[]>;

const places = [
  { value: "header", label: "In a header" },
  { value: "query", label: "In the query" },
] as const;

type Props = {
  provider: CredentialProvider;
  /** A stored credential keeps its secret while nothing is entered. */
  isEdited: boolean;
  value: string;
  onChange: (secret: string) => void;
};

/** The secret of a credential: one text, or the parts of which it consists. */
export function SecretFields(props: Props) {
  const { provider, isEdited } = props;
  const keep = isEdited ? "Leave it empty to keep the stored key. Another host needs the key again." : undefined;
  const of = { provider };
  const list: readonly Part[] = signsIn(of) ? parts[of.provider] : [];
  if (list.length > 0) return <Parts {...props} list={list} />;
  const isOptional = isEdited || !providers[provider].needsSecret;
  const word = provider === "bearer" ? "token" : "key";
  return (
    <Field label={isEdited ? `New ${word}` : word === "token" ? "Token" : "Key"} optional={isOptional} hint={keep}>
      {(ids) => (
        <Input
          {...ids}
          type="password"
          required={!isOptional}
          autoComplete="new-password"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function Parts({ provider, isEdited, value, onChange, list }: Props & { list: readonly Part[] }) {
  const now = readParts(value);
  const firsts = Object.fromEntries(list.map(({ name, first = "" }) => [name, first]));
  const base = { ...(provider === "api-key" ? { in: "header" } : {}), ...firsts };
  const write = (name: string, text: string) => onChange(JSON.stringify({ ...base, ...now, [name]: text }));
  // While a stored one is edited, its parts are needed as soon as one of them is entered.
  const isNeeded = !isEdited || value !== "";
  return (
    <>
      {isEdited ? (
        <p className="text-muted text-xs">
          Leave these empty to keep what is stored. To change one, enter all of them.
        </p>
      ) : null}
      {provider === "api-key" ? (
        <Field label="Where it goes">
          {(ids) => (
            <Select
              {...ids}
              value={now.in === "query" ? "query" : "header"}
              options={places}
              onChange={(place) => write("in", place)}
            />
          )}
        </Field>
      ) : null}
      {list.map(({ name, label, hint, isSecret = false, isOptional = false, first = "" }) => (
        <Field key={name} label={label} hint={hint} optional={isOptional}>
          {(ids) => (
            <Input
              {...ids}
              type={isSecret ? "password" : name === "tokenUrl" ? "url" : "text"}
              required={isNeeded && !isOptional}
              autoComplete={isSecret ? "new-password" : "off"}
              value={now[name] ?? (isEdited && value === "" ? "" : first)}
              onChange={(event) => write(name, event.target.value)}
            />
          )}
        </Field>
      ))}
    </>
  );
}

function readParts(secret: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(secret);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, String(part)]));
  } catch {
    return {};
  }
}
