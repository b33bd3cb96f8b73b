// Defines which room of the project may import which: the design's table, as rules of dependency-cruiser, which sees
// type imports too. `npm run rooms` checks it.

/**
 * What each room may import besides itself and packages, as beginnings of paths. A room that isn't named here, such as
 * `test`, may import anything.
 */
const rooms = {
  "index.ts": ["src/program.ts"],
  "src/schema/": [],
  "src/files/": [],
  "src/model/": ["src/schema/"],
  "src/config/": ["src/schema/", "src/model/"],
  "src/observe/": ["src/schema/", "src/model/"],
  "src/declare/": ["src/schema/", "src/model/", "components/"],
  // The loose files of `src`: the program, and what it alone needs.
  "src/[^/]+$": ["src/[^/]+$", "src/schema/", "src/model/", "src/config/", "src/observe/", "src/declare/"],
  "components/": ["src/model/"],
  "docs/examples/": ["components/"],
  "src/database/": ["src/schema/"],
  "src/rehearsal/": ["src/schema/", "src/files/"],
  "src/cli/": ["index.ts", "src/", "components/", "tools/"],
  "tools/": ["index.ts", "src/", "components/"],
  "policies/": [],
};

/** The rooms that others enter by certain files only. */
const doors = {
  // Who asks Pulumi for config loads its SDK.
  "src/config": ["index", "pulumi"],
  "src/database": ["index"],
  "src/files": ["index"],
  // What asks past the provider, or git, loads no SDK of Pulumi's.
  "src/observe": ["index", "health", "aws", "checkout"],
  // Who serves another provider needs nothing of the cloud.
  "src/rehearsal": ["index", "protocol/server"],
};

const project = "^(index\\.ts|src/|components/|docs/examples/|policies/|tools/|test/|bench/)";
const any = (paths) => paths.map((path) => `^${path.replace(".ts", "\\.ts")}`);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circles",
      comment:
        "Files that import each other in a circle can't be read one after the other: give shared types a file of their own.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `room ${room.replace("[^/]+$", "*.ts")}`,
      comment: `It may import only ${["packages", ...allowed].join(", ")}.`,
      severity: "error",
      from: { path: any([room]) },
      to: { path: project, pathNot: any([room, ...allowed]) },
    })),
    ...Object.entries(doors).map(([room, files]) => ({
      name: `door of ${room}`,
      comment: `Import the room by ${files.map((file) => `${file}.ts`).join(" or ")}.`,
      severity: "error",
      from: { path: "^(index\\.ts|src/|components/|tools/)", pathNot: `^${room}/` },
      to: { path: `^${room}/`, pathNot: `^${room}/(${files.join("|")})\\.ts$` },
    })),
    {
      name: "pure",
      comment: "Decisions are pure: they know nothing of Pulumi.",
      severity: "error",
      from: { path: "^src/(model|schema|database)/" },
      to: { path: "@pulumi/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
