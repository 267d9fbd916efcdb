/**
 * How a node type is declared: one file, one `defineNode`, one line in `index.ts`. Ports and config are typed, so a
 * wrong port name, a wrong output kind or a misspelt config key does not compile.
 */
import type { Runnable } from "@langchain/core/runnables";
import type { z } from "zod";
import { PatchbayError } from "../lib/errors.ts";
import type {
  Category,
  DerivedPorts,
  Effect,
  EffectWhen,
  Manifest,
  ScheduleSettings,
} from "../lib/node-types/manifest.ts";
import type { NodeIcon } from "../lib/node-types/node-icons.ts";
import type { PortKind } from "../lib/ports/port-kinds.ts";
import type { PortSpec } from "../lib/ports/ports.ts";
import type { Values } from "../lib/run.ts";
import type { PlainJson } from "../lib/values/json.ts";
import type { KindValue } from "../lib/values/values.ts";
import type { Call, Services } from "./services.ts";

export type {
  AddOptions,
  Arrivals,
  CacheAsk,
  CacheCall,
  CacheFound,
  Call,
  ChatOptions,
  EmbedUse,
  EventToPublish,
  FoundChunk,
  NearestQuery,
  PublishCall,
  SearchQuery,
  Services,
  StateCall,
  Tool,
  ToolRun,
} from "./services.ts";

type BuildContext<Config> = { config: Config; nodeId: string; services: Services };

type Inputs = Readonly<Record<string, PortSpec>>;
type Outputs = Readonly<Record<string, PortSpec>>;
type PortValue<Port extends PortSpec> = Port extends { multiple: true }
  ? KindValue[Port["kind"]][]
  : KindValue[Port["kind"]];
type OptionalNames<I extends Inputs> = {
  [Name in keyof I]: I[Name] extends { optional: true } ? Name : never;
}[keyof I];

type InputValues<I extends Inputs> = { [Name in Exclude<keyof I, OptionalNames<I>>]: PortValue<I[Name]> } & {
  [Name in OptionalNames<I>]?: PortValue<I[Name]>;
};

/** An output that is absent was not taken: what hangs on it alone is skipped. */
type OutputValues<O extends Outputs, D extends readonly DerivedPorts[]> = [
  Extract<D[number], { side: "outputs" }>,
] extends [never]
  ? { [Name in keyof O]?: PortValue<O[Name]> }
  : Values;

type NodeFunction<In, Out> = (inputs: In, call: Call) => Promise<Out> | Out;
/** A plain function, or a LangChain Runnable; tokens of the latter flow through its callbacks. */
export type Built<In, Out> = NodeFunction<In, Out> | Runnable<In, Out>;

/** What the docs say beyond what they read from the definition. Every type in `index.ts` has it; a test sees to that. */
type NodeDocs<Config> = {
  /** A paragraph of the handbook, in Markdown. It answers “What does the … node do?”, in its first sentence. */
  about: string;
  example: NodeExample<Config>;
};

type NodeExample<Config> = {
  /** What it shows, in a sentence. */
  summary: string;
  /** Settings that differ from the defaults. */
  config?: Config;
  inputs?: Values;
  /**
   * What comes from outside: a model's reply, a person's decision, the response of a server. The node's own test plays it
   * with `runExample`. Without it, the outputs follow from settings and inputs, and a test computes them.
   */
  given?: string;
  outputs: Values;
};

export type NodeDefinition<
  C extends z.ZodObject,
  I extends Inputs,
  O extends Outputs,
  D extends readonly DerivedPorts[],
> = {
  type: string;
  version: number;
  title: string;
  /** One sentence: what it does. */
  summary: string;
  category: Category;
  effect: Effect;
  /** Of an effect: the external system takes the idempotency key, so a step cut off by a crash may be repeated. */
  keyed?: boolean;
  /** With these values of a setting it does something else outside: only reads, asks a model, is `keyed`. The first such rule counts. */
  effectWhen?: readonly EffectWhen[];
  /** Of a pure node: most of the time it takes it waits, for the clock, a person or a service, as all others do. */
  waits?: boolean;
  /** The setting (a PipelineRef) that names the pipeline which this node runs as its body. */
  body?: keyof z.infer<C> & string;
  /** The setting (a Service) that holds what this node calls, with its own `effect` and `keyed`. */
  operation?: keyof z.infer<C> & string;
  /** It calls the nodes of its body one by one, as tools; they are not connected. One of them is of this type. */
  toolbox?: string;
  /** The setting (a path) with a list of tools: for an agent it is all of them, and is called with `tool` and `arguments`. */
  offers?: string;
  icon: NodeIcon;
  keywords?: readonly string[];
  config: C;
  inputs: I;
  outputs: O;
  derived?: D;
  /** The output that lists what several models said; their texts grow side by side. */
  answers?: keyof O & string;
  /** The setting shown under the title. */
  subtitle?: keyof z.infer<C> & string;
  /** The run's own input node: its outputs are the run's input. The run's output node: its inputs are the run's output. */
  /** A trigger: its outputs are the event that started the run. It has a setting `testEvent`, and no inputs. */
  role?: NonNullable<Manifest["role"]>;
  /** The settings by which it fires. */
  schedule?: ScheduleSettings;
  /** Its requests or pages have an address (server/hooks). */
  hook?: NonNullable<Manifest["hook"]>;
  docs?: NodeDocs<NoInfer<z.input<C>>>;
  build(
    context: BuildContext<z.infer<C>>,
  ): Promise<Built<InputValues<I>, OutputValues<O, D>>> | Built<InputValues<I>, OutputValues<O, D>>;
  /** One function per former version, oldest first: config of version n → config of version n + 1. */
  upgrades?: readonly ((config: Record<string, PlainJson>) => Record<string, PlainJson>)[];
};

/** A node type with its type parameters forgotten, as lists hold it. Configs are parsed before `build` sees them. */
export type NodeType = Omit<
  NodeDefinition<z.ZodObject, Inputs, Outputs, readonly DerivedPorts[]>,
  "build" | "subtitle" | "body" | "operation" | "answers" | "docs"
> & {
  docs?: NodeDocs<Record<string, PlainJson>>;
  subtitle?: string;
  body?: string;
  operation?: string;
  answers?: string;
  /** Parses the config, then builds. Throws `bad_input` with the field's path. */
  build(context: BuildContext<unknown>): Promise<Built<Values, Values>> | Built<Values, Values>;
};

export function port<Kind extends PortKind, const Options extends Omit<PortSpec, "kind"> = object>(
  kind: Kind,
  options?: Options,
): { kind: Kind } & Options;
export function port(kind: PortKind, options: Omit<PortSpec, "kind"> = {}): PortSpec {
  return { kind, ...options };
}

export function defineNode<
  C extends z.ZodObject,
  I extends Inputs,
  O extends Outputs,
  const D extends readonly DerivedPorts[] = readonly [],
>(definition: NodeDefinition<C, I, O, D>): NodeType;
// The overload forgets the type parameters; the config is parsed here, and the worker coerces inputs by kind.
export function defineNode(definition: NodeType): NodeType {
  return {
    ...definition,
    build({ config, nodeId, services }) {
      const parsed = definition.config.safeParse(config);
      if (!parsed.success) throw badConfig(definition.title, nodeId, parsed.error);
      return definition.build({ config: parsed.data, nodeId, services });
    },
  };
}

function badConfig(title: string, nodeId: string, error: z.ZodError): PatchbayError {
  const issues = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const [first] = issues;
  const where = first ? ` ${first.path}: ${first.message}` : "";
  return new PatchbayError("bad_input", `The settings of ${title} are not complete.${where}`, { nodeId, issues });
}
