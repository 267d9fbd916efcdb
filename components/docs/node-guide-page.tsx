import Link from "next/link";
import type { ReactNode } from "react";
import { categoryTitles } from "../../lib/node-types/manifest.ts";
import { portKinds } from "../../lib/ports/port-kinds.ts";
import type { GuidePort, GuideSetting, NodeGuide } from "../../lib/views/node-guide.ts";
import { iconOf } from "../ui/text/icons.ts";
import { KindMark } from "../ui/text/kind-mark.tsx";
import { Markdown } from "../ui/text/markdown.tsx";
import { GuideExample } from "./guide-example.tsx";
import { isPlain, JsonText } from "./json-text.tsx";

/** The docs page of one node type. */
export function NodeGuidePage({ guide }: { guide: NodeGuide }) {
  const { title, icon, category, about, effect, inputs, outputs, grown, settings, example } = guide;
  const Icon = iconOf(icon);
  return (
    <article className="flex min-w-0 max-w-[42rem] flex-col gap-6">
      <header className="flex flex-col gap-3">
        <p className="text-muted text-xs">
          <Link href="/docs/nodes" prefetch={false} className="rounded-sm hover:text-ink">
            Node types
          </Link>{" "}
          / {categoryTitles[category]}
        </p>
        <h1 className="flex items-center gap-2.5 font-semibold text-xl">
          <span className="grid size-8 shrink-0 place-items-center rounded-md bg-hover">
            <Icon aria-hidden className="size-4.5" />
          </span>
          {title}
        </h1>
        <Markdown text={about} className="text-[14px] leading-[23px]" />
      </header>
      <Part title="Inputs">
        <Ports ports={inputs} grown={grown.inputs} none="This node has no inputs." label="Inputs" />
      </Part>
      <Part title="Outputs">
        <Ports ports={outputs} grown={grown.outputs} none="This node has no outputs." label="Outputs" />
      </Part>
      <Part title="Settings">
        {settings.length === 0 ? (
          <p className="text-muted">This node has no settings.</p>
        ) : (
          <dl aria-label="Settings" className={listClasses}>
            {settings.map((setting) => (
              <Setting key={setting.name} setting={setting} />
            ))}
          </dl>
        )}
      </Part>
      {example ? (
        <Part title="Example">
          <GuideExample example={example} />
        </Part>
      ) : null}
      <Part title="When a worker stops">
        <p>{effect}</p>
      </Part>
    </article>
  );
}

const listClasses = "divide-y divide-line rounded-card border bg-panel text-sm";
const rowClasses = "grid gap-x-4 gap-y-0.5 px-3 py-2 sm:grid-cols-[11rem_minmax(0,1fr)]";

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = title.toLowerCase().replaceAll(" ", "-");
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <h2 id={id} className="scroll-mt-16 font-semibold text-md">
        {title}
      </h2>
      {children}
    </section>
  );
}

type PortsProps = { ports: readonly GuidePort[]; grown: readonly string[]; none: string; label: string };

function Ports({ ports, grown, none, label }: PortsProps) {
  if (ports.length === 0 && grown.length === 0) return <p className="text-muted">{none}</p>;
  return (
    <>
      {ports.length === 0 ? null : (
        <dl aria-label={label} className={listClasses}>
          {ports.map(({ name, title, kind, notes, description }) => (
            <div key={name} className={rowClasses}>
              <dt className="font-medium">
                {title}
                <Name name={name} />
              </dt>
              <dd className="min-w-0">
                <span className="flex items-center gap-1.5 text-muted text-xs">
                  <KindMark kind={kind} />
                  {[portKinds[kind].title, ...notes].join(" · ")}
                </span>
                {description}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {grown.map((sentence) => (
        <p key={sentence} className="text-sm">
          {sentence}
        </p>
      ))}
    </>
  );
}

function Setting({ setting: { name, title, type, default: initial, description } }: { setting: GuideSetting }) {
  const hasDefault = initial !== undefined && initial !== null && initial !== "";
  return (
    <div className={rowClasses}>
      <dt className="font-medium">
        {title}
        <Name name={name} />
      </dt>
      <dd className="flex min-w-0 flex-col gap-0.5">
        <span className="text-muted text-xs">{type}</span>
        <span>{description}</span>
        {hasDefault ? (
          <div className={isPlain(initial) ? "flex flex-wrap gap-x-1.5 text-xs" : "flex flex-col gap-1 text-xs"}>
            <span className="text-muted leading-5">Default</span>
            <JsonText value={initial} label={`Default of ${title}`} />
          </div>
        ) : null}
      </dd>
    </div>
  );
}

/** As graphs and the API name it. */
function Name({ name }: { name: string }) {
  return <span className="block font-mono font-normal text-muted text-xs">{name}</span>;
}
