// Module boundaries: imports between folders go one way (docs/architecture.md). `npm run check` enforces this file.

const TESTS = "\\.(test|spec)\\.tsx?$";
const OUTSIDE = ["bench", "prisma", "scripts", "tests"];

/**
 * What each top folder may import, type imports included. OUTSIDE may import anything of ours; a top folder that is in
 * neither may import nothing of ours.
 */
const between = {
  lib: [],
  expressions: ["lib"],
  platform: ["lib", "prisma/generated"],
  nodes: ["expressions", "lib"],
  engine: ["platform", "nodes", "lib"],
  collections: ["platform", "nodes", "lib"],
  state: ["platform", "nodes", "lib"],
  server: ["engine", "collections", "state", "platform", "nodes", "lib"],
  workers: ["engine", "collections", "state", "platform", "nodes", "lib"],
  components: ["lib", "expressions", "server/api"],
  app: ["components", "server", "lib"],
};
const ROOMS = Object.keys(between);
const OURS = `^(${[...ROOMS, ...OUTSIDE].join("|")})/`;

/** The same between the folders of the engine. */
const engine = {
  scheduler: [],
  queue: [],
  journal: ["queue"],
  tenure: ["queue", "journal", "scheduler"],
  history: ["queue"],
  triggers: ["queue"],
};

const editing = ["store", "layout", "tidy", "autosave", "actions", "run", "upload"].map((name) => `editor/${name}`);
const running = ["runs", "approvals", "expressions", "values", "pipelines", "api", "ui"];

/** And between the folders of components. The editor's frame, panels and dialogs compose what stands above them. */
const components = {
  ui: [],
  api: ["ui"],
  values: ["api", "ui"],
  expressions: ["values", "ui"],
  approvals: ["values", "api", "ui"],
  pipelines: ["api", "ui"],
  runs: ["approvals", "expressions", "values", "pipelines", "api", "ui"],
  collections: ["values", "api", "ui"],
  chat: ["api", "ui"],
  topics: ["api", "ui"],
  batches: ["runs/budget", "api", "ui"],
  stores: ["values", "api", "ui"],
  settings: ["api", "ui"],
  account: ["api", "ui"],
  docs: ["navigation", "ui"],
  navigation: ["api", "ui"],
  "editor/store": ["editor/layout", ...running],
  "editor/layout": [],
  "editor/(tidy|autosave|actions|run|upload)": [...editing, ...running],
  canvas: [...editing, ...running],
  inspector: ["canvas", ...editing, ...running],
  versions: ["canvas", ...editing, ...running],
};

const only =
  (parent) =>
  ([folder, allowed]) => ({
    name: `${parent}${folder}-imports-only-${allowed.map((name) => name.replace("editor/", "")).join("-") || "nothing"}`,
    severity: "error",
    from: { path: `^${parent}${folder}/`, pathNot: TESTS },
    to: {
      path: parent === "" ? OURS : `^${parent}[^/]+/`,
      pathNot: `^${parent}(${[folder, ...allowed].join("|")})/`,
    },
  });

/** A package that belongs to some rooms alone. */
const belongs = (name, packages, rooms) => ({
  name,
  severity: "error",
  from: { path: `^(${ROOMS.join("|")}|scripts)/`, pathNot: [`^(${rooms.join("|")})`, TESTS] },
  to: { path: `node_modules/${packages}` },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Type imports count. A zustand store and its slices name each other's types, and are left out.",
      severity: "error",
      from: { pathNot: "^components/editor/store/" },
      to: { circular: true, viaOnly: { pathNot: "^components/editor/store/" } },
    },
    {
      name: "no-value-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...Object.entries(between).map(only("")),
    {
      name: "an-unlisted-folder-imports-nothing",
      comment: "Say above what a new top folder may import.",
      severity: "error",
      from: { path: "^[^/]+/", pathNot: [OURS, "^(node_modules|\\.next)/"] },
      to: { path: OURS },
    },
    ...Object.entries(engine).map(only("engine/")),
    ...Object.entries(components).map(only("components/")),
    {
      name: "components-take-only-types-from-the-api",
      comment: "The browser gets data, not code: `import type` carries no code over.",
      severity: "error",
      from: { path: "^components/", pathNot: TESTS },
      to: { path: "^server/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "the-page-evaluates-expressions-in-a-worker",
      comment: "An expression may take as long as it likes, and its languages are too heavy for the page.",
      severity: "error",
      from: { path: "^components/", pathNot: [TESTS, "^components/expressions/expression-worker\\.ts$"] },
      to: { path: "^expressions/" },
    },
    {
      name: "lib-knows-only-zod",
      comment: "And croner, a parser of cron expressions without dependencies, in the one file that reads them.",
      severity: "error",
      from: { path: "^lib/", pathNot: [TESTS, "^lib/schedule/cron\\.ts$"] },
      to: { path: "^node_modules/", pathNot: "^node_modules/zod" },
    },
    belongs("croner-reads-cron-in-lib", "croner/", ["lib/schedule/cron\\.ts$"]),
    {
      name: "lib-is-browser-safe",
      severity: "error",
      from: { path: "^lib/", pathNot: TESTS },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "nodes-know-neither-react-nor-the-environment",
      severity: "error",
      from: { path: "^nodes/", pathNot: TESTS },
      to: { path: "^node_modules/(react|next|@prisma)(/|-dom/)" },
    },
    {
      name: "the-scheduler-is-pure",
      comment: "It decides; whoever calls it reads, writes and waits.",
      severity: "error",
      from: { path: "^engine/scheduler/", pathNot: TESTS },
      to: { path: "^(platform|collections)/|node_modules/(pg|pino|kafkajs)/" },
    },
    belongs("kafkajs-lives-in-platform", "kafkajs/", ["platform/"]),
    belongs("metrics-are-guarded-in-platform", "@prometheus-io/", ["platform/metrics/"]),
    belongs("prisma-lives-in-platform", "@prisma/", ["platform/", "prisma/", "scripts/migrate"]),
    belongs("react-flow-lives-in-the-canvas", "@xyflow/", ["components/canvas/"]),
    belongs("zustand-lives-in-components", "zustand/", ["components/"]),
    belongs("expression-languages-live-in-expressions", "(jsonata|liquidjs)/", ["expressions/"]),
    belongs("langchain-lives-in-nodes", "@langchain/", ["nodes/"]),
    {
      name: "no-barrels",
      comment: "nodes/index.ts, the list of node types, is the only index file.",
      severity: "error",
      from: {},
      to: { path: "(^|/)index\\.tsx?$", pathNot: "^(nodes/index\\.ts$|node_modules/|prisma/generated/)" },
    },
    {
      name: "tests-stay-outside",
      severity: "error",
      from: { path: `^(${ROOMS.join("|")})/`, pathNot: TESTS },
      to: { path: `(^tests/|${TESTS})` },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(prisma/generated|\\.next)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
