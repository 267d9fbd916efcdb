import type { Metadata } from "next";
import { connection } from "next/server";
import type { ApiGuide } from "../../../lib/views/api-guide.ts";
import { pageContext } from "../../../server/page-context.ts";
import { Call } from "./call.tsx";
import { Fields } from "./fields.tsx";

export const metadata: Metadata = { title: "API reference" };

export default async function Page() {
  // The description comes from the running server, not from the build.
  await connection();
  const { baseUrl, groups, schemas, errors } = pageContext().apiGuide();
  return (
    <article className="flex min-w-0 max-w-[52rem] flex-col gap-6">
      <header className="flex flex-col gap-3">
        <h1 className="font-semibold text-xl">API reference</h1>
        <p className="max-w-[42rem] text-[14px] leading-[23px]">
          Build, run and watch pipelines from scripts. Every request needs an API key (create one in Settings → API
          keys), sent as <code className="font-mono text-xs">Authorization: Bearer &lt;key&gt;</code>. Request and
          response bodies are JSON. The same description as OpenAPI 3.1 is at{" "}
          <a className="text-accent-ink underline underline-offset-2" href="/api/v1/openapi.json">
            /api/v1/openapi.json
          </a>
          .
        </p>
        <p className="text-muted text-sm">
          Base URL <code className="font-mono text-ink text-xs">{baseUrl}</code>
        </p>
        <Contents groups={groups} />
      </header>
      {groups.map(({ title, calls }) => (
        <section key={title} aria-labelledby={slug(title)} className="flex flex-col gap-4">
          <h2 id={slug(title)} className="scroll-mt-16 border-b pb-2 font-semibold text-lg">
            {title}
          </h2>
          {calls.map((call) => (
            <Call key={call.id} call={call} />
          ))}
        </section>
      ))}
      <section aria-labelledby="errors" className="flex flex-col gap-3">
        <h2 id="errors" className="scroll-mt-16 border-b pb-2 font-semibold text-lg">
          Errors
        </h2>
        <p className="text-sm">
          A failed request returns <code className="font-mono text-xs">{"{ code, message, issues? }"}</code>: a code
          from this list, a readable message and, for each invalid field, its path and what to fix.
        </p>
        <Errors errors={errors} />
      </section>
      <section aria-labelledby="schemas" className="flex flex-col gap-4">
        <h2 id="schemas" className="scroll-mt-16 border-b pb-2 font-semibold text-lg">
          Schemas
        </h2>
        {schemas.map(({ name, fields }) => (
          <section key={name} id={`shape-${name}`} className="flex scroll-mt-16 flex-col gap-2">
            <h3 className="font-mono font-semibold text-sm">{name}</h3>
            <Fields fields={fields} label={`Fields of ${name}`} />
          </section>
        ))}
      </section>
    </article>
  );
}

function Contents({ groups }: { groups: ApiGuide["groups"] }) {
  const titles = [...groups.map(({ title }) => title), "Errors", "Schemas"];
  return (
    <nav aria-label="On this page" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {titles.map((title) => (
        <a key={title} href={`#${slug(title)}`} className="text-muted hover:text-ink">
          {title}
        </a>
      ))}
    </nav>
  );
}

function Errors({ errors }: { errors: ApiGuide["errors"] }) {
  return (
    <ul className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
      {errors.map(({ code, status, retry }) => (
        <li key={code} className="flex items-baseline gap-2">
          <span className="w-8 text-muted tabular-nums">{status}</span>
          <code className="font-mono text-xs">{code}</code>
          {retry ? <span className="text-muted text-xs">can be retried</span> : null}
        </li>
      ))}
    </ul>
  );
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(" ", "-");
}
