// Imports between the folders go one way (docs/decisions, CONTRIBUTING.md). `npm run check` enforces this file.

const TESTS = "\\.(test|spec)\\.tsx?$";

/** Nothing in a folder may reach any other folder than those listed. */
const only = (folder, allowed, more = {}) => ({
  name: `${folder}-reaches-only-${allowed.join("-") || "nothing"}`,
  severity: "error",
  from: { path: `^${folder}/`, pathNot: TESTS, ...more },
  to: {
    path: "^(app|components|lib|nodes|server|workers|prisma|scripts|tests|bench)/",
    pathNot: `^(${[folder, ...allowed].join("|")})/`,
  },
});

/** A package that belongs to one folder alone. */
const belongs = (name, packages, folders) => ({
  name,
  severity: "error",
  from: { path: "^(app|components|lib|nodes|server|workers|scripts)/", pathNot: [`^(${folders.join("|")})`, TESTS] },
  to: { path: `node_modules/${packages}` },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "A cycle that exists in types alone is none at run time.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    only("lib", []),
    only("nodes", ["lib"]),
    only("server", ["nodes", "lib", "prisma/generated"]),
    only("workers", ["nodes", "lib", "server", "prisma/generated"]),
    only("components", ["lib", "server/api"]),
    only("app", ["components", "server", "lib"]),
    {
      name: "components-take-only-types-from-the-api",
      comment: "The browser gets data, not code: `import type` carries no code over.",
      severity: "error",
      from: { path: "^components/", pathNot: TESTS },
      to: { path: "^server/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workers-do-not-know-the-front-door",
      severity: "error",
      from: { path: "^workers/", pathNot: TESTS },
      to: { path: "^server/(api/|http/|http\\.ts)" },
    },
    {
      name: "lib-knows-only-zod",
      severity: "error",
      from: { path: "^lib/", pathNot: TESTS },
      to: { path: "^node_modules/", pathNot: "^node_modules/zod" },
    },
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
    belongs("kafkajs-belongs-to-server", "kafkajs/", ["server/"]),
    belongs("prisma-belongs-to-server", "@prisma/", ["server/", "prisma/", "scripts/migrate"]),
    belongs("the-canvas-library-belongs-to-components", "(@xyflow/|zustand/)", ["components/"]),
    belongs("langchain-belongs-to-nodes", "@langchain/", ["nodes/"]),
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
      from: { path: "^(app|components|lib|nodes|server|workers)/", pathNot: TESTS },
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
